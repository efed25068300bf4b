package dev.weir.policy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/**
 * A service that is careful: each request reads a template, writes a large page, runs a program and
 * asks a peer, and closes all of it whatever happens; 500 when something did. Says its port. The
 * peer answers unless the line {@code silent} has come; {@code answering} mends it.
 */
public final class Renderer {
  private static final int PAGE = 4 << 20;

  private static Path dir;
  private static ServerSocket peer;
  private static volatile boolean silent;

  private Renderer() {}

  public static void main(String[] arguments) throws Exception {
    dir = Files.createTempDirectory("weir-renderer");
    Files.writeString(dir.resolve("template.html"), "<p>");
    peer = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread answers = new Thread(Renderer::answer);
    answers.setDaemon(true);
    answers.start();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(Executors.newFixedThreadPool(8));
    server.createContext("/", Renderer::handle);
    server.start();
    System.out.println("port " + server.getAddress().getPort());
    var in = new java.io.BufferedReader(new java.io.InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      silent = line.equals("silent");
      System.out.println(line);
    }
  }

  private static void answer() {
    while (true) {
      try {
        Socket accepted = peer.accept();
        Thread one = new Thread(() -> answer(accepted));
        one.setDaemon(true);
        one.start();
      } catch (IOException e) {
        // No descriptor, or an error that was forced: the next one.
      }
    }
  }

  private static void answer(Socket accepted) {
    try (accepted) {
      accepted.getInputStream().read();
      if (!silent) {
        accepted.getOutputStream().write('!');
      } else {
        accepted.getInputStream().read(); // until the other side has had enough
      }
    } catch (IOException e) {
      // It has.
    }
  }

  private static void handle(HttpExchange exchange) throws IOException {
    int status = 200;
    byte[] body;
    try {
      render();
      body = new byte[] {'o', 'k'};
    } catch (IOException e) {
      status = 500;
      body = String.valueOf(e).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
    try (exchange) {
      exchange.getResponseHeaders().set("Connection", "close");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static void render() throws IOException {
    byte[] template;
    try (FileInputStream in = new FileInputStream(dir.resolve("template.html").toFile())) {
      template = in.readAllBytes();
    }
    Path page = Files.createTempFile(dir, "page", ".html");
    try {
      try (OutputStream out = Files.newOutputStream(page)) {
        byte[] block = new byte[64 << 10];
        out.write(template);
        for (int written = 0; written < PAGE; written += block.length) {
          out.write(block);
        }
      }
      run();
      ask();
    } finally {
      Files.delete(page);
    }
  }

  private static void run() throws IOException {
    Process process = new ProcessBuilder("cat").start();
    try {
      process.getOutputStream().close();
      process.getInputStream().readAllBytes();
    } finally {
      process.destroy();
      process.getInputStream().close();
      process.getErrorStream().close();
    }
  }

  private static void ask() throws IOException {
    try (Socket socket = new Socket(peer.getInetAddress(), peer.getLocalPort())) {
      socket.getOutputStream().write('?');
      if (socket.getInputStream().read() != '!') {
        throw new IOException("no answer");
      }
    }
  }
}
