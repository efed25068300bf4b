package dev.weir.examples.governor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The sample site in a directory of its own, with a git repository, served in this process. */
final class Site implements AutoCloseable {
  private static final Path SAMPLE = Path.of("site");

  final Path documents;
  final Path state;
  final Path repository;
  private final WebServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Site(Path directory, boolean careful) throws Exception {
    documents = copy("documents", directory);
    state = copy("state", directory);
    repository = Files.createDirectories(directory.resolve("repository"));
    git("init", "-q");
    commit("notes/first file.txt", "one\ntwo\n", "The first <commit>");
    commit("second.txt", "a & b\n", "The second commit");
    server = WebServer.start(new Options(0, state, documents, repository, careful, null));
  }

  HttpResponse<String> page(String address) throws Exception {
    return send("GET", address, "", "text/html");
  }

  HttpResponse<String> send(String method, String address, String body) throws Exception {
    return send(method, address, body, "application/json");
  }

  HttpResponse<byte[]> bytes(String address) throws Exception {
    return client.send(request(address).build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<String> send(String method, String address, String body, String accept)
      throws Exception {
    HttpRequest.BodyPublisher publisher =
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    HttpRequest request =
        request(address).method(method, publisher).header("Accept", accept).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String address) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + address));
  }

  void git(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("git", "-C", repository.toString(), "-c", "user.name=editor"));
    command.addAll(List.of("-c", "user.email=editor@example.org", "-c", "commit.gpgSign=false"));
    command.addAll(List.of(arguments));
    Process git = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(git.getInputStream().readAllBytes(), UTF_8);
    if (git.waitFor() != 0) {
      throw new IOException(command + ": " + output);
    }
  }

  private void commit(String file, String text, String message) throws Exception {
    Path path = repository.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    git("add", "--all");
    git("commit", "-q", "-m", message);
  }

  /**
   * What the descriptors of this process point to, sorted. Sockets are left out: HTTP connections,
   * also those of other tests, end when their client sees fit.
   */
  static List<String> descriptors() throws IOException {
    List<String> targets = new ArrayList<>();
    for (File descriptor : new File("/proc/self/fd").listFiles()) {
      try {
        targets.add(Files.readSymbolicLink(descriptor.toPath()).toString());
      } catch (IOException gone) {
        // It was the listing's own.
      }
    }
    return targets.stream().filter(target -> !target.startsWith("socket:")).sorted().toList();
  }

  private static Path copy(String part, Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(SAMPLE.resolve(part))) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(SAMPLE.relativize(file).toString()));
      }
    }
    return directory.resolve(part);
  }

  @Override
  public void close() {
    server.close();
  }
}
