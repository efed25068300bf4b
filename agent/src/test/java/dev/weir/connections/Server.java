package dev.weir.connections;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Servers as one writes them, each by another way to accept; they answer {@code ok} to every
 * request. It says {@code port N}, and prints whatever is thrown. It ends with its input.
 */
public final class Server {
  private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private Server() {}

  /** A way to accept. */
  enum Way {
    SOCKET,
    SUBCLASS,
    TIMED,
    CHANNEL,
    ADAPTOR,
    ADAPTOR_TIMED,
    ASYNC_HANDLER,
    ASYNC_FUTURE
  }

  public static void main(String[] arguments) throws Exception {
    System.out.println("port " + start(Way.valueOf(arguments[0])));
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    while (in.readLine() != null) {
      System.gc();
      System.out.println("collected");
    }
    System.exit(0);
  }

  private static int start(Way way) throws IOException {
    switch (way) {
      case SOCKET:
        return accepting(new ServerSocket(), 0);
      case SUBCLASS:
        return accepting(
            new ServerSocket() {
              @Override
              public Socket accept() throws IOException {
                Socket socket = new Socket();
                implAccept(socket);
                return socket;
              }
            },
            0);
      case TIMED:
        return accepting(new ServerSocket(), 600_000);
      case ADAPTOR:
        return accepting(ServerSocketChannel.open().socket(), 0);
      case ADAPTOR_TIMED:
        return accepting(ServerSocketChannel.open().socket(), 600_000);
      case CHANNEL:
        ServerSocketChannel channel = ServerSocketChannel.open().bind(ANY, 600);
        go(
            () -> {
              while (true) {
                SocketChannel accepted = channel.accept();
                go(() -> serve(accepted));
              }
            });
        return channel.socket().getLocalPort();
      default:
        AsynchronousServerSocketChannel async = AsynchronousServerSocketChannel.open();
        async.bind(ANY, 600);
        if (way == Way.ASYNC_HANDLER) {
          async.accept(null, new Accepted(async));
        } else {
          go(
              () -> {
                while (true) {
                  AsynchronousSocketChannel accepted = async.accept().get();
                  go(() -> serve(accepted));
                }
              });
        }
        return ((InetSocketAddress) async.getLocalAddress()).getPort();
    }
  }

  private static int accepting(ServerSocket server, int timeout) throws IOException {
    server.bind(ANY, 600);
    server.setSoTimeout(timeout);
    go(
        () -> {
          while (true) {
            Socket socket = server.accept();
            go(() -> serve(socket));
          }
        });
    return server.getLocalPort();
  }

  private static void serve(Socket socket) throws Exception {
    try (socket) {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      Request request = new Request();
      for (int c = in.read(); c >= 0; c = in.read()) {
        if (request.ends((byte) c)) {
          out.write(ANSWER.getBytes(StandardCharsets.US_ASCII));
        }
      }
    }
  }

  private static void serve(SocketChannel channel) throws Exception {
    try (channel) {
      ByteBuffer buffer = ByteBuffer.allocate(1);
      Request request = new Request();
      while (channel.read(buffer.clear()) >= 0) {
        if (request.ends(buffer.get(0))) {
          channel.write(ByteBuffer.wrap(ANSWER.getBytes(StandardCharsets.US_ASCII)));
        }
      }
    }
  }

  private static void serve(AsynchronousSocketChannel channel) throws Exception {
    try (channel) {
      ByteBuffer buffer = ByteBuffer.allocate(1);
      Request request = new Request();
      while (channel.read(buffer.clear()).get() >= 0) {
        if (request.ends(buffer.get(0))) {
          channel.write(ByteBuffer.wrap(ANSWER.getBytes(StandardCharsets.US_ASCII))).get();
        }
      }
    }
  }

  /** Prints what is thrown; a client that resets is nothing to print. */
  private static void go(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Throwable t) {
                if (!String.valueOf(t.getMessage()).contains("onnection reset")) {
                  t.printStackTrace();
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  /** What may throw. */
  private interface Work {
    void run() throws Exception;
  }

  /** Knows the end of a header. */
  private static final class Request {
    private int last;

    boolean ends(byte next) {
      last = last << 8 | next & 0xff;
      return last == 0x0d0a0d0a;
    }
  }

  /** Accepts the next before it serves this one. */
  private static final class Accepted
      implements CompletionHandler<AsynchronousSocketChannel, Void> {
    private final AsynchronousServerSocketChannel server;

    Accepted(AsynchronousServerSocketChannel server) {
      this.server = server;
    }

    @Override
    public void completed(AsynchronousSocketChannel accepted, Void nothing) {
      server.accept(null, this);
      go(() -> serve(accepted));
    }

    @Override
    public void failed(Throwable thrown, Void nothing) {
      thrown.printStackTrace();
    }
  }
}
