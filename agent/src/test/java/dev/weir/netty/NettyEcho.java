package dev.weir.netty;

import java.net.InetSocketAddress;

/** {@code TRANSPORT}: a server that sends back what it gets. It ends with its input. */
public final class NettyEcho {
  private NettyEcho() {}

  public static void main(String[] arguments) throws Exception {
    Transport transport = Transport.of(arguments[0]);
    Throwable why = transport.unavailable();
    if (why != null) {
      System.out.println("unavailable " + why);
      return;
    }
    NettyWay.On on = new NettyWay.On(transport, 2);
    NettyWay.Server server = on.server(NettyWay.any(), "ServerSocketChannel");
    System.out.println("port " + ((InetSocketAddress) server.channel.localAddress()).getPort());
    System.in.read();
    server.close();
    on.end();
  }
}
