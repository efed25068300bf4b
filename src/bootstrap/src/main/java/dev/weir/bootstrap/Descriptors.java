package dev.weir.bootstrap;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import jdk.internal.access.JavaIOFileDescriptorAccess;
import jdk.internal.access.SharedSecrets;
import jdk.internal.misc.Unsafe;

/**
 * Where a descriptor's number is. The two packages of the JDK's that this uses are exported to the
 * boot loader's unnamed module when the agent starts; both have the same names on 17 and 25.
 */
public final class Descriptors {
  private static final JavaIOFileDescriptorAccess ACCESS =
      SharedSecrets.getJavaIOFileDescriptorAccess();

  /** Where the number is inside the C library's DIR; -1 where it is not known. */
  private static volatile int dirOffset = -1;

  private Descriptors() {}

  /** The number in {@code fd}; -1 when there is none. */
  public static int number(FileDescriptor fd) {
    return fd == null ? -1 : ACCESS.get(fd);
  }

  /** Whether everything that is written by it goes to the end of the file: O_APPEND. */
  public static boolean appends(FileDescriptor fd) {
    return ACCESS.getAppend(fd);
  }

  /**
   * The size of what is open, by fstat(2), in bytes; 0 for what has none, such as a pipe or a file
   * of /proc; -1 where it cannot be told. No race with a rename, and cheaper than by a path.
   *
   * <p>Asked through an object that no constructor has made, as in {@link #waiting}: what it is
   * asked for needs the descriptor only ({@code RandomAccessFile.length} and {@code
   * getFilePointer}, 17 and 25).
   */
  public static long length(FileDescriptor fd) {
    try {
      return over(fd).length();
    } catch (InstantiationException | IOException | InternalError e) {
      return -1; // closed meanwhile, or no such field
    }
  }

  /** Where the next byte is read or written; -1 for what has no places, such as a pipe. */
  public static long position(FileDescriptor fd) {
    try {
      return over(fd).getFilePointer();
    } catch (InstantiationException | IOException | InternalError e) {
      return -1;
    }
  }

  /** Lives for one call; mostly the compiler does not even make it. */
  private static RandomAccessFile over(FileDescriptor fd) throws InstantiationException {
    Unsafe unsafe = Unsafe.getUnsafe();
    RandomAccessFile file = (RandomAccessFile) unsafe.allocateInstance(RandomAccessFile.class);
    unsafe.putReference(file, Over.FIELD, fd);
    return file;
  }

  /** Looked up when it is first needed, which is at the start of the rule that does. */
  private static final class Over {
    static final long FIELD = Unsafe.getUnsafe().objectFieldOffset(RandomAccessFile.class, "fd");

    private Over() {}
  }

  /** Closes what nobody has yet; as {@code FileDescriptor.close()}, which is not public. */
  static void close(FileDescriptor fd) throws IOException {
    ACCESS.close(fd);
  }

  /** The same of a number that no JDK object has. */
  static void close(int number) throws IOException {
    FileDescriptor fd = new FileDescriptor();
    ACCESS.set(fd, number);
    ACCESS.close(fd);
  }

  /**
   * The descriptor inside a {@code DIR*}, which no Java field holds; -1 where it is not known. To
   * be called while the directory is open: closedir(3) frees the memory.
   */
  public static int dirfd(long dir) {
    int offset = dirOffset;
    return offset < 0 || dir == 0 ? -1 : Unsafe.getUnsafe().getInt(dir + offset);
  }

  /**
   * Sets where {@link #dirfd} reads: 0 on glibc (the struct begins with the number), 8 on musl
   * (after an off_t). The caller has compared the outcome with /proc/self/fd.
   */
  public static void dirOffset(int offset) {
    dirOffset = offset;
  }

  /**
   * How many bytes wait in a pipe (FIONREAD); 0 where it cannot be told. Asked through a stream
   * that no constructor has made: one would attach itself to the descriptor, which then refers to
   * it and closes it.
   */
  public static int waiting(FileDescriptor fd) {
    try {
      Unsafe unsafe = Unsafe.getUnsafe();
      FileInputStream stream = (FileInputStream) unsafe.allocateInstance(FileInputStream.class);
      unsafe.putReference(stream, unsafe.objectFieldOffset(FileInputStream.class, "fd"), fd);
      return stream.available();
    } catch (InstantiationException | IOException | InternalError e) {
      return 0; // closed meanwhile, or no such field
    }
  }
}
