package dev.weir.examples.governor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.junit.FailEachOpen;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Requests, those that fail among them, with each open failing in its turn: see EachOpenTest. */
class EachOpenCase {
  static volatile boolean careful;

  private static Path directory;
  private static List<Path> sample;
  private Routes routes;

  /**
   * A copy of the sample site, without a repository: to make one takes longer than all else. In no
   * {@code TempDir}, whose temp files JUnit would delete: the export has to do that itself.
   */
  @BeforeAll
  static void copy() throws IOException {
    directory = Files.createTempDirectory(Path.of("target"), "site-");
    Path site = Path.of("site");
    try (Stream<Path> files = Files.walk(site)) {
      for (Path file : files.skip(1).toList()) {
        Files.copy(file, directory.resolve(site.relativize(file).toString()));
      }
    }
    Files.createDirectory(directory.resolve("state/exports"));
    sample = files();
  }

  @AfterAll
  static void delete() throws IOException {
    List<Path> files = new ArrayList<>(files());
    files.sort(Comparator.reverseOrder());
    for (Path file : files) {
      Files.delete(file);
    }
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.sorted().toList();
    }
  }

  @BeforeEach
  void start() throws IOException {
    routes =
        Routes.of(
            new Options(
                0,
                directory.resolve("state"),
                directory.resolve("documents"),
                directory.resolve("none"),
                careful,
                null));
  }

  /** Weir knows of temp files; of others that a write has left half done only this. */
  @AfterEach
  void carefulRunLeavesNoFile() throws IOException {
    if (careful) {
      assertThat(files()).isEqualTo(sample);
    }
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
  void index() throws Exception {
    get("/");
  }

  @FailEachOpen
  void proposal() throws Exception {
    get("/proposals/budget");
  }

  @FailEachOpen
  void template() throws Exception {
    get("/documents/minutes");
  }

  @FailEachOpen
  void search() throws Exception {
    get("/search?q=pages");
  }

  @FailEachOpen
  void badSearch() throws Exception {
    get("/search?q=%5B");
  }

  @FailEachOpen
  void change() throws Exception {
    send("PUT", "/proposals/weekly-restart", ErrorsTest.proposal("weekly-restart", "open"));
  }

  @FailEachOpen
  void badChange() throws Exception {
    send("PUT", "/proposals/weekly-restart", ErrorsTest.proposal("other", "open"));
  }

  @FailEachOpen
  void badExport() throws Exception {
    get("/export?format=tar");
  }

  @FailEachOpen
  void export() throws Exception {
    get("/export");
  }
}
