package dev.weir.examples.governor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.junit.LeakFree;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The descriptors that failed requests leave behind; the build runs these tests without garbage
 * collection.
 */
class LeaksTest {
  private static final int ROUNDS = 50;

  /**
   * A request that fails.
   *
   * @param left how the descriptor's target begins, below the site's directory
   * @param status what it is answered with, careful or not
   */
  private record Fault(String method, String address, String body, int status, String left) {

    void send(Site site) throws Exception {
      assertThat(site.send(method, address, body).statusCode()).as(address).isEqualTo(status);
    }
  }

  private static final List<Fault> FAULTS =
      List.of(
          new Fault("GET", "/proposals/budget", "", 500, "state/proposals/budget.json"),
          new Fault("GET", "/documents/minutes", "", 500, "documents/templates/minutes.html"),
          new Fault("GET", "/search?q=%5B", "", 400, "documents"),
          new Fault(
              "PUT",
              "/proposals/weekly-restart",
              ErrorsTest.proposal("other", "open"),
              400,
              "state/proposals/weekly-restart.part"),
          new Fault("GET", "/export?format=tar", "", 400, "state/exports/export-"));

  @Test
  @LeakFree
  void carefulRunLeavesNothing(@TempDir Path directory) throws Exception {
    try (Site site = new Site(directory, true)) {
      round(site);
      List<String> before = Site.descriptors();
      for (int i = 0; i < ROUNDS; i++) {
        round(site);
      }
      assertThat(Site.descriptors()).isEqualTo(before);
      assertThat(site.state.resolve("exports")).isEmptyDirectory();
      assertThat(site.state.resolve("proposals/weekly-restart.part")).doesNotExist();
    }
  }

  @Test
  void otherRunLeavesOneForEachFailedRequest(@TempDir Path directory) throws Exception {
    try (Site site = new Site(directory, false)) {
      for (Fault fault : FAULTS) {
        long before = count(directory, fault);
        for (int i = 0; i < ROUNDS; i++) {
          fault.send(site);
        }
        assertThat(count(directory, fault) - before)
            .as(fault.address())
            .isGreaterThanOrEqualTo(ROUNDS);
      }
    }
  }

  private static void round(Site site) throws Exception {
    for (Fault fault : FAULTS) {
      fault.send(site);
    }
  }

  private static long count(Path directory, Fault fault) throws Exception {
    String left = directory.toRealPath().resolve(fault.left()).toString();
    return Site.descriptors().stream()
        .filter(
            target -> fault.left().endsWith("-") ? target.startsWith(left) : target.equals(left))
        .count();
  }
}
