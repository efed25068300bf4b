package dev.weir.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * {@code TRANSPORT N}: a server, and four clients that open and close N connections; then each
 * holds some. A line of its input makes it go on.
 */
public final class NettyLoad {
  private static final int CLIENTS = 4;
  static final int HELD = 25;

  private NettyLoad() {}

  public static void main(String[] arguments) throws Exception {
    Transport transport = Transport.of(arguments[0]);
    Throwable why = transport.unavailable();
    if (why != null) {
      System.out.println("unavailable " + why);
      return;
    }
    int each = Integer.parseInt(arguments[1]) / CLIENTS;
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    NettyWay.On on = new NettyWay.On(transport, 2);
    NettyWay.Server server = on.server(NettyWay.any(), "ServerSocketChannel");
    Bootstrap client = on.client("SocketChannel").remoteAddress(server.channel.localAddress());
    System.out.println("at " + server.channel.localAddress());
    in.readLine();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      all.add(
          clients.submit(
              () -> {
                for (int n = 0; n < each; n++) {
                  Channel channel = client.connect().sync().channel();
                  server.accepted.take().close().sync();
                  channel.close().sync();
                }
                return null;
              }));
    }
    System.out.println("under way");
    for (Future<?> one : all) {
      one.get();
    }
    List<Channel> held = new ArrayList<>();
    for (int i = 0; i < HELD; i++) {
      held.add(client.connect().sync().channel());
      held.add(server.accepted.take());
    }
    System.out.println("accepted " + (each * CLIENTS + HELD));
    in.readLine();
    for (Channel channel : held) {
      channel.close().sync();
    }
    System.out.println("closed");
    in.readLine();
    server.close();
    on.end();
    clients.shutdown();
    System.out.println("ended");
    in.readLine();
  }
}
