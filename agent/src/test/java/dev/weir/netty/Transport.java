package dev.weir.netty;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.util.Locale;

/** A native transport. Its classes are named, for no version of Netty has those of all. */
enum Transport {
  EPOLL("io.netty.channel.epoll.", "Epoll", true),
  IO_URING("io.netty.channel.uring.", "IoUring", true),
  INCUBATOR("io.netty.incubator.channel.uring.", "IOUring", false);

  private final String in;
  private final String name;

  /** Whether it has domain sockets. */
  final boolean domains;

  Transport(String in, String name, boolean domains) {
    this.in = in;
    this.name = name;
    this.domains = domains;
  }

  static Transport of(String argument) {
    return valueOf(argument.toUpperCase(Locale.ROOT));
  }

  /** Null if it works here, else why not. */
  Throwable unavailable() throws Exception {
    return (Throwable) type("").getMethod("unavailabilityCause").invoke(null);
  }

  EventLoopGroup group(int threads) throws Exception {
    if (this != IO_URING) {
      return (EventLoopGroup) type("EventLoopGroup").getConstructor(int.class).newInstance(threads);
    }
    Object factory = type("IoHandler").getMethod("newFactory").invoke(null);
    return (EventLoopGroup)
        Class.forName("io.netty.channel.MultiThreadIoEventLoopGroup")
            .getConstructor(int.class, Class.forName("io.netty.channel.IoHandlerFactory"))
            .newInstance(threads, factory);
  }

  Class<? extends ServerChannel> server(String kind) throws ClassNotFoundException {
    return type(kind).asSubclass(ServerChannel.class);
  }

  Class<? extends Channel> channel(String kind) throws ClassNotFoundException {
    return type(kind).asSubclass(Channel.class);
  }

  private Class<?> type(String end) throws ClassNotFoundException {
    return Class.forName(in + name + end);
  }
}
