package dev.weir.stress;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/**
 * A server that answers {@code ok}: {@code jdk}, or Tomcat with the protocol of that name. It says
 * {@code port N}, collects at each line of its input, and says {@code collected}.
 */
public final class Served {
  private Served() {}

  public static void main(String[] arguments) throws Exception {
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    int port = arguments[0].equals("jdk") ? jdk(host) : ServedByTomcat.start(host, arguments[0]);
    System.out.println("port " + port);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    while (in.readLine() != null) {
      System.gc();
      System.out.println("collected");
    }
    System.exit(0); // the servers' threads are no daemons
  }

  private static int jdk(String host) throws Exception {
    Path page = Files.writeString(Files.createTempFile("weir-served", null), "ok");
    HttpServer server = HttpServer.create(new InetSocketAddress(host, 0), 1000);
    server.setExecutor(Executors.newFixedThreadPool(8));
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          byte[] body = Files.readAllBytes(page);
          exchange.sendResponseHeaders(200, body.length);
          try (var out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
    return server.getAddress().getPort();
  }
}
