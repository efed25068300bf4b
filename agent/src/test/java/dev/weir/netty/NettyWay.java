package dev.weir.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A public way to open something with a native transport of Netty. */
enum NettyWay {
  SERVER("listener", (on, dir) -> on.server(any(), "ServerSocketChannel")),
  CONNECTED(
      "listener socket socket", (on, dir) -> on.pair(on.server(any(), "ServerSocketChannel"))),
  BOUND_AND_CONNECTED(
      "listener socket socket",
      (on, dir) -> {
        Server server = on.server(any(), "ServerSocketChannel");
        Channel client =
            on.client("SocketChannel")
                .connect(server.channel.localAddress(), any())
                .sync()
                .channel();
        return on.with(server, client);
      }),
  REFUSED(
      "",
      (on, dir) -> {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
          port = closed.getLocalPort();
        }
        try {
          on.client("SocketChannel")
              .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
              .sync();
        } catch (Exception e) {
          if (e instanceof ConnectException) {
            return () -> {};
          }
          throw e;
        }
        throw new IOException("connected to " + port);
      }),
  DATAGRAM(
      "datagram", (on, dir) -> closing(on.client("DatagramChannel").bind(any()).sync().channel())),
  DATAGRAM_CONNECTED(
      "datagram",
      (on, dir) -> closing(on.client("DatagramChannel").connect(any(9)).sync().channel())),
  DOMAIN_SERVER("listener", (on, dir) -> on.server(path(dir), "ServerDomainSocketChannel")),
  DOMAIN_CONNECTED(
      "listener socket socket",
      (on, dir) -> on.pair(on.server(path(dir), "ServerDomainSocketChannel"))),
  DOMAIN_DATAGRAM(
      "datagram",
      (on, dir) -> closing(on.client("DomainDatagramChannel").bind(path(dir)).sync().channel())),
  GROUP(
      "selector selector selector",
      (on, dir) -> {
        EventLoopGroup group = on.transport.group(1);
        return () -> end(group);
      }),
  FILE("file", (on, dir) -> closing(FileDescriptor.from(dir.resolve("file").toFile()))),
  FILES_PIPE(
      "pipe pipe",
      (on, dir) -> {
        FileDescriptor[] ends = FileDescriptor.pipe();
        return () -> {
          ends[0].close();
          ends[1].close();
        };
      }),
  SOCKETS_OF_NO_CHANNEL(
      "datagram socket",
      (on, dir) -> {
        Socket stream = Socket.newSocketStream();
        Socket datagrams = Socket.newSocketDgram();
        return () -> {
          stream.close();
          datagrams.close();
        };
      });

  /** Opens. */
  private interface Opening {
    Closeable open(On on, Path dir) throws Exception;
  }

  private final String kinds;
  private final Opening opening;

  NettyWay(String kinds, Opening opening) {
    this.kinds = kinds;
    this.opening = opening;
  }

  /** The kind of each descriptor, in alphabetical order, separated by spaces. */
  String kinds(Transport transport) {
    // The ring itself is untracked; and it has no timer.
    return this == GROUP && transport != Transport.EPOLL ? "selector" : kinds;
  }

  boolean isOf(Transport transport) {
    return this == DOMAIN_DATAGRAM
        ? transport == Transport.EPOLL
        : transport.domains || !name().startsWith("DOMAIN");
  }

  Closeable open(On on, Path dir) throws Exception {
    return opening.open(on, dir);
  }

  static InetSocketAddress any() {
    return any(0);
  }

  private static InetSocketAddress any(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static DomainSocketAddress path(Path dir) throws IOException {
    Path path = dir.resolve("socket");
    Files.deleteIfExists(path);
    return new DomainSocketAddress(path.toFile());
  }

  private static Closeable closing(Channel channel) {
    return () -> channel.close().syncUninterruptibly();
  }

  private static Closeable closing(FileDescriptor descriptor) {
    return descriptor::close;
  }

  static void end(EventLoopGroup group) {
    group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** A listening channel and what it has accepted. */
  static final class Server implements Closeable {
    final Channel channel;
    final BlockingQueue<Channel> accepted;

    private Server(Channel channel, BlockingQueue<Channel> accepted) {
      this.channel = channel;
      this.accepted = accepted;
    }

    @Override
    public void close() {
      channel.close().syncUninterruptibly();
    }
  }

  /** A transport with one event loop. */
  static final class On {
    final Transport transport;
    private final EventLoopGroup group;

    On(Transport transport, int threads) throws Exception {
      this.transport = transport;
      this.group = transport.group(threads);
    }

    void end() {
      NettyWay.end(group);
    }

    Server server(SocketAddress at, String kind) throws Exception {
      BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
      Channel channel =
          new ServerBootstrap()
              .group(group)
              .channel(transport.server(kind))
              .childHandler(new Accepting(accepted))
              .bind(at)
              .sync()
              .channel();
      return new Server(channel, accepted);
    }

    Bootstrap client(String kind) throws Exception {
      return new Bootstrap().group(group).channel(transport.channel(kind)).handler(new Nothing());
    }

    Closeable pair(Server server) throws Exception {
      String kind =
          server.channel.localAddress() instanceof DomainSocketAddress
              ? "DomainSocketChannel"
              : "SocketChannel";
      return with(server, client(kind).connect(server.channel.localAddress()).sync().channel());
    }

    private Closeable with(Server server, Channel client) throws Exception {
      Channel child = server.accepted.take();
      return () -> {
        client.close().syncUninterruptibly();
        child.close().syncUninterruptibly();
        server.close();
      };
    }
  }

  /** Nothing is read here. */
  @ChannelHandler.Sharable
  private static final class Nothing extends ChannelInboundHandlerAdapter {}

  @ChannelHandler.Sharable
  private static final class Accepting extends ChannelInboundHandlerAdapter {
    private final BlockingQueue<Channel> accepted;

    Accepting(BlockingQueue<Channel> accepted) {
      this.accepted = accepted;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      accepted.add(context.channel());
    }

    /** Sends everything back. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.writeAndFlush(message);
    }
  }
}
