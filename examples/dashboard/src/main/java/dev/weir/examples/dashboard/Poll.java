package dev.weir.examples.dashboard;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Asks every service at once, for JSON: by the JDK's {@link HttpClient}, which needs no threads.
 */
final class Poll {
  private final List<Service> services;
  private final Duration timeout;
  private final HttpClient client;

  /**
   * @param timeout of a whole question, in milliseconds
   */
  Poll(List<Service> services, int timeout) {
    this.services = services;
    this.timeout = Duration.ofMillis(timeout);
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(this.timeout)
            .build();
  }

  /** The health of each service, in the order of the command line. */
  List<Health> ask() {
    List<CompletableFuture<Health>> answers = services.stream().map(this::ask).toList();
    return answers.stream().map(CompletableFuture::join).toList();
  }

  private CompletableFuture<Health> ask(Service service) {
    URI address = service.address();
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(timeout)
            .header("Accept", "application/json")
            .build();
    long since = System.nanoTime();
    return client
        .sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenApply(answer -> Health.answered(service, answer.statusCode(), answer.body(), since))
        .exceptionally(
            failure ->
                Health.silent(
                    service,
                    failure instanceof CompletionException
                            && failure.getCause() instanceof Exception e
                        ? e
                        : new RuntimeException(failure),
                    since));
  }
}
