package dev.weir.calls;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;

/** Opens that do not come to be: each throws, and leaves nothing open. */
enum Failing {
  SOCKET_REFUSED(dir -> new Socket(host(), closedPort())),
  SOCKET_REFUSED_AND_CLOSED_LATE(
      dir -> {
        try (Socket socket = new Socket()) {
          socket.connect(new InetSocketAddress(host(), closedPort()));
        }
      }),
  CHANNEL_REFUSED(dir -> SocketChannel.open(new InetSocketAddress(host(), closedPort()))),
  ADAPTOR_REFUSED(
      dir -> {
        try (Socket socket = SocketChannel.open().socket()) {
          socket.connect(new InetSocketAddress(host(), closedPort()), 5000);
        }
      }),
  ASYNCHRONOUS_REFUSED(
      dir -> {
        try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
          channel.connect(new InetSocketAddress(host(), closedPort())).get();
        }
      }),
  CONNECT_WITHOUT_ROUTE(
      dir -> new Socket(InetAddress.getByAddress(new byte[] {(byte) 255, -1, -1, -1}), 9)),
  UNIX_MISSING(dir -> SocketChannel.open(UnixDomainSocketAddress.of(dir.resolve("missing")))),
  ACCEPT_TIMED_OUT(
      dir -> {
        try (ServerSocket server = new ServerSocket(0, 1, host())) {
          server.setSoTimeout(1);
          server.accept();
        }
      }),
  ACCEPT_CLOSED(
      dir -> {
        ServerSocket server = new ServerSocket(0, 1, host());
        later(server);
        server.accept();
      }),
  ACCEPT_INTERRUPTED(
      dir -> {
        ServerSocketChannel server =
            ServerSocketChannel.open().bind(new InetSocketAddress(host(), 0));
        Thread me = Thread.currentThread();
        later(me::interrupt);
        try {
          server.accept();
        } finally {
          Thread.interrupted();
        }
      }),
  READ_TO_ITS_END(
      dir -> {
        try (ServerSocket server = new ServerSocket(0, 1, host());
            Socket client = new Socket(host(), server.getLocalPort());
            Socket accepted = server.accept()) {
          later(accepted);
          client.getInputStream().readNBytes(1);
          throw new IOException("the other end was closed");
        }
      }),
  BIND_IN_USE(dir -> new ServerSocket(NetCalls.server().getLocalPort(), 1, host())),
  DATAGRAM_IN_USE(
      dir -> {
        try (DatagramSocket first = new DatagramSocket(0, host())) {
          new DatagramSocket(first.getLocalPort(), host()).close();
        }
      }),
  PROCESS_MISSING(dir -> new ProcessBuilder(dir + "/missing").start()),
  PROCESS_IN_NO_DIRECTORY(
      dir -> new ProcessBuilder("true").directory(new File(dir + "/missing")).start()),
  PROCESS_FROM_NO_FILE(
      dir -> new ProcessBuilder("cat").redirectInput(new File(dir + "/missing")).start()),
  EXEC_MISSING(dir -> Runtime.getRuntime().exec(new String[] {dir + "/missing"})),
  PIPELINE_MISSING(
      dir ->
          ProcessBuilder.startPipeline(
              List.of(new ProcessBuilder("cat"), new ProcessBuilder(dir + "/missing"))));

  /** Fails. */
  interface Open {
    void in(Path directory) throws Exception;
  }

  private final Open open;

  Failing(Open open) {
    this.open = open;
  }

  /**
   * Descriptors that the JDK itself leaves open. Of a pipeline that fails it forgets the pipe from
   * the process before (17.0.15 and 25.0.3): no object has it; Weir names it as untracked.
   */
  int lost() {
    return this == PIPELINE_MISSING ? 1 : 0;
  }

  /** For the page. */
  String left() {
    return lost() == 0 ? "none" : "1 pipe, lost by the JDK: untracked";
  }

  /** Throws, or says that it did not. */
  void run(Path directory) throws Exception {
    try {
      open.in(directory);
    } catch (Exception e) {
      return;
    }
    throw new IllegalStateException(this + " did not fail");
  }

  private static InetAddress host() {
    return InetAddress.getLoopbackAddress();
  }

  /** Where nobody listens: it was ours a moment ago. */
  private static int closedPort() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, host())) {
      return server.getLocalPort();
    }
  }

  private static void later(Closeable what) {
    new Thread(
            () -> {
              try {
                Thread.sleep(20);
                what.close();
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            })
        .start();
  }
}
