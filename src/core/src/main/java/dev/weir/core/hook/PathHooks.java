package dev.weir.core.hook;

import static dev.weir.bootstrap.HookPoint.Words.IO;
import static dev.weir.bootstrap.HookPoint.Words.NIO;
import static dev.weir.core.hook.Row.Access.access;
import static dev.weir.core.hook.Row.row;

import dev.weir.core.hook.Row.Access;
import dev.weir.core.hook.file.FileDone;
import dev.weir.core.hook.file.Listed;
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
 * <p>These points are inside of those of the same methods in {@link Hooks}.
 */
final class PathHooks {
  /** Extended attributes: one class on newer JDKs, another on older ones. */
  private static final String EXTENDED = "extended attributes of files";

  static final List<Row> ALL =
      List.of(
          row("java.io.FileOutputStream")
              .ruled("open(String,..)", IO, "", Access.WRITE, PinnedStream.class),
          row("java.io.RandomAccessFile")
              .ruled("open(String,..)", IO, "", access("1", "rw"), PinnedStream.class),
          row("sun.nio.fs.UnixChannelFactory")
              .shownAs("java.nio.channels.FileChannel")
              .ruled(
                  "open(int,UnixPath,..)",
                  NIO,
                  "Flags",
                  access("Flags.read", "Flags.write"),
                  PinnedChannel.class),
          row("java.io.File")
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
              .shownAs("java.nio.file.Files")
              .ruled("copy(Path,Path,..)", NIO, "", Access.NONE, PinnedNames.class)
              .ruled("move(Path,Path,..)", NIO, "", Access.NONE, PinnedNames.class)
              .ruled("createLink(Path,Path)", NIO, "", Access.NONE, PinnedNames.class)
              .ruled("createSymbolicLink(Path,..)", NIO, "", Access.NONE, PinnedName.class)
              .ruled("createDirectory(Path,..)", NIO, "", Access.NONE, PinnedName.class)
              .ruled("implDelete(Path,boolean)", NIO, "", Access.NONE, PinnedName.class),
          row("sun.nio.fs.UnixFileAttributeViews$Basic")
              .shownAs("java.nio.file.Files")
              .ruled("setTimes(..)", NIO, "file", Access.NONE, UsedPath.class),
          row("sun.nio.fs.UnixFileAttributeViews$Posix")
              .shownAs("java.nio.file.Files")
              .ruled("setMode(int)", NIO, "file", Access.NONE, UsedPath.class)
              .ruled("setOwners(int,int)", NIO, "file", Access.NONE, UsedPath.class),
          row("sun.nio.fs.UnixUserDefinedFileAttributeView")
              .shownAs("java.nio.file.Files")
              .oneOf(EXTENDED)
              .ruled("write(String,ByteBuffer)", NIO, "file", Access.NONE, UsedPath.class)
              .ruled("delete(String)", NIO, "file", Access.NONE, UsedPath.class),
          row("sun.nio.fs.LinuxUserDefinedFileAttributeView")
              .shownAs("java.nio.file.Files")
              .oneOf(EXTENDED)
              .ruled("write(String,ByteBuffer)", NIO, "file", Access.NONE, UsedPath.class)
              .ruled("delete(String)", NIO, "file", Access.NONE, UsedPath.class),
          row("sun.nio.fs.UnixSecureDirectoryStream")
              .shownAs("java.nio.file.SecureDirectoryStream")
              .ruled("new(UnixPath,long,int,..)", NIO, "arg0", Access.NONE, Listed.class, "dfd")
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
              .shownAs("java.nio.file.SecureDirectoryStream")
              .ruled("setTimes(..)", NIO, "file", Access.NONE, UsedPath.class, "this$0.dfd"),
          row("sun.nio.fs.UnixSecureDirectoryStream$PosixFileAttributeViewImpl")
              .shownAs("java.nio.file.SecureDirectoryStream")
              .ruled("setPermissions(Set)", NIO, "file", Access.NONE, UsedPath.class, "this$0.dfd")
              .ruled("setOwners(int,int)", NIO, "file", Access.NONE, UsedPath.class, "this$0.dfd"),
          row("sun.nio.ch.UnixDomainSockets")
              .ruled("bind(FileDescriptor,Path)", NIO, "arg1", Access.NONE, UsedPath.class));

  private PathHooks() {}
}
