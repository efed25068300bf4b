package dev.weir.core.hook;

import static dev.weir.bootstrap.HookPoint.Words.IO;
import static dev.weir.bootstrap.HookPoint.Words.NIO;
import static dev.weir.core.hook.Group.PATHS;
import static dev.weir.core.hook.Row.Access.access;
import static dev.weir.core.hook.Row.row;

import dev.weir.core.hook.Row.Access;
import dev.weir.core.hook.file.FileDone;
import dev.weir.core.hook.file.MadeWithin;
import dev.weir.core.hook.file.PinnedChannel;
import dev.weir.core.hook.file.PinnedMove;
import dev.weir.core.hook.file.PinnedName;
import dev.weir.core.hook.file.PinnedNames;
import dev.weir.core.hook.file.PinnedStream;
import dev.weir.core.hook.file.UsedFile;
import dev.weir.core.hook.file.UsedPath;
import java.util.List;

/**
 * The group {@code paths}: woven when the policy has a rule on paths. Opens to read are judged
 * where they are counted; here is what makes, changes, moves, lists or removes.
 *
 * <p>Under {@code java.io.File} all is native on 17, so these are its own methods; its three ways
 * to list share {@code normalizedList}. {@code createTempFile} calls none of the others. Under
 * {@code Files} is the provider, and under a SecureDirectoryStream nothing but itself.
 *
 * <p>{@code DELETE_ON_CLOSE} removes the name as soon as the open has succeeded (17 and 25: {@code
 * UnixChannelFactory.open} unlinks before it returns), so an open that only reads is one that
 * changes something then; its row has that flag in the place of reading.
 *
 * <p>These points are inside of those of the same methods in {@link Hooks}.
 */
final class PathHooks {
  /** Extended attributes: one class on newer JDKs, another on older ones. */
  private static final String EXTENDED = "extended attributes of files";

  static final List<Row> ALL =
      List.of(
          row("java.io.FileOutputStream")
              .group(PATHS)
              .ruled("open(String,..)", IO, "", Access.WRITE, PinnedStream.class),
          row("java.io.RandomAccessFile")
              .group(PATHS)
              .ruled("open(String,..)", IO, "", access("1", "rw"), PinnedStream.class),
          row("sun.nio.fs.UnixChannelFactory")
              .group(PATHS)
              .shownAs("java.nio.channels.FileChannel")
              .ruled(
                  "open(int,UnixPath,..)",
                  NIO,
                  "Flags",
                  access("Flags.deleteOnClose", "Flags.write"),
                  PinnedChannel.class),
          row("java.io.File")
              .group(PATHS)
              .ruled("createNewFile()", IO, "", Access.NONE, FileDone.class)
              .ruled("delete()", IO, "", Access.NONE, FileDone.class)
              .ruled("mkdir()", IO, "", Access.NONE, FileDone.class)
              .ruled("renameTo(File)", IO, "arg0", Access.NONE, FileDone.class)
              .ruled("normalizedList()", IO, "", Access.NONE, UsedFile.class)
              .ruled("setReadable(boolean,boolean)", IO, "", Access.NONE, UsedFile.class)
              .ruled("setWritable(boolean,boolean)", IO, "", Access.NONE, UsedFile.class)
              .ruled("setExecutable(boolean,boolean)", IO, "", Access.NONE, UsedFile.class)
              .ruled("setReadOnly()", IO, "", Access.NONE, UsedFile.class)
              .ruled("setLastModified(long)", IO, "", Access.NONE, UsedFile.class)
              .ruled("createTempFile(String,String,File)", IO, "", Access.NONE, MadeWithin.class),
          row("sun.nio.fs.UnixFileSystemProvider")
              .group(PATHS)
              .shownAs("java.nio.file.Files")
              .ruled("copy(Path,Path,..)", NIO, "", Access.NONE, PinnedNames.class)
              .ruled("move(Path,Path,..)", NIO, "", Access.NONE, PinnedNames.class)
              .ruled("createLink(Path,Path)", NIO, "", Access.NONE, PinnedNames.class)
              .ruled("createSymbolicLink(Path,..)", NIO, "", Access.NONE, PinnedName.class)
              .ruled("createDirectory(Path,..)", NIO, "", Access.NONE, PinnedName.class)
              .ruled("implDelete(Path,boolean)", NIO, "", Access.NONE, PinnedName.class),
          row("sun.nio.fs.UnixFileAttributeViews$Basic")
              .group(PATHS)
              .shownAs("java.nio.file.Files")
              .ruled("setTimes(..)", NIO, "file", Access.NONE, UsedPath.class),
          row("sun.nio.fs.UnixFileAttributeViews$Posix")
              .group(PATHS)
              .shownAs("java.nio.file.Files")
              .ruled("setMode(int)", NIO, "file", Access.NONE, UsedPath.class)
              .ruled("setOwners(int,int)", NIO, "file", Access.NONE, UsedPath.class),
          row("sun.nio.fs.UnixUserDefinedFileAttributeView")
              .group(PATHS)
              .shownAs("java.nio.file.Files")
              .oneOf(EXTENDED)
              .ruled("write(String,ByteBuffer)", NIO, "file", Access.NONE, UsedPath.class)
              .ruled("delete(String)", NIO, "file", Access.NONE, UsedPath.class),
          row("sun.nio.fs.LinuxUserDefinedFileAttributeView")
              .group(PATHS)
              .shownAs("java.nio.file.Files")
              .oneOf(EXTENDED)
              .ruled("write(String,ByteBuffer)", NIO, "file", Access.NONE, UsedPath.class)
              .ruled("delete(String)", NIO, "file", Access.NONE, UsedPath.class),
          row("sun.nio.fs.UnixSecureDirectoryStream")
              .group(PATHS)
              .shownAs("java.nio.file.SecureDirectoryStream")
              .ruled("implDelete(Path,..)", NIO, "", Access.NONE, PinnedName.class, "dfd")
              .ruled(
                  "move(Path,SecureDirectoryStream,Path)",
                  NIO,
                  "",
                  Access.NONE,
                  PinnedMove.class,
                  "dfd",
                  "arg1.dfd"),
          row("sun.nio.fs.UnixSecureDirectoryStream$BasicFileAttributeViewImpl")
              .group(PATHS)
              .shownAs("java.nio.file.SecureDirectoryStream")
              .ruled("setTimes(..)", NIO, "file", Access.NONE, UsedPath.class, "this$0.dfd"),
          row("sun.nio.fs.UnixSecureDirectoryStream$PosixFileAttributeViewImpl")
              .group(PATHS)
              .shownAs("java.nio.file.SecureDirectoryStream")
              .ruled("setPermissions(Set)", NIO, "file", Access.NONE, UsedPath.class, "this$0.dfd")
              .ruled("setOwners(int,int)", NIO, "file", Access.NONE, UsedPath.class, "this$0.dfd"),
          row("sun.nio.ch.UnixDomainSockets")
              .group(PATHS)
              .ruled("bind(FileDescriptor,Path)", NIO, "arg1", Access.NONE, UsedPath.class));

  private PathHooks() {}
}
