package dev.weir.stress;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An application of today: an HTTP server with a file in each answer, and an HTTP client, so many
 * requests; one child; then a socket and a file that stay open, {@code held}, until its input ends.
 */
public final class Web {
  private Web() {}

  public static void main(String[] arguments) throws Exception {
    int requests = Integer.parseInt(arguments[0]);
    Path page = Files.writeString(Files.createTempFile("weir-web", ".txt"), "ok");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = Files.readAllBytes(page);
          exchange.sendResponseHeaders(200, body.length);
          try (var out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
    URI uri =
        URI.create(
            "http://"
                + InetAddress.getLoopbackAddress().getHostAddress()
                + ":"
                + server.getAddress().getPort()
                + "/page");
    System.out.println("port " + server.getAddress().getPort());
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 0; i < requests; i++) {
      String answer =
          client
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      if (!answer.equals("ok")) {
        throw new IOException(answer);
      }
    }
    if (new ProcessBuilder("true").start().waitFor() != 0) {
      throw new IOException("true");
    }
    try (var held = Files.newInputStream(page);
        Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      System.out.println("held");
      System.in.read();
      System.out.println("let go " + held.available() + socket.isConnected());
    }
    server.stop(0);
    Files.delete(page);
  }
}
