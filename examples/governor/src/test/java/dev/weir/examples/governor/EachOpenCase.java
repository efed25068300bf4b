package dev.weir.examples.governor;

import dev.weir.junit.FailEachOpen;
import dev.weir.junit.LeakFree;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Requests, those that fail among them, with each open failing in its turn: see EachOpenTest. */
class EachOpenCase {
  static volatile boolean careful;

  @TempDir Path directory;
  private Site site;
  private Routes routes;

  @BeforeEach
  void start() throws Exception {
    site = new Site(directory, careful);
    routes = Routes.of(new Options(0, site.state, site.documents, site.repository, careful, null));
    get("/status"); // and so loads what every request needs
  }

  @AfterEach
  void stop() {
    site.close();
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
  @LeakFree(graceMillis = 200)
  void proposal() throws Exception {
    get("/proposals/budget");
  }

  @FailEachOpen
  @LeakFree(graceMillis = 200)
  void template() throws Exception {
    get("/documents/minutes");
  }

  @FailEachOpen
  @LeakFree(graceMillis = 200)
  void search() throws Exception {
    get("/search?q=pages");
  }

  @FailEachOpen
  @LeakFree(graceMillis = 200)
  void badSearch() throws Exception {
    get("/search?q=%5B");
  }

  @FailEachOpen
  @LeakFree(graceMillis = 200)
  void change() throws Exception {
    send("PUT", "/proposals/weekly-restart", ErrorsTest.proposal("other", "open"));
  }

  @FailEachOpen
  @LeakFree(graceMillis = 200)
  void badExport() throws Exception {
    get("/export?format=tar");
  }

  @FailEachOpen
  @LeakFree(graceMillis = 200)
  void export() throws Exception {
    get("/export");
  }

  @FailEachOpen
  @LeakFree(graceMillis = 200)
  void history() throws Exception {
    get("/history/second.txt");
  }
}
