package dev.weir.core.hook;

import static dev.weir.bootstrap.HookPoint.Words.IO;
import static dev.weir.bootstrap.HookPoint.Words.NIO;
import static dev.weir.bootstrap.HookPoint.Words.PLAIN;
import static dev.weir.bootstrap.Kind.ASYNC_GROUP;
import static dev.weir.bootstrap.Kind.DATAGRAM;
import static dev.weir.bootstrap.Kind.DIRECTORY;
import static dev.weir.bootstrap.Kind.FILE;
import static dev.weir.bootstrap.Kind.LISTENER;
import static dev.weir.bootstrap.Kind.MAPPING;
import static dev.weir.bootstrap.Kind.PIPE;
import static dev.weir.bootstrap.Kind.PROCESS;
import static dev.weir.bootstrap.Kind.SELECTOR;
import static dev.weir.bootstrap.Kind.SOCKET;
import static dev.weir.bootstrap.Kind.WATCHER;
import static dev.weir.core.hook.Row.Access.BOTH;
import static dev.weir.core.hook.Row.Access.NONE;
import static dev.weir.core.hook.Row.Access.READ;
import static dev.weir.core.hook.Row.Access.WRITE;
import static dev.weir.core.hook.Row.Access.access;
import static dev.weir.core.hook.Row.row;

import dev.weir.bootstrap.HookPoint;
import dev.weir.core.hook.file.Made;
import dev.weir.core.hook.file.Mapped;
import dev.weir.core.hook.file.Reads;
import dev.weir.core.hook.file.RefusedChild;
import dev.weir.core.hook.file.RefusedDirectory;
import dev.weir.core.hook.file.Unmapped;
import dev.weir.core.hook.file.Writes;
import dev.weir.core.hook.process.Started;
import dev.weir.core.hook.process.Streamed;
import dev.weir.core.hook.socket.Accepting;
import dev.weir.core.hook.socket.ForcedAccept;
import dev.weir.core.hook.socket.HttpConnectLimit;
import dev.weir.core.hook.socket.HttpReadLimit;
import dev.weir.core.hook.socket.Limited;
import dev.weir.core.hook.socket.Received;
import dev.weir.core.hook.socket.Sending;
import dev.weir.core.hook.socket.Sent;
import dev.weir.core.hook.socket.TimedAccept;
import dev.weir.core.hook.socket.TimedAdaptorConnect;
import dev.weir.core.hook.socket.TimedAdaptorRead;
import dev.weir.core.hook.socket.TimedConnect;
import dev.weir.core.hook.socket.TimedRead;
import dev.weir.core.hook.socket.WatchedConnect;
import java.util.ArrayList;
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
 *
 * <p>Temp files: {@code File.createTempFile} makes its own, {@code TempFileHelper.create} is under
 * those of {@code Files}, directories included; neither calls the other.
 *
 * <p>Sockets: under java.net.Socket and ServerSocket is NioSocketImpl (whose number is given out in
 * {@code create}, not by the constructor), and under all that is a channel its own class; Datagram-
 * and MulticastSocket are adaptors of DatagramChannelImpl. Their descriptors are closed by a
 * "dispatcher" and by nothing else, with the FileDescriptor that is the owner, just before
 * close(2): by the application's thread, by whoever was last inside a read or a selector, or, for
 * what was dropped, by the Cleaner. {@code preClose} before it keeps the number.
 *
 * <p>Accepted ones that are one too many: {@code Net.accept} is under all acceptors but those of
 * domain sockets, and is native. Where it has been called the gate is asked, which closes the
 * connection and says that there was none; every caller then waits for the next, as long as it had
 * left.
 *
 * <p>Addresses: every connect comes to {@code Net} or {@code UnixDomainSockets}; to what it was
 * bound stands in a field of each class, the port that the kernel chose included.
 *
 * <p>Bytes (facts read on 17.0.15 and 25.0.3): all of FileInputStream, RandomAccessFile, Scanner
 * and ZipFile read by the three {@code read} methods of their class, and channels, the asynchronous
 * ones and {@code Files} by the "dispatcher", which is called with the FileDescriptor; but for what
 * the kernel sends from file to file. A channel waits before its own {@code read}, where it holds
 * no lock and a close is not told to wait for it. {@code transferTo} of what is mapped comes by
 * {@code mapInternal}. {@code RandomAccessFile.setLength} is native on 17, and cannot be hooked
 * there.
 *
 * <p>Processes: {@code ProcessImpl.start} is under ProcessBuilder, pipelines and Runtime.exec;
 * {@code newFileDescriptor} makes each of our pipe ends, which the java.io rows close.
 */
public final class Hooks {
  /** Where channels' descriptors are closed: one class on newer JDKs, three on older ones. */
  private static final String CLOSE = "close(2) of channels";

  /** How long a read of a socket waits: 25 asks before it waits for its turn, 17 after it. */
  private static final String READ_TIME = "SO_TIMEOUT of reads";

  /** Bytes that go from a file to a socket without being read: 17 and 25 name it differently. */
  private static final String SENDFILE = "sendfile(2) to sockets";

  /** The "dispatcher" under the channels of files: one class on newer JDKs, another on older. */
  private static final String READ_BYTES = "read(2) of channels";

  private static final String WRITE_BYTES = "write(2) of channels";

  /** From file to file in the kernel: in the dispatcher on newer JDKs, in the channel on older. */
  private static final String SEND = "sendfile(2) from channels";

  private static final String SENT = "sendfile(2) to channels";

  /** Of the JDK, in the order of the documentation above. */
  public static final List<Row> JDK =
      List.of(
          row("java.io.FileInputStream")
              .admitted("open(String,..)", FILE, IO, "arg0", READ, "fd")
              .closed("close()", "fd"),
          row("java.io.FileOutputStream")
              .admitted("open(String,..)", FILE, IO, "arg0", WRITE, "fd")
              .closed("close()", "fd"),
          row("java.io.RandomAccessFile")
              .admitted("open(String,..)", FILE, IO, "arg0", access("1", "rw"), "fd")
              .closed("close()", "fd"),
          row("sun.nio.fs.UnixChannelFactory")
              .shownAs("java.nio.channels.FileChannel")
              .admitted(
                  "open(int,UnixPath,..)",
                  FILE,
                  NIO,
                  "arg1",
                  access("Flags.read", "Flags.write"),
                  "return"),
          row("sun.nio.ch.FileChannelImpl")
              .shownAs("java.nio.MappedByteBuffer")
              .closed("implCloseChannel()", "fd")
              .special(
                  "mapInternal(MapMode,long,long,int,boolean)", MAPPING, PLAIN, "", Mapped.class),
          row("sun.nio.ch.FileChannelImpl$Closer").closed("run()", "fd"),
          row("sun.nio.ch.FileChannelImpl$Unmapper")
              .special("unmap()", MAPPING, "", Unmapped.class),
          row("sun.nio.ch.SimpleAsynchronousFileChannelImpl")
              .shownAs("java.nio.channels.AsynchronousFileChannel")
              .opened("new(FileDescriptor,..)", FILE, "", access("reading", "writing"), "fdObj")
              .closed("close()", "fdObj"),
          row("sun.nio.fs.UnixFileSystemProvider")
              .refused(
                  "newDirectoryStream(Path,..)", DIRECTORY, NIO, "arg0", RefusedDirectory.class),
          row("sun.nio.fs.UnixSecureDirectoryStream")
              .shownAs("java.nio.file.SecureDirectoryStream")
              .refused(
                  "newDirectoryStream(Path,..)",
                  DIRECTORY,
                  NIO,
                  "ds.directory()",
                  RefusedChild.class)
              .opened("new(UnixPath,long,int,..)", DIRECTORY, "arg0", READ, "dfd", "dirfd(arg1)")
              .closed("close()", "dfd"),
          row("java.io.File")
              .special("createTempFile(String,String,File)", null, "return", Made.class),
          row("java.nio.file.TempFileHelper")
              .shownAs("java.nio.file.Files")
              .special("create(Path,String,String,boolean,..)", null, "return", Made.class),
          row("sun.nio.ch.NioSocketImpl")
              .group(Group.CLOSERS)
              .closer("create(boolean)", "fd", "this")
              .closer("accept(SocketImpl)", "arg0.fd", "arg0"),
          row("sun.nio.ch.SocketChannelImpl")
              .group(Group.CLOSERS)
              .closer("new(SelectorProvider,..)", "fd", "this"),
          row("sun.nio.ch.ServerSocketChannelImpl")
              .group(Group.CLOSERS)
              .closer("new(SelectorProvider,..)", "fd", "this"),
          row("sun.nio.ch.DatagramChannelImpl")
              .group(Group.CLOSERS)
              .closer("new(SelectorProvider,..)", "fd", "this"),
          row("sun.nio.ch.AsynchronousSocketChannelImpl")
              .group(Group.CLOSERS)
              .closer("new(AsynchronousChannelGroupImpl,..)", "fd", "this"),
          row("sun.nio.ch.AsynchronousServerSocketChannelImpl")
              .group(Group.CLOSERS)
              .closer("new(AsynchronousChannelGroupImpl)", "fd", "this"),
          row("sun.nio.ch.SocketDispatcher")
              .group(Group.TRAFFIC)
              .special("read(FileDescriptor,long,int)", null, "", Received.class)
              .special("readv(FileDescriptor,long,int)", null, "", Received.class)
              .special("write(FileDescriptor,long,int)", null, "arg0", Sent.class)
              .special("writev(FileDescriptor,long,int)", null, "arg0", Sent.class),
          row("sun.nio.ch.FileChannelImpl")
              .oneOf(SENDFILE)
              .group(Group.TRAFFIC)
              .special(
                  "transferToDirectlyInternal(long,int,WritableByteChannel,FileDescriptor)",
                  null,
                  "arg3",
                  Sent.class)
              .optional(),
          row("sun.nio.ch.FileChannelImpl")
              .oneOf(SENDFILE)
              .group(Group.TRAFFIC)
              .special(
                  "transferToFileDescriptor(long,int,FileDescriptor)", null, "arg2", Sent.class)
              .optional(),
          row("sun.nio.ch.NioSocketImpl")
              .shownAs("java.net.Socket")
              .opened("create(boolean)", SOCKET, "", BOTH, "fd")
              .failing("accept(SocketImpl)")
              .accepted("accept(SocketImpl)", "arg0.fd", "fd", "arg0.address", "arg0.port")
              .opened("accept(SocketImpl)", SOCKET, "", BOTH, "arg0.fd")
              .bound("bind(InetAddress,int)", "fd", "arg0", "localport")
              .closing("close()", "fd"),
          row("sun.nio.ch.NioSocketImpl")
              .shownAs("java.net.Socket")
              .group(Group.CONNECTIONS)
              .calling("accept(SocketImpl)", SOCKET)
              .calling("timedAccept(..)", SOCKET),
          row("sun.nio.ch.NioSocketImpl")
              .shownAs("java.net.ServerSocket")
              .became("listen(int)", LISTENER, "fd"),
          row("sun.nio.ch.SocketChannelImpl")
              .shownAs("java.nio.channels.SocketChannel")
              .opened("new(SelectorProvider,..)", SOCKET, "", BOTH, "fd")
              .bound("bind(SocketAddress)", "fd", "localAddress", "")
              .closing("implCloseSelectableChannel()", "fd"),
          row("sun.nio.ch.ServerSocketChannelImpl")
              .shownAs("java.nio.channels.ServerSocketChannel")
              .opened("new(SelectorProvider,..)", LISTENER, "", NONE, "fd")
              .bound("bind(SocketAddress,int)", "fd", "localAddress", "")
              .accepted("finishAccept(FileDescriptor,SocketAddress)", "arg0", "fd", "arg1", "")
              .closing("implCloseSelectableChannel()", "fd")
              .failing("implAccept(FileDescriptor,FileDescriptor,SocketAddress[])"),
          row("sun.nio.ch.ServerSocketChannelImpl")
              .shownAs("java.nio.channels.SocketChannel")
              .group(Group.CONNECTIONS)
              .special(
                  "implAccept(FileDescriptor,FileDescriptor,SocketAddress[])",
                  SOCKET,
                  "",
                  Accepting.class),
          row("sun.nio.ch.UnixAsynchronousServerSocketChannelImpl")
              .shownAs("java.nio.channels.AsynchronousSocketChannel")
              .group(Group.CONNECTIONS)
              .calling("implAccept(Object,CompletionHandler)", SOCKET)
              .calling("onEvent(int,boolean)", SOCKET),
          row("sun.nio.ch.NioSocketImpl")
              .shownAs("java.net.Socket")
              .group(Group.TIMES)
              .special("connect(SocketAddress,int)", null, "", TimedConnect.class)
              .special("accept(SocketImpl)", null, "", TimedAccept.class)
              .special("read(byte[],int,int)", null, "", TimedRead.class)
              .special("accept(SocketImpl)", null, "", Limited.class),
          row("sun.nio.ch.NioSocketImpl")
              .oneOf(READ_TIME)
              .shownAs("java.net.Socket")
              .group(Group.TIMES)
              .special("read(byte[],int,int)", null, "", Limited.class)
              .optional()
              .special("implRead(byte[],int,int)", null, "", Limited.class)
              .optional(),
          row("sun.nio.ch.SocketChannelImpl")
              .shownAs("java.nio.channels.SocketChannel")
              .group(Group.TIMES)
              .special("connect(SocketAddress)", null, "", WatchedConnect.class)
              .special("blockingConnect(SocketAddress,long)", null, "", TimedAdaptorConnect.class)
              .special("blockingRead(byte[],int,int,long)", null, "", TimedAdaptorRead.class),
          row("sun.nio.ch.NioSocketImpl")
              .shownAs("java.net.ServerSocket")
              .group(Group.FORCED)
              .special("accept(SocketImpl)", null, "", ForcedAccept.class),
          row("sun.nio.ch.ServerSocketChannelImpl")
              .group(Group.FORCED)
              .special("accept()", null, "", ForcedAccept.class),
          row("sun.nio.ch.DatagramChannelImpl")
              .group(Group.DATAGRAMS)
              .special("send(ByteBuffer,SocketAddress)", null, "arg1", Sending.class),
          row("sun.nio.ch.DatagramSocketAdaptor")
              .group(Group.DATAGRAMS)
              .special("send(DatagramPacket)", null, "arg0", Sending.class),
          row("sun.nio.ch.DatagramChannelImpl")
              .shownAs("java.nio.channels.DatagramChannel")
              .opened("new(SelectorProvider,..)", DATAGRAM, "", BOTH, "fd")
              .bound("bindInternal(SocketAddress)", "fd", "localAddress", "")
              .closing("implCloseSelectableChannel()", "fd"),
          row("sun.nio.ch.AsynchronousSocketChannelImpl")
              .shownAs("java.nio.channels.AsynchronousSocketChannel")
              .opened("new(AsynchronousChannelGroupImpl,..)", SOCKET, "", BOTH, "fd")
              .bound("bind(SocketAddress)", "fd", "localAddress", ""),
          row("sun.nio.ch.AsynchronousServerSocketChannelImpl")
              .shownAs("java.nio.channels.AsynchronousServerSocketChannel")
              .opened("new(AsynchronousChannelGroupImpl)", LISTENER, "", NONE, "fd")
              .bound("bind(SocketAddress,int)", "fd", "localAddress", ""),
          row("sun.nio.ch.UnixAsynchronousServerSocketChannelImpl")
              .accepted(
                  "finishAccept(FileDescriptor,InetSocketAddress,..)", "arg0", "fd", "arg1", ""),
          row("sun.nio.ch.Net")
              .connected(
                  "connect(ProtocolFamily,FileDescriptor,InetAddress,int)", "arg1", "arg2", "arg3")
              .refused("socket(ProtocolFamily,boolean)", SOCKET, HookPoint.Words.SOCKET, "")
              .refused("serverSocket(ProtocolFamily,..)", LISTENER, HookPoint.Words.SOCKET, ""),
          row("sun.nio.ch.UnixDomainSockets")
              .connected("connect(FileDescriptor,Path)", "arg0", "arg1", "")
              .refused("socket()", SOCKET, HookPoint.Words.SOCKET, ""),
          row("sun.nio.ch.SourceChannelImpl")
              .shownAs("java.nio.channels.Pipe.SourceChannel")
              .opened("new(SelectorProvider,FileDescriptor)", PIPE, "", READ, "fd")
              .closing("implCloseSelectableChannel()", "fd"),
          row("sun.nio.ch.SinkChannelImpl")
              .shownAs("java.nio.channels.Pipe.SinkChannel")
              .opened("new(SelectorProvider,FileDescriptor)", PIPE, "", WRITE, "fd")
              .closing("implCloseSelectableChannel()", "fd"),
          row("sun.nio.ch.UnixDispatcher").oneOf(CLOSE).closed("close(FileDescriptor)", "arg0"),
          row("sun.nio.ch.SocketDispatcher").oneOf(CLOSE).closed("close(FileDescriptor)", "arg0"),
          row("sun.nio.ch.DatagramDispatcher").oneOf(CLOSE).closed("close(FileDescriptor)", "arg0"),
          row("sun.nio.ch.FileDispatcherImpl").oneOf(CLOSE).closed("close(FileDescriptor)", "arg0"),
          row("sun.nio.ch.EPollSelectorImpl")
              .shownAs("java.nio.channels.Selector")
              .opened("new(SelectorProvider)", SELECTOR, "", NONE, "epfd", "eventfd.efd()")
              .closed("implClose()", "epfd"),
          row("sun.nio.ch.EPollPoller")
              .since(21)
              .site("JDK: virtual threads")
              .opened("new(..)", SELECTOR, "", NONE, "epfd"),
          row("sun.nio.ch.EPollPort")
              .shownAs("java.nio.channels.AsynchronousChannelGroup")
              .opened(
                  "new(AsynchronousChannelProvider,ThreadPool)",
                  ASYNC_GROUP,
                  "",
                  NONE,
                  "epfd",
                  "sp[0]",
                  "sp[1]")
              .closed("implClose()", "epfd"),
          row("sun.nio.fs.LinuxWatchService$Poller")
              .shownAs("java.nio.file.WatchService")
              .opened("new(..)", WATCHER, "", NONE, "ifd", "socketpair[0]", "socketpair[1]")
              .closed("implCloseAll()", "ifd"),
          row("sun.nio.ch.EPollSelectorProvider").failing("openSelector()"),
          row("sun.nio.ch.SelectorProviderImpl").failing("openPipe()"),
          row("sun.nio.ch.LinuxAsynchronousChannelProvider")
              .failing("openAsynchronousChannelGroup(..)"),
          row("sun.nio.fs.LinuxFileSystem").failing("newWatchService()"),
          row("java.lang.ProcessImpl")
              .shownAs("java.lang.Process")
              .special("start(String[],..)", PROCESS, PLAIN, "exit(return.pid)", Started.class)
              .special("initStreams(int[],boolean)", null, "", Streamed.class),
          row("java.lang.ProcessImpl")
              .shownAs("java.lang.Process (pipe)")
              .opened("newFileDescriptor(int)", PIPE, "", NONE, "return"),
          row("java.io.FileInputStream")
              .group(Group.READS)
              .moves("read()", Reads.One.class, "fd")
              .moves("read(byte[])", Reads.Some.class, "fd")
              .moves("read(byte[],int,int)", Reads.Some.class, "fd"),
          row("java.io.RandomAccessFile")
              .group(Group.READS)
              .moves("read()", Reads.One.class, "fd")
              .moves("read(byte[])", Reads.Some.class, "fd")
              .moves("read(byte[],int,int)", Reads.Some.class, "fd")
              .moves("implReadLine()", Reads.Line.class, "fd")
              .optional(),
          row("sun.nio.ch.FileChannelImpl")
              .group(Group.READS)
              .moves("transferTo(long,long,WritableByteChannel)", Reads.TransferredTo.class, "fd")
              .moves("transferFrom(ReadableByteChannel,..)", Reads.TransferredFrom.class, "fd")
              .moves("read(ByteBuffer)", Reads.Waiting.class, "fd")
              .moves("read(ByteBuffer[],int,int)", Reads.Waiting.class, "fd")
              .moves("read(ByteBuffer,long)", Reads.Waiting.class, "fd")
              .moves("mapInternal(MapMode,long,long,int,boolean)", Reads.Mapped.class, "fd"),
          row("sun.nio.ch.UnixFileDispatcherImpl")
              .oneOf(READ_BYTES)
              .group(Group.READS)
              .moves("read(FileDescriptor,..)", Reads.Passed.class, "arg0")
              .moves("readv(FileDescriptor,..)", Reads.Passed.class, "arg0")
              .moves("pread(FileDescriptor,..)", Reads.Passed.class, "arg0"),
          row("sun.nio.ch.FileDispatcherImpl")
              .oneOf(READ_BYTES)
              .group(Group.READS)
              .moves("read(FileDescriptor,..)", Reads.Passed.class, "arg0")
              .moves("readv(FileDescriptor,..)", Reads.Passed.class, "arg0")
              .moves("pread(FileDescriptor,..)", Reads.Passed.class, "arg0"),
          row("sun.nio.ch.FileDispatcherImpl")
              .oneOf(SEND)
              .group(Group.READS)
              .moves("transferTo(FileDescriptor,..)", Reads.Passed.class, "arg0")
              .moves("transferFrom(FileDescriptor,..)", Reads.Passed.class, "arg0"),
          row("sun.nio.ch.FileChannelImpl")
              .oneOf(SEND)
              .group(Group.READS)
              .moves("transferToDirectly(long,int,..)", Reads.Passed.class, "fd"),
          row("java.io.FileOutputStream")
              .group(Group.WRITES)
              .moves("write(int)", Writes.One.class, "fd")
              .moves("write(byte[])", Writes.All.class, "fd")
              .moves("write(byte[],int,int)", Writes.Part.class, "fd"),
          row("java.io.RandomAccessFile")
              .group(Group.WRITES)
              .moves("write(int)", Writes.One.class, "fd")
              .moves("write(byte[])", Writes.All.class, "fd")
              .moves("write(byte[],int,int)", Writes.Part.class, "fd")
              .moves("writeBytes(String)", Writes.Text.class, "fd")
              .moves("writeChars(String)", Writes.Characters.class, "fd")
              .moves("setLength(long)", Writes.Length.class, "fd")
              .optional(),
          row("sun.nio.ch.FileChannelImpl")
              .group(Group.WRITES)
              .moves("transferTo(long,long,WritableByteChannel)", Reads.TransferredTo.class, "fd")
              .moves("transferFrom(ReadableByteChannel,..)", Reads.TransferredFrom.class, "fd")
              .moves("write(ByteBuffer[],int,int)", Writes.Buffers.class, "fd")
              .moves("position(long)", Writes.Moved.class, "fd")
              .moves("mapInternal(MapMode,long,long,int,boolean)", Writes.Mapped.class, "fd"),
          row("sun.nio.ch.UnixFileDispatcherImpl")
              .oneOf(WRITE_BYTES)
              .group(Group.WRITES)
              .moves("write(FileDescriptor,long,int)", Writes.Part.class, "arg0")
              .moves("pwrite(FileDescriptor,long,int,long)", Writes.At.class, "arg0"),
          row("sun.nio.ch.FileDispatcherImpl")
              .oneOf(WRITE_BYTES)
              .group(Group.WRITES)
              .moves("write(FileDescriptor,long,int)", Writes.Part.class, "arg0")
              .moves("pwrite(FileDescriptor,long,int,long)", Writes.At.class, "arg0"),
          row("sun.nio.ch.FileDispatcherImpl")
              .oneOf(SENT)
              .group(Group.WRITES)
              .moves(
                  "transferTo(FileDescriptor,long,long,FileDescriptor,boolean)",
                  Writes.Sent.class,
                  "arg3")
              .moves(
                  "transferFrom(FileDescriptor,FileDescriptor,long,long,boolean)",
                  Writes.Copied.class,
                  "arg1"),
          row("sun.nio.ch.FileChannelImpl")
              .oneOf(SENT)
              .group(Group.WRITES)
              .moves(
                  "transferToDirectlyInternal(long,int,WritableByteChannel,FileDescriptor)",
                  Writes.Received.class,
                  "arg3"));

  /** Woven when the library is loaded, if it ever is. */
  public static final List<Row> LIBRARIES = NettyHooks.ALL;

  /** The JDK's HTTP client, woven when it is loaded: it is the platform loader's (17 and 25). */
  private static final List<Row> HTTP =
      List.of(
          row("jdk.internal.net.http.HttpClientImpl")
              .group(Group.TIMES)
              .special("connectTimeout()", null, "", HttpConnectLimit.class),
          row("jdk.internal.net.http.HttpRequestImpl")
              .group(Group.TIMES)
              .special("timeout()", null, "", HttpReadLimit.class));

  /** Woven when the policy first has a rule on paths. */
  public static final List<Row> PATHS = PathHooks.ALL;

  public static final List<Row> ALL = all();

  private static List<Row> all() {
    List<Row> all = new ArrayList<>(JDK);
    all.addAll(PATHS);
    all.addAll(LIBRARIES);
    all.addAll(HTTP);
    return List.copyOf(all);
  }

  private Hooks() {}
}
