package dev.weir.socket;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A program that opens sockets by command, and says the ports: {@code net}, {@code nio}, {@code
 * async} (a listener, a client and what was accepted: {@code PORT CLIENT_PORT}), {@code unix PATH},
 * {@code udp}, {@code pipe} (and a selector), {@code named} (a client by its host's name), {@code
 * half} (a client whose peer has closed), {@code registered} (a channel closed while a selector has
 * it), {@code select}, {@code virtual} (a read on a virtual thread), {@code close}.
 */
public final class Sockets {
  private static final Deque<AutoCloseable> HELD = new ArrayDeque<>();
  private static Selector selector;

  private Sockets() {}

  public static void main(String[] arguments) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    System.out.println("ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      try {
        System.out.println("ok " + obey(line.split(" ")));
      } catch (Exception e) {
        System.out.println("failed " + e);
      }
    }
  }

  private static String obey(String[] words) throws Exception {
    InetAddress host = InetAddress.getLoopbackAddress();
    InetSocketAddress any = new InetSocketAddress(host, 0);
    switch (words[0]) {
      case "net" -> {
        ServerSocket server = hold(new ServerSocket(0, 9, host));
        Socket client = hold(new Socket(host, server.getLocalPort()));
        hold(server.accept());
        return server.getLocalPort() + " " + client.getLocalPort();
      }
      case "nio" -> {
        ServerSocketChannel server = hold(ServerSocketChannel.open().bind(any));
        SocketChannel client = hold(SocketChannel.open(server.getLocalAddress()));
        hold(server.accept());
        return port(server.getLocalAddress()) + " " + port(client.getLocalAddress());
      }
      case "async" -> {
        AsynchronousServerSocketChannel server =
            hold(AsynchronousServerSocketChannel.open().bind(any));
        AsynchronousSocketChannel client = hold(AsynchronousSocketChannel.open());
        client.connect(server.getLocalAddress()).get();
        hold(server.accept().get());
        return port(server.getLocalAddress()) + " " + port(client.getLocalAddress());
      }
      case "unix" -> {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(Path.of(words[1]));
        ServerSocketChannel server =
            hold(ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address));
        hold(SocketChannel.open(address));
        hold(server.accept());
      }
      case "udp" -> {
        DatagramChannel channel = hold(DatagramChannel.open().bind(any));
        return port(channel.getLocalAddress());
      }
      case "pipe" -> {
        Pipe pipe = Pipe.open();
        hold(pipe.sink());
        hold(pipe.source());
        hold(Selector.open());
      }
      case "named" -> {
        ServerSocket server = hold(new ServerSocket(0, 9, InetAddress.getByName("localhost")));
        hold(new Socket("localhost", server.getLocalPort()));
        hold(server.accept());
        return "" + server.getLocalPort();
      }
      case "half" -> {
        try (ServerSocket server = new ServerSocket(0, 9, host)) {
          Socket client = hold(new Socket(host, server.getLocalPort()));
          Socket accepted = server.accept();
          accepted.getOutputStream().write(new byte[7]);
          accepted.close();
          return "" + client.getLocalPort();
        }
      }
      case "registered" -> {
        ServerSocket server = hold(new ServerSocket(0, 9, host));
        selector = hold(Selector.open());
        SocketChannel client =
            SocketChannel.open(new InetSocketAddress(host, server.getLocalPort()));
        hold(server.accept());
        client.configureBlocking(false);
        client.register(selector, SelectionKey.OP_READ);
        String port = port(client.getLocalAddress());
        client.close();
        return port;
      }
      case "select" -> selector.selectNow();
      case "virtual" -> {
        ServerSocket server = hold(new ServerSocket(0, 9, host));
        Runnable read =
            () -> {
              try (Socket client = new Socket(host, server.getLocalPort())) {
                client.getInputStream().read();
              } catch (Exception e) {
                System.out.println("failed " + e);
              }
            };
        // By reflection: the tests are compiled for 17.
        Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, read);
        hold(server.accept());
      }
      case "close" -> {
        while (!HELD.isEmpty()) {
          HELD.removeLast().close();
        }
      }
      default -> throw new IllegalArgumentException(words[0]);
    }
    return "";
  }

  private static String port(SocketAddress address) {
    return Integer.toString(((InetSocketAddress) address).getPort());
  }

  private static <T extends Closeable> T hold(T opened) {
    HELD.add(opened);
    return opened;
  }
}
