package dev.weir.core.hook;

import static dev.weir.bootstrap.HookPoint.Words.IO;
import static dev.weir.bootstrap.HookPoint.Words.NIO;
import static dev.weir.bootstrap.Kind.DIRECTORY;
import static dev.weir.bootstrap.Kind.FILE;
import static dev.weir.core.hook.Row.Access.READ;
import static dev.weir.core.hook.Row.Access.WRITE;
import static dev.weir.core.hook.Row.Access.access;
import static dev.weir.core.hook.Row.row;

import dev.weir.core.hook.file.Mapped;
import dev.weir.core.hook.file.RefusedChild;
import dev.weir.core.hook.file.Unmapped;
import java.util.List;

/**
 * Every hook of Weir. The text is the same for all JDKs from 17 to 25; facts were read with javap
 * on 17.0.15 and 25.0.3. {@link Row} says what the words mean.
 *
 * <p>java.io: the private {@code open} under the constructors, where the number is new. ZipFile and
 * JarFile come through RandomAccessFile.
 *
 * <p>NIO: {@code UnixChannelFactory.open} is at the system call, for file channels, asynchronous
 * ones, all of {@code Files}, zipfs and the children of a SecureDirectoryStream. The constructor of
 * the asynchronous channel comes after it with the same FileDescriptor and names the type.
 *
 * <p>A dropped FileChannel is closed by {@code FileChannelImpl$Closer} on the Cleaner's thread; an
 * orderly close comes to it too, after {@code implCloseChannel}, and finds nothing.
 *
 * <p>Directories: on Linux every directory stream is a UnixSecureDirectoryStream, with two
 * descriptors: {@code dfd}, and the one inside the DIR that is its second argument.
 */
public final class Hooks {
  /** In the order of the documentation above. */
  public static final List<Row> ALL =
      List.of(
          row("java.io.FileInputStream")
              .refused("open(String,..)", IO, "arg0")
              .opened("open(String,..)", FILE, "arg0", READ, "fd")
              .closed("close()", "fd"),
          row("java.io.FileOutputStream")
              .refused("open(String,..)", IO, "arg0")
              .opened("open(String,..)", FILE, "arg0", WRITE, "fd")
              .closed("close()", "fd"),
          row("java.io.RandomAccessFile")
              .refused("open(String,..)", IO, "arg0")
              .opened("open(String,..)", FILE, "arg0", access("1", "rw"), "fd")
              .closed("close()", "fd"),
          row("sun.nio.fs.UnixChannelFactory")
              .shownAs("java.nio.channels.FileChannel")
              .refused("open(int,UnixPath,..)", NIO, "arg1")
              .opened(
                  "open(int,UnixPath,..)",
                  FILE,
                  "arg1",
                  access("Flags.read", "Flags.write"),
                  "return"),
          row("sun.nio.ch.FileChannelImpl")
              .shownAs("java.nio.MappedByteBuffer")
              .closed("implCloseChannel()", "fd")
              .special("mapInternal(MapMode,long,long,int,boolean)", Mapped.class),
          row("sun.nio.ch.FileChannelImpl$Closer").closed("run()", "fd"),
          row("sun.nio.ch.FileChannelImpl$Unmapper").special("unmap()", Unmapped.class),
          row("sun.nio.ch.SimpleAsynchronousFileChannelImpl")
              .shownAs("java.nio.channels.AsynchronousFileChannel")
              .opened("new(FileDescriptor,..)", FILE, "", access("reading", "writing"), "fdObj")
              .closed("close()", "fdObj"),
          row("sun.nio.fs.UnixFileSystemProvider")
              .refused("newDirectoryStream(Path,..)", NIO, "arg0"),
          row("sun.nio.fs.UnixSecureDirectoryStream")
              .shownAs("java.nio.file.SecureDirectoryStream")
              .refused("newDirectoryStream(Path,..)", NIO, "ds.directory()", RefusedChild.class)
              .opened("new(UnixPath,long,int,..)", DIRECTORY, "arg0", READ, "dfd", "dirfd(arg1)")
              .closed("close()", "dfd"));

  private Hooks() {}
}
