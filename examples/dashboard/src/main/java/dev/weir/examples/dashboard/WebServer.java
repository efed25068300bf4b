package dev.weir.examples.dashboard;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The service on its port: Netty reads the requests, {@link Routes} answers them. */
final class WebServer implements AutoCloseable {
  private static final int LOOPS = 2;
  private static final int THREADS = 16;
  private static final int MAX_BODY = 1 << 16;

  private final EventLoopGroup loops;
  private final ExecutorService threads;
  private final Routes routes;
  private final Channel listener;

  private WebServer(
      EventLoopGroup loops, ExecutorService threads, Routes routes, Channel listener) {
    this.loops = loops;
    this.threads = threads;
    this.routes = routes;
    this.listener = listener;
  }

  /**
   * Starts to answer on the loopback address. The routes are the server's from here: it closes
   * them.
   *
   * @throws IOException if the port is taken
   */
  static WebServer start(int port, Transport transport, Routes routes) throws IOException {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(LOOPS, transport.handlers());
    // What a request needs blocks: it must not do so on Netty's threads.
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(transport.channel())
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel connection) {
                    connection
                        .pipeline()
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpServerKeepAliveHandler())
                        .addLast(new HttpObjectAggregator(MAX_BODY, true))
                        .addLast(new Requests(routes, threads));
                  }
                })
            .bind(new InetSocketAddress("127.0.0.1", port))
            .awaitUninterruptibly();
    WebServer server = new WebServer(loops, threads, routes, bound.channel());
    if (!bound.isSuccess()) {
      server.close();
      throw new IOException("port " + port + ": " + bound.cause().getMessage(), bound.cause());
    }
    return server;
  }

  int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Stops to listen and ends running requests. */
  @Override
  public void close() {
    // Loops that end while they still start leave it open. Where it could not be bound, it is
    // closed.
    if (listener.isOpen()) {
      listener.close().awaitUninterruptibly();
    }
    threads.shutdownNow();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    routes.close();
  }
}
