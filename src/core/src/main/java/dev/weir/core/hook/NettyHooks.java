package dev.weir.core.hook;

import static dev.weir.bootstrap.HookPoint.Words.IO;
import static dev.weir.bootstrap.Kind.DATAGRAM;
import static dev.weir.bootstrap.Kind.FILE;
import static dev.weir.bootstrap.Kind.LISTENER;
import static dev.weir.bootstrap.Kind.PIPE;
import static dev.weir.bootstrap.Kind.SELECTOR;
import static dev.weir.bootstrap.Kind.SOCKET;
import static dev.weir.core.hook.Row.Access.BOTH;
import static dev.weir.core.hook.Row.Access.NONE;
import static dev.weir.core.hook.Row.Access.READ;
import static dev.weir.core.hook.Row.Access.WRITE;
import static dev.weir.core.hook.Row.row;

import dev.weir.core.hook.socket.NettyAccepting;
import dev.weir.core.hook.socket.NettyReceived;
import dev.weir.core.hook.socket.NettySent;
import java.util.ArrayList;
import java.util.List;

/**
 * Netty's native transports, which pass by the JDK. The text is the same for 4.1 and 4.2 and for
 * the incubator's io_uring; facts were read with javap on 4.1.137, 4.2.18 and incubator 0.0.26.
 * What only some versions have is optional.
 *
 * <p>A descriptor is a {@code channel.unix.FileDescriptor} there, with a final number, and nothing
 * closes what is dropped. All are closed by its {@code close()}, or, by io_uring, through the ring
 * right after {@code markClosed()}.
 *
 * <p>Sockets: the owner is the transport's {@code LinuxSocket}, from its constructor on; by
 * io_uring from the channel's, for IoUringServerSocketChannel.newChildChannel makes one, asks it
 * for its family, and gives the channel another. Its superclass {@code Socket} is not hooked in the
 * constructor: a server for domain sockets makes one for an accepted number and throws it away
 * (EpollServerDomainSocketChannel.newChildChannel), and it would be taken for a leak.
 *
 * <p>Addresses: {@code doBind} has asked the kernel for the port when it returns. Of a domain
 * socket the field of the superclass is no address, and that of the subclass, which comes later,
 * is. A connect by io_uring is no call: it begins in {@code Unsafe.connect}. A child knows its peer
 * in its constructor, and its listener where the listener makes it.
 *
 * <p>Connections that are one too many: epoll accepts by {@code Socket.accept}, and may be told so
 * there. By io_uring there is no call, and they are only counted; nor is it known there when bytes
 * move, so those are never idle.
 *
 * <p>Event loops: epoll has a descriptor for itself, one to be woken by and one for its timer. The
 * ring of io_uring is a number in native memory, and untracked by name.
 */
final class NettyHooks {
  private static final String UNIX = "io.netty.channel.unix.";
  private static final String EPOLL = "io.netty.channel.epoll.";
  private static final String URING = "io.netty.channel.uring.";

  /** In the order of the documentation above. */
  static final List<Row> ALL = all();

  private NettyHooks() {}

  private static List<Row> all() {
    List<Row> all = new ArrayList<>(unix());
    all.addAll(epoll());
    all.addAll(uring(URING, "IoUring"));
    all.add(
        row(URING + "IoUringServerDomainSocketChannel")
            .bound("doBind(SocketAddress)", "socket", "local", "")
            .accepted("newChildChannel(int,..)", "arg0", "socket", "", ""));
    all.addAll(uring("io.netty.incubator.channel.uring.", "IOUring"));
    return List.copyOf(all);
  }

  private static List<Row> unix() {
    return List.of(
        row(UNIX + "FileDescriptor")
            .admitted("from(String)", FILE, IO, "arg0", WRITE, "return")
            .closed("close()", "this")
            .closed("markClosed()", "this")
            .optional()
            .failing("pipe()")
            .optional(),
        row(UNIX + "FileDescriptor")
            .group(Group.TRAFFIC)
            .special("read(ByteBuffer,int,int)", NettyReceived.class, "this")
            .special("readAddress(long,int,int)", NettyReceived.class, "this")
            .special("write(ByteBuffer,int,int)", NettySent.class, "this")
            .special("writeAddress(long,int,int)", NettySent.class, "this")
            .special("writev(ByteBuffer[],int,int,long)", NettySent.class, "this")
            .special("writevAddresses(long,int)", NettySent.class, "this"),
        row(UNIX + "Socket")
            .group(Group.CONNECTIONS)
            .special("accept(byte[])", NettyAccepting.class, "this"),
        row(UNIX + "Socket")
            .group(Group.TRAFFIC)
            .special("recv(ByteBuffer,int,int)", NettyReceived.class, "this")
            .optional()
            .special("recvAddress(long,int,int)", NettyReceived.class, "this")
            .optional()
            .special("send(ByteBuffer,int,int)", NettySent.class, "this")
            .optional()
            .special("sendAddress(long,int,int)", NettySent.class, "this")
            .optional(),
        row(UNIX + "FileDescriptor")
            .shownAs(UNIX + "FileDescriptor.pipe")
            .opened("pipe()", PIPE, "", READ, "return[0]")
            .optional()
            .opened("pipe()", PIPE, "", WRITE, "return[1]")
            .optional(),
        row(UNIX + "Socket")
            .opened("newSocketStream()", SOCKET, "", BOTH, "return")
            .optional()
            .opened("newSocketDgram()", DATAGRAM, "", BOTH, "return")
            .optional()
            .opened("newSocketDomain()", SOCKET, "", BOTH, "return")
            .optional()
            .opened("newSocketDomainDgram()", DATAGRAM, "", BOTH, "return")
            .optional()
            .connected("connect(SocketAddress)", "this", "arg0", "")
            .failing("accept(byte[])")
            .failing("newSocketStream0(boolean)")
            .optional()
            .failing("newSocketDgram0(boolean)")
            .optional()
            .failing("newSocketDomain0()")
            .optional()
            .failing("newSocketDomainDgram0()")
            .optional(),
        row(UNIX + "Socket")
            .shownAs("io.netty.channel.ServerChannel")
            .became("listen(int)", LISTENER, "this"));
  }

  private static List<Row> epoll() {
    return List.of(
        row(EPOLL + "LinuxSocket")
            .shownAs(UNIX + "Socket")
            .opened("new(int)", SOCKET, "", BOTH, "this"),
        row(EPOLL + "EpollDatagramChannel")
            .opened("new(LinuxSocket,boolean)", DATAGRAM, "", BOTH, "arg0"),
        row(EPOLL + "EpollDomainDatagramChannel")
            .opened("new(LinuxSocket,boolean)", DATAGRAM, "", BOTH, "arg0")
            .bound("doBind(SocketAddress)", "socket", "local", ""),
        row(EPOLL + "AbstractEpollChannel")
            .bound("doBind(SocketAddress)", "socket", "local", "")
            .optional(),
        row(EPOLL + "LinuxSocket")
            .group(Group.TRAFFIC)
            .special("sendFile(DefaultFileRegion,long,long,long)", NettySent.class, "this")
            .optional(),
        row(EPOLL + "EpollSocketChannel")
            .group(Group.CLOSERS)
            .closer("new(Channel,LinuxSocket,InetSocketAddress)", "arg1", "this"),
        row(EPOLL + "EpollSocketChannel")
            .accepted("new(Channel,LinuxSocket,InetSocketAddress)", "arg1", "", "arg2", "")
            .connected("doConnect0(SocketAddress)", "socket", "arg0", "")
            .optional(),
        row(EPOLL + "EpollServerSocketChannel")
            .accepted("newChildChannel(int,..)", "arg0", "socket", "", ""),
        row(EPOLL + "EpollDomainSocketChannel")
            .bound("doBind(SocketAddress)", "socket", "local", ""),
        row(EPOLL + "EpollServerDomainSocketChannel")
            .bound("doBind(SocketAddress)", "socket", "local", "")
            .accepted("newChildChannel(int,..)", "arg0", "socket", "", ""),
        row(EPOLL + "Native")
            .shownAs("io.netty.channel.EventLoop")
            .opened("newEpollCreate()", SELECTOR, "", NONE, "return")
            .opened("newEventFd()", SELECTOR, "", NONE, "return")
            .opened("newTimerFd()", SELECTOR, "", NONE, "return")
            .optional()
            .failing("newEpollCreate()")
            .failing("newEventFd()")
            .failing("newTimerFd()")
            .optional());
  }

  /** Netty's, or the incubator's; {@code name} is how its classes' names begin. */
  private static List<Row> uring(String in, String name) {
    return List.of(
        row(in + name + "DatagramChannel")
            .opened("new(LinuxSocket,boolean)", DATAGRAM, "", BOTH, "arg0"),
        row(in + "Abstract" + name + "Channel")
            .shownAs(UNIX + "Socket")
            .opened("new(Channel,LinuxSocket,..)", SOCKET, "", BOTH, "socket")
            .bound("doBind(SocketAddress)", "socket", "local", ""),
        row(in + "Abstract" + name + "Channel$AbstractUringUnsafe")
            .connected(
                "connect(SocketAddress,SocketAddress,ChannelPromise)", "this$0.socket", "arg0", ""),
        row(in + name + "SocketChannel")
            .accepted("new(Channel,LinuxSocket,SocketAddress)", "arg1", "", "arg2", ""),
        row(in + name + "ServerSocketChannel")
            .accepted("newChildChannel(int,..)", "arg0", "socket", "", ""),
        row(in + "Native")
            .shownAs("io.netty.channel.EventLoop")
            .opened("newBlockingEventFd()", SELECTOR, "", NONE, "return")
            .failing("newBlockingEventFd()"));
  }
}
