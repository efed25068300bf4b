package dev.weir.examples.dashboard;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** Which of Netty's ways to the network the server takes. */
enum Transport {
  /** Netty's own native code. */
  EPOLL,
  /** The JDK's channels. */
  NIO,
  /** The native one where there is one, else the JDK's. */
  AUTO;

  /**
   * {@link #EPOLL} or {@link #NIO}.
   *
   * @throws IllegalArgumentException if epoll is wanted and not there
   */
  Transport resolve() {
    if (this == EPOLL && !Epoll.isAvailable()) {
      throw new IllegalArgumentException(
          "there is no native epoll here: " + Epoll.unavailabilityCause().getMessage());
    }
    return this == NIO || !Epoll.isAvailable() ? NIO : EPOLL;
  }

  IoHandlerFactory handlers() {
    return resolve() == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
  }

  Class<? extends ServerSocketChannel> channel() {
    return resolve() == EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }
}
