package dev.weir.bootstrap;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
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

  /** Closes what nobody has yet; as {@code FileDescriptor.close()}, which is not public. */
  static void close(FileDescriptor fd) throws IOException {
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
