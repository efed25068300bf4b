package dev.weir.stress;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Eight clients of an HTTP server, not all of them polite. */
final class Clients {
  private static final int THREADS = 8;

  private final int port;

  Clients(int port) {
    this.port = port;
  }

  /** Makes that many connections, of each sort as many; gives how many requests were answered. */
  int connect(int connections) throws Exception {
    AtomicInteger next = new AtomicInteger();
    AtomicInteger answers = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        all.add(
            threads.submit(
                () -> {
                  for (int i = next.getAndIncrement();
                      i < connections;
                      i = next.getAndIncrement()) {
                    answers.addAndGet(connection(i % 5));
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    return answers.get();
  }

  private int connection(int sort) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      switch (sort) {
        case 0 -> { // one request, and the server closes
          send(socket, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
          String answer = new String(socket.getInputStream().readAllBytes());
          if (!answer.startsWith("HTTP/1.1 200 ") || !answer.endsWith("ok")) {
            throw new IOException("not an answer: " + answer);
          }
          return 1;
        }
        case 1 -> { // three on one connection, and we close
          for (int i = 0; i < 3; i++) {
            send(socket, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            answer(socket.getInputStream());
          }
          return 3;
        }
        case 2 -> { // does not wait for the answer, and resets
          send(socket, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
          socket.setSoLinger(true, 0);
        }
        case 3 -> { // half a request
          send(socket, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc");
        }
        default -> {
          // Says nothing.
        }
      }
      return 0;
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Reads until the body has ended, which is {@code ok}. */
  private static void answer(InputStream in) throws IOException {
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\nok") < 0) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("not an answer: " + answer);
      }
      answer.append((char) c);
    }
  }
}
