package dev.weir.examples.governor;

import dev.weir.junit.FailEachOpen;
import dev.weir.junit.LeakFree;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Requests, those that fail among them, with each open failing in its turn: see EachOpenTest. */
class EachOpenCase {
  static volatile boolean careful;

  @TempDir Path directory;
  private Routes routes;

  /** A copy of the sample site, without a repository: to make one takes longer than all else. */
  @BeforeEach
  void start() throws Exception {
    Path sample = Path.of("site");
    try (Stream<Path> files = Files.walk(sample)) {
      for (Path file : files.toList()) {
        Path copy = directory.resolve(sample.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    Path none = directory.resolve("none");
    routes =
        Routes.of(
            new Options(
                0,
                directory.resolve("state"),
                directory.resolve("documents"),
                none,
                careful,
                null));
  }

  private void get(String address) throws IOException {
    send("GET", address, "");
  }

  private void send(String method, String address, String body) throws IOException {
    try {
      routes.answer(method, URI.create(address), false, body);
    } catch (HttpError e) {
      // The request was bad, or the site is.
    }
  }

  @FailEachOpen
  @LeakFree(graceMillis = 50)
  void proposal() throws Exception {
    get("/proposals/budget");
  }

  @FailEachOpen
  @LeakFree(graceMillis = 50)
  void template() throws Exception {
    get("/documents/minutes");
  }

  @FailEachOpen
  @LeakFree(graceMillis = 50)
  void search() throws Exception {
    get("/search?q=pages");
  }

  @FailEachOpen
  @LeakFree(graceMillis = 50)
  void badSearch() throws Exception {
    get("/search?q=%5B");
  }

  @FailEachOpen
  @LeakFree(graceMillis = 50)
  void change() throws Exception {
    send("PUT", "/proposals/weekly-restart", ErrorsTest.proposal("other", "open"));
  }

  @FailEachOpen
  @LeakFree(graceMillis = 50)
  void badExport() throws Exception {
    get("/export?format=tar");
  }

  @FailEachOpen
  @LeakFree(graceMillis = 50)
  void export() throws Exception {
    get("/export");
  }
}
