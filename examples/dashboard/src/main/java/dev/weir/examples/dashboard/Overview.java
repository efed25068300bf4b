package dev.weir.examples.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Asks every service at once, for the page: by {@link HttpURLConnection}, on threads of its own.
 */
final class Overview implements AutoCloseable {
  private static final int THREADS = 16;

  private final List<Service> services;
  private final int timeout;
  private final Careful careful;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  /**
   * @param timeout of each connect and each read, in milliseconds
   */
  Overview(List<Service> services, int timeout, Careful careful) {
    this.services = services;
    this.timeout = timeout;
    this.careful = careful;
  }

  /** The health of each service, in the order of the command line. */
  List<Health> ask() {
    List<CompletableFuture<Health>> answers =
        services.stream()
            .map(service -> CompletableFuture.supplyAsync(() -> ask(service), threads))
            .toList();
    return answers.stream().map(CompletableFuture::join).toList();
  }

  private Health ask(Service service) {
    long since = System.nanoTime();
    try {
      HttpURLConnection connection =
          (HttpURLConnection) service.address().toURL().openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(timeout);
      connection.setReadTimeout(timeout);
      connection.setInstanceFollowRedirects(false);
      // Asked too seldom for a connection to be worth keeping.
      connection.setRequestProperty("Connection", "close");
      try {
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
          return Health.answered(service, status, "", since);
        }
        try (InputStream body = connection.getInputStream()) {
          String text = new String(body.readNBytes(Health.MAX_ANSWER), UTF_8);
          return Health.answered(service, status, text, since);
        }
      } finally {
        careful.close(connection::disconnect);
      }
    } catch (IOException failed) {
      return Health.silent(service, failed, since);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
