package dev.weir.examples.dashboard;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A dashboard with six stub services, in this process. */
final class Site implements AutoCloseable {
  static final int TIMEOUT = 500;

  private final Dashboard dashboard;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Site(boolean careful) throws IOException {
    this(careful, Transport.AUTO);
  }

  Site(boolean careful, Transport transport) throws IOException {
    dashboard = Dashboard.start(new Options(0, List.of(), 6, transport, TIMEOUT, careful, null));
  }

  int port() {
    return dashboard.port();
  }

  HttpResponse<String> page(String address) throws Exception {
    return send("GET", address, "", "text/html");
  }

  HttpResponse<String> send(String method, String address) throws Exception {
    return send(method, address, "", "application/json");
  }

  HttpResponse<String> send(String method, String address, String body, String accept)
      throws Exception {
    HttpRequest.BodyPublisher publisher =
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + address))
            .method(method, publisher)
            .header("Accept", accept)
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** How many descriptors of this process there are, by what they point to: "socket", a path. */
  static Map<String, Integer> descriptors() throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    for (File descriptor : new File("/proc/self/fd").listFiles()) {
      try {
        String target = Files.readSymbolicLink(descriptor.toPath()).toString();
        counts.merge(target.replaceFirst(":\\[\\d+]$", ""), 1, Integer::sum);
      } catch (IOException gone) {
        // It was the listing's own.
      }
    }
    return counts;
  }

  static int descriptors(String kind) throws IOException {
    return descriptors().getOrDefault(kind, 0);
  }

  static long children() {
    return ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
  }

  /** Stops the dashboard, and the children of this process that it has forgotten. */
  @Override
  public void close() throws IOException {
    dashboard.close();
    ProcessHandle.current()
        .descendants()
        .toList()
        .forEach(
            child -> {
              child.destroyForcibly();
              child.onExit().join();
            });
  }
}
