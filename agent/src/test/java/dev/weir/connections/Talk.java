package dev.weir.connections;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of an HTTP server, by hand. */
final class Talk implements Closeable {
  private static final byte[] GET =
      "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Socket socket;

  Talk(InetAddress from, int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port, from, 0);
    socket.setSoTimeout(60_000);
  }

  Talk(int port) throws IOException {
    this(null, port);
  }

  /** Whether a request was answered; false if the server has ended the connection. */
  boolean isServed() throws IOException {
    try {
      socket.getOutputStream().write(GET);
      StringBuilder answer = new StringBuilder();
      while (answer.indexOf("\r\n\r\nok") < 0) {
        int c = socket.getInputStream().read();
        if (c < 0) {
          return false;
        }
        answer.append((char) c);
      }
      return true;
    } catch (java.net.SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return false; // reset
    }
  }

  /** Sends this and nothing else. */
  void say(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Waits until the server ends it; how long that took, in ms. */
  long end() throws IOException {
    long start = System.nanoTime();
    try {
      while (socket.getInputStream().read() >= 0) {
        // What it had to say before.
      }
    } catch (java.net.SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // Reset.
    }
    return (System.nanoTime() - start) / 1_000_000;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
