package dev.weir.core.limit.path;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The system calls that path rules need and Java has no public method for: those of {@code
 * sun.nio.fs.UnixNativeDispatcher}, which has them under the same names on 17 and 25. Its package
 * is opened to Weir when it starts.
 *
 * <p>A descriptor of {@code O_PATH} (open(2)) names an object without opening it: no FIFO waits, no
 * device reacts, nothing is made or cut; and {@code /proc/self/fd/N} is a name of that object which
 * nobody can lead elsewhere.
 *
 * <p>Errors are thrown as the dispatcher does, as a {@code sun.nio.fs.UnixException}.
 */
final class Unix {
  /** Of Linux, where the JDK has no constant for them; the same on all but alpha, mips, sparc. */
  private static final int O_PATH = 0x200000;

  private static final int O_CLOEXEC = 0x80000;

  private static final MethodHandle OPEN;
  private static final MethodHandle CLOSE;
  private static final MethodHandle MKDIR;
  private static final MethodHandle RMDIR;
  private static final MethodHandle UNLINK;
  private static final MethodHandle RENAME;
  private static final MethodHandle FSTAT;
  private static final MethodHandle MODE;
  private static final MethodHandle ERRNO;
  private static final MethodHandle ERROR_STRING;
  private static final MethodHandle AS_IO;
  private static final MethodHandle CREATE;
  private static final MethodHandle CREATE_NEW;
  private static final MethodHandle SET_CREATE_NEW;
  private static final MethodHandle NO_FOLLOW;
  private static final MethodHandle DELETE_ON_CLOSE;

  /** UnixConstants: O_NOFOLLOW differs by processor. */
  private static final int MAKE;

  private static final int NOFOLLOW;
  static final int ENOENT;
  static final int EEXIST;
  static final int ELOOP;

  private static final Path[] LINKS = new Path[1024];
  private static final Path CURRENT = Path.of("/proc/self/cwd");

  /** As the JDK encodes the names that it gives to the system. */
  private static final Charset NAMES = names();

  static {
    try {
      Class<?> dispatcher = Class.forName("sun.nio.fs.UnixNativeDispatcher", true, null);
      Class<?> path = Class.forName("sun.nio.fs.UnixPath", true, null);
      Class<?> attributes = Class.forName("sun.nio.fs.UnixFileAttributes", true, null);
      Class<?> exception = Class.forName("sun.nio.fs.UnixException", true, null);
      Class<?> constants = Class.forName("sun.nio.fs.UnixConstants", true, null);
      Class<?> flags = Class.forName("sun.nio.fs.UnixChannelFactory$Flags", true, null);
      Lookup lookup = MethodHandles.privateLookupIn(dispatcher, MethodHandles.lookup());
      Lookup inside = MethodHandles.privateLookupIn(exception, MethodHandles.lookup());
      OPEN =
          lookup
              .findStatic(
                  dispatcher, "open", MethodType.methodType(int.class, path, int.class, int.class))
              .asType(MethodType.methodType(int.class, Path.class, int.class, int.class));
      CLOSE = lookup.findStatic(dispatcher, "close", MethodType.methodType(void.class, int.class));
      MKDIR =
          lookup
              .findStatic(dispatcher, "mkdir", MethodType.methodType(void.class, path, int.class))
              .asType(MethodType.methodType(void.class, Path.class, int.class));
      MethodType one = MethodType.methodType(void.class, Path.class);
      RMDIR =
          lookup
              .findStatic(dispatcher, "rmdir", MethodType.methodType(void.class, path))
              .asType(one);
      UNLINK =
          lookup
              .findStatic(dispatcher, "unlink", MethodType.methodType(void.class, path))
              .asType(one);
      RENAME =
          lookup
              .findStatic(dispatcher, "rename", MethodType.methodType(void.class, path, path))
              .asType(MethodType.methodType(void.class, Path.class, Path.class));
      FSTAT =
          lookup
              .findStatic(attributes, "get", MethodType.methodType(attributes, int.class))
              .asType(MethodType.methodType(Object.class, int.class));
      MODE =
          lookup
              .findVirtual(attributes, "mode", MethodType.methodType(int.class))
              .asType(MethodType.methodType(int.class, Object.class));
      ERRNO =
          lookup
              .findVirtual(exception, "errno", MethodType.methodType(int.class))
              .asType(MethodType.methodType(int.class, Throwable.class));
      ERROR_STRING =
          lookup
              .findVirtual(exception, "errorString", MethodType.methodType(String.class))
              .asType(MethodType.methodType(String.class, Throwable.class));
      AS_IO =
          inside
              .findVirtual(
                  exception,
                  "translateToIOException",
                  MethodType.methodType(IOException.class, String.class, String.class))
              .asType(
                  MethodType.methodType(
                      IOException.class, Throwable.class, String.class, String.class));
      MethodType flag = MethodType.methodType(boolean.class, Object.class);
      CREATE = lookup.findGetter(flags, "create", boolean.class).asType(flag);
      CREATE_NEW = lookup.findGetter(flags, "createNew", boolean.class).asType(flag);
      SET_CREATE_NEW =
          lookup
              .findSetter(flags, "createNew", boolean.class)
              .asType(MethodType.methodType(void.class, Object.class, boolean.class));
      NO_FOLLOW = lookup.findGetter(flags, "noFollowLinks", boolean.class).asType(flag);
      DELETE_ON_CLOSE = lookup.findGetter(flags, "deleteOnClose", boolean.class).asType(flag);
      NOFOLLOW = constant(lookup, constants, "O_NOFOLLOW");
      MAKE =
          constant(lookup, constants, "O_CREAT") | constant(lookup, constants, "O_EXCL") | NOFOLLOW;
      ENOENT = constant(lookup, constants, "ENOENT");
      EEXIST = constant(lookup, constants, "EEXIST");
      ELOOP = constant(lookup, constants, "ELOOP");
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
    for (int fd = 0; fd < LINKS.length; fd++) {
      LINKS[fd] = Path.of("/proc/self/fd/" + fd);
    }
  }

  private Unix() {}

  private static int constant(Lookup lookup, Class<?> constants, String name)
      throws ReflectiveOperationException {
    return (int) lookup.findStaticVarHandle(constants, name, int.class).get();
  }

  private static Charset names() {
    try {
      return Charset.forName(System.getProperty("sun.jnu.encoding"));
    } catch (IllegalArgumentException e) {
      return Charset.defaultCharset();
    }
  }

  /** Names what {@code path} leads to. The caller closes the descriptor. */
  static int name(Path path, boolean followLast) throws Throwable {
    return (int) OPEN.invokeExact(path, O_PATH | O_CLOEXEC | (followLast ? 0 : NOFOLLOW), 0);
  }

  /** Makes a file that was not there: O_CREAT and O_EXCL, which follow no link. */
  static int make(Path path, int mode) throws Throwable {
    return (int) OPEN.invokeExact(path, MAKE | O_CLOEXEC, mode);
  }

  static void close(int fd) {
    try {
      CLOSE.invokeExact(fd);
    } catch (Throwable t) {
      // O_PATH and a new empty file have nothing to write back, which is what close(2) can fail at.
    }
  }

  static void mkdir(Path path, int mode) throws Throwable {
    MKDIR.invokeExact(path, mode);
  }

  static void rmdir(Path path) throws Throwable {
    RMDIR.invokeExact(path);
  }

  static void unlink(Path path) throws Throwable {
    UNLINK.invokeExact(path);
  }

  static void rename(Path from, Path to) throws Throwable {
    RENAME.invokeExact(from, to);
  }

  /** {@code st_mode} of what is open or named. */
  static int mode(int fd) throws Throwable {
    Object attributes = (Object) FSTAT.invokeExact(fd);
    return (int) MODE.invokeExact(attributes);
  }

  /** Of a {@code UnixException}; 0 for anything else. */
  static int errno(Throwable thrown) {
    try {
      return (int) ERRNO.invokeExact(thrown);
    } catch (Throwable t) {
      return 0;
    }
  }

  /** In the words of strerror(3). */
  static String words(Throwable thrown) {
    try {
      return (String) ERROR_STRING.invokeExact(thrown);
    } catch (Throwable t) {
      return String.valueOf(thrown.getMessage());
    }
  }

  /** As {@code java.nio.file} would have it; {@code other} may be null. */
  static IOException asIo(Throwable thrown, Path path, Path other) {
    try {
      String text = other == null ? null : other.toString();
      return (IOException) AS_IO.invokeExact(thrown, path.toString(), text);
    } catch (Throwable t) {
      return new IOException(thrown);
    }
  }

  static boolean creates(Object flags) throws Throwable {
    return (boolean) CREATE.invokeExact(flags) || createsNew(flags);
  }

  static boolean createsNew(Object flags) throws Throwable {
    return (boolean) CREATE_NEW.invokeExact(flags);
  }

  /** It has been made; the open need not make it, nor fail because it is there. */
  static void made(Object flags) throws Throwable {
    SET_CREATE_NEW.invokeExact(flags, false);
  }

  /** Whether the open is about the name itself and not about what a link of that name leads to. */
  static boolean isOfName(Object flags) throws Throwable {
    return (boolean) NO_FOLLOW.invokeExact(flags) || (boolean) DELETE_ON_CLOSE.invokeExact(flags);
  }

  /** A name of the very object that {@code fd} is open on, whatever happens to its path. */
  static Path link(int fd) {
    return fd >= 0 && fd < LINKS.length ? LINKS[fd] : Path.of("/proc/self/fd/" + fd);
  }

  /** Where what is open really is; relative for what has no path ({@code pipe:[1]}). */
  static Path truth(int fd) throws IOException {
    return Files.readSymbolicLink(link(fd));
  }

  /** A path as java.io gives it to the system: relative to the directory of the process. */
  static Path path(String text) {
    Path path = Path.of(asJavaIo(text));
    return path.isAbsolute() ? path : CURRENT.resolve(path);
  }

  /** java.io writes a question mark where the encoding lacks a letter; NIO would throw. */
  private static String asJavaIo(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return new String(text.getBytes(NAMES), NAMES);
      }
    }
    return text;
  }
}
