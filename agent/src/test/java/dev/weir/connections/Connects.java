package dev.weir.connections;

import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code connect}: tries every way to reach a peer, prints {@code WAY: EXCEPTION: MESSAGE} of each,
 * the root cause. {@code open N}: of every way to open sockets, how many until one is refused,
 * thrice; prints {@code WAY HOW-MANY MESSAGE}.
 */
public final class Connects {
  private static InetSocketAddress tcp;
  private static InetSocketAddress udp;
  private static Path unix;

  private Connects() {}

  /** A way. */
  private interface Opening {
    Closeable open() throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    Path dir = Files.createTempDirectory("weir");
    unix = dir.resolve("a.sock");
    if (arguments[0].equals("connect")) {
      connect();
    } else {
      open(Integer.parseInt(arguments[1]));
    }
    System.out.println("done");
    System.in.read();
    System.exit(0);
  }

  private static void connect() throws Exception {
    // The JDK's loopback address has a name, "localhost"; this one has none.
    InetAddress host = InetAddress.getByAddress(InetAddress.getLoopbackAddress().getAddress());
    ServerSocket server = new ServerSocket(0, 100, host);
    tcp = new InetSocketAddress(host, server.getLocalPort());
    DatagramSocket datagrams = new DatagramSocket(0, host);
    udp = new InetSocketAddress(host, datagrams.getLocalPort());
    ServerSocketChannel domain = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    domain.bind(UnixDomainSocketAddress.of(unix));
    way("name", () -> new Socket(InetAddress.getByName("localhost"), tcp.getPort()));
    System.out.println("ready");
    way("socket", () -> new Socket(tcp.getAddress(), tcp.getPort()));
    way("channel", () -> SocketChannel.open(tcp));
    way(
        "channel-nonblocking",
        () -> {
          SocketChannel channel = SocketChannel.open();
          try {
            channel.configureBlocking(false);
            channel.connect(tcp);
          } catch (IOException e) {
            if (channel.isOpen()) {
              System.out.println("WRONG: left open");
            }
            throw e;
          }
          return channel;
        });
    way(
        "adaptor",
        () -> {
          SocketChannel channel = SocketChannel.open();
          channel.socket().connect(tcp, 1000);
          return channel;
        });
    way(
        "async",
        () -> {
          try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
            channel.connect(tcp).get();
          }
          return () -> {};
        });
    way(
        "url",
        () -> {
          HttpURLConnection connection =
              (HttpURLConnection) uri(tcp.getPort()).toURL().openConnection();
          connection.setConnectTimeout(10_000);
          connection.connect();
          return connection::disconnect;
        });
    way(
        "http",
        () -> {
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(uri(tcp.getPort()))
                      .timeout(java.time.Duration.ofSeconds(1))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
          return () -> {};
        });
    way("unix", () -> SocketChannel.open(UnixDomainSocketAddress.of(unix)));
    way(
        "datagram-connect",
        () -> {
          try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(udp);
          }
          return () -> {};
        });
    way(
        "datagram-send",
        () -> {
          try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(new byte[1], 1, udp));
          }
          return () -> {};
        });
    way(
        "datagram-channel-send",
        () -> {
          try (DatagramChannel channel = DatagramChannel.open()) {
            channel.send(ByteBuffer.allocate(1), udp);
          }
          return () -> {};
        });
    System.out.println("resolved " + InetAddress.getByName("localhost").isLoopbackAddress());
    server.close();
    datagrams.close();
    domain.close();
  }

  private static URI uri(int port) {
    return URI.create(
        "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port + "/");
  }

  private static void way(String name, Opening opening) {
    try (Closeable opened = opening.open()) {
      System.out.println(name + (opened == null ? ": null" : ": nothing"));
    } catch (Exception e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      System.out.println(name + ": " + root.getClass().getName() + ": " + root.getMessage());
    }
  }

  private static void open(int most) throws Exception {
    rooms(
        most,
        "Socket",
        () -> {
          Socket socket = new Socket();
          try {
            socket.bind(null); // the descriptor comes with the bind
          } catch (IOException e) {
            socket.close();
            throw e;
          }
          return socket;
        });
    rooms(most, "ServerSocket", () -> new ServerSocket(0));
    rooms(most, "DatagramSocket", () -> new DatagramSocket(0));
    rooms(most, "SocketChannel", SocketChannel::open);
    rooms(most, "ServerSocketChannel", ServerSocketChannel::open);
    rooms(most, "DatagramChannel", DatagramChannel::open);
    rooms(most, "Unix", () -> SocketChannel.open(StandardProtocolFamily.UNIX));
    rooms(most, "UnixServer", () -> ServerSocketChannel.open(StandardProtocolFamily.UNIX));
    rooms(most, "Async", AsynchronousSocketChannel::open);
    rooms(most, "AsyncServer", AsynchronousServerSocketChannel::open);
    rooms(
        most,
        "HttpServer",
        () -> {
          HttpServer server =
              HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
          server.start();
          return () -> server.stop(0);
        });
    // Failures give their place back.
    for (int i = 0; i < 3 * most; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), 1)) {
        System.out.println("WRONG: " + socket);
      } catch (IOException e) {
        if (e.getMessage().contains("weir")) {
          System.out.println("WRONG: " + e);
        }
      }
      try (DatagramSocket one = new DatagramSocket(0);
          DatagramSocket two = new DatagramSocket(one.getLocalPort())) {
        System.out.println("WRONG: " + two);
      } catch (IOException e) {
        if (e.getMessage().contains("weir")) {
          System.out.println("WRONG: " + e);
        }
      }
    }
    rooms(most, "after failures", SocketChannel::open);
  }

  private static void rooms(int most, String name, Opening opening) throws Exception {
    for (int turn = 0; turn < 3; turn++) {
      List<Closeable> held = new ArrayList<>();
      String said = "nothing";
      try {
        while (held.size() <= most + 2) {
          held.add(opening.open());
        }
      } catch (IOException e) {
        said = e.getClass().getName() + ": " + e.getMessage();
      }
      System.out.println(name + " " + held.size() + " " + said);
      for (Closeable one : held) {
        one.close();
      }
    }
  }
}
