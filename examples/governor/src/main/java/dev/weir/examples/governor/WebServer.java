package dev.weir.examples.governor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The service on its port: hands each request to {@link Routes} and writes the answer. */
final class WebServer implements AutoCloseable {
  private static final int THREADS = 8;
  private static final int MAX_BODY = 1 << 20;

  private final HttpServer http;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final Routes routes;

  private WebServer(HttpServer http, Routes routes) {
    this.http = http;
    this.routes = routes;
  }

  /**
   * Starts to answer on the loopback address.
   *
   * @throws IOException if the port is taken or the state's directory cannot be made
   */
  static WebServer start(Options options) throws IOException {
    // The JDK's server sends head and body in two packets; without this the second waits 40 ms for
    // the client's acknowledgement of the first.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    Routes routes = Routes.of(options);
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getByName("127.0.0.1"), options.port());
    WebServer server = new WebServer(HttpServer.create(address, 0), routes);
    server.http.createContext("/", server::handle);
    server.http.setExecutor(server.threads);
    server.http.start();
    return server;
  }

  int port() {
    return http.getAddress().getPort();
  }

  /** Stops to listen, gives running requests a second, then ends them. */
  @Override
  public void close() {
    http.stop(1);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      exchange
          .getResponseHeaders()
          .set(
              "Content-Security-Policy",
              "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'");
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(answer.status(), -1);
        return;
      }
      exchange.sendResponseHeaders(
          answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(answer.body());
      }
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    String accept = String.valueOf(exchange.getRequestHeaders().getFirst("Accept"));
    boolean wantsPage = accept.contains("text/html");
    try {
      byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
      if (body.length > MAX_BODY) {
        throw new HttpError(413, "The body is larger than 1 MiB.");
      }
      String method = exchange.getRequestMethod();
      return routes.answer(method, exchange.getRequestURI(), wantsPage, new String(body, UTF_8));
    } catch (HttpError error) {
      return routes.error(error.status(), error.getMessage(), wantsPage);
    } catch (IOException | RuntimeException unexpected) {
      System.err.println(
          exchange.getRequestMethod()
              + " "
              + exchange.getRequestURI().getRawPath()
              + ": "
              + unexpected);
      return routes.error(500, "The request failed.", wantsPage);
    }
  }
}
