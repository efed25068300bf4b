package dev.weir.stress;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * Connects that come to nothing. The JDK may have given the descriptor back by then, while the
 * object still has its number, and the application closes that object much later.
 */
enum Refused {
  SOCKET(where -> after(new Socket(), socket -> socket.connect(where.nobody))),
  SOCKET_WITH_TIMEOUT(where -> after(new Socket(), socket -> socket.connect(where.nobody, 5000))),
  SOCKET_BOUND(
      where ->
          after(
              new Socket(),
              socket -> {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                socket.connect(where.nobody);
              })),
  CHANNEL(where -> after(SocketChannel.open(), channel -> channel.connect(where.nobody))),
  CHANNEL_NON_BLOCKING(
      where ->
          after(
              SocketChannel.open(),
              channel -> {
                channel.configureBlocking(false);
                channel.connect(where.nobody);
                while (!channel.finishConnect()) {
                  Thread.onSpinWait();
                }
              })),
  ADAPTOR(
      where ->
          after(SocketChannel.open().socket(), adaptor -> adaptor.connect(where.nobody, 5000))),
  UNIX(
      where ->
          after(
              SocketChannel.open(java.net.StandardProtocolFamily.UNIX),
              channel -> channel.connect(where.nothing))),
  ASYNCHRONOUS(
      where ->
          after(
              AsynchronousSocketChannel.open(),
              channel -> {
                try {
                  channel.connect(where.nobody).get();
                } catch (java.util.concurrent.ExecutionException e) {
                  throw new IOException(e);
                }
              })),
  TIMED_OUT(where -> after(new Socket(), socket -> socket.connect(where.full, 20))),
  ADAPTOR_TIMED_OUT(
      where -> after(SocketChannel.open().socket(), adaptor -> adaptor.connect(where.full, 20)));

  /** Where nobody answers. Keeps its descriptors for the life of the program. */
  static final class Where implements Closeable {
    private final Socket bound = new Socket();
    private final ServerSocket unserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final Socket[] waiting = new Socket[2];

    /** It is bound, so that nobody else gets this port, and does not listen. */
    private final SocketAddress nobody;

    /** Its queue is full, and nobody accepts: Linux then drops what comes, listen(2). */
    private final SocketAddress full;

    private final UnixDomainSocketAddress nothing;

    Where(Path dir) throws IOException {
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      nobody = bound.getLocalSocketAddress();
      full = unserved.getLocalSocketAddress();
      for (int i = 0; i < waiting.length; i++) {
        waiting[i] = new Socket(unserved.getInetAddress(), unserved.getLocalPort());
      }
      nothing = UnixDomainSocketAddress.of(dir.resolve("nothing"));
    }

    @Override
    public void close() throws IOException {
      for (Socket one : waiting) {
        one.close();
      }
      unserved.close();
      bound.close();
    }
  }

  /** Makes one and has it refused. */
  interface Attempt {
    Closeable at(Where where) throws Exception;
  }

  /** What is to fail. */
  interface Connect<T> {
    void on(T socket) throws Exception;
  }

  private final Attempt attempt;

  Refused(Attempt attempt) {
    this.attempt = attempt;
  }

  /** Gives what was refused, not closed by us. */
  Closeable attempt(Where where) throws Exception {
    return attempt.at(where);
  }

  private static <T extends Closeable> Closeable after(T socket, Connect<T> connect)
      throws Exception {
    try {
      connect.on(socket);
    } catch (IOException expected) {
      return socket;
    }
    socket.close();
    throw new AssertionError("was not refused: " + socket);
  }
}
