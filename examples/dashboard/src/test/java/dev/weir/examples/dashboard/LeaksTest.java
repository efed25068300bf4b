package dev.weir.examples.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The sockets and children that failed requests leave behind; the build runs these tests without
 * garbage collection.
 */
class LeaksTest {
  private static final int ROUNDS = 20;
  // Each waits for a timeout.
  private static final int SLOW_ROUNDS = 4;

  /**
   * A request that fails.
   *
   * @param status what it is answered with, careful or not
   * @param sockets how many it leaves, of both ends
   * @param pipes how many ends of them it leaves
   * @param children how many go on running
   */
  private record Fault(
      String method, String address, int status, int rounds, int sockets, int pipes, int children) {

    void send(Site site) throws Exception {
      assertThat(site.send(method, address).statusCode()).as(address).isEqualTo(status);
    }
  }

  private static final List<Fault> FAULTS =
      List.of(
          new Fault("GET", "/services/catalog", 502, ROUNDS, 1, 0, 0),
          new Fault("GET", "/ping/delivery", 502, ROUNDS, 1, 0, 0),
          // The stub keeps its end for as long as the other one is open.
          new Fault("GET", "/services/events", 504, SLOW_ROUNDS, 2, 0, 0),
          new Fault("GET", "/", 200, SLOW_ROUNDS, 1, 0, 0),
          new Fault("POST", "/services/billing", 202, ROUNDS, 0, 3, 1),
          new Fault("GET", "/checks/share", 504, SLOW_ROUNDS, 0, 3, 1),
          new Fault("GET", "/load?samples=many", 400, ROUNDS, 0, 2, 1));

  @Test
  void carefulRunLeavesNothing() throws Exception {
    try (Site site = new Site(true)) {
      for (Fault fault : FAULTS) {
        fault.send(site);
      }
      settled(Site.descriptors("socket"), Site.descriptors("pipe"), 0, "the first round");
      Map<String, Integer> before = Site.descriptors();
      for (Fault fault : FAULTS) {
        for (int i = 0; i < fault.rounds(); i++) {
          fault.send(site);
        }
      }
      await().untilAsserted(() -> assertThat(Site.descriptors()).isEqualTo(before));
      await().untilAsserted(() -> assertThat(Site.children()).isZero());
    }
  }

  @Test
  void otherRunLeavesSomethingForEachFailedRequest() throws Exception {
    try (Site site = new Site(false)) {
      site.send("GET", "/status");
      for (Fault fault : FAULTS) {
        int sockets = Site.descriptors("socket");
        int pipes = Site.descriptors("pipe");
        long children = Site.children();
        for (int i = 0; i < fault.rounds(); i++) {
          fault.send(site);
        }
        settled(
            sockets + fault.rounds() * fault.sockets(),
            pipes + fault.rounds() * fault.pipes(),
            children + fault.rounds() * fault.children(),
            fault.address());
      }
    }
  }

  /** What is right goes through, careful or not, and leaves nothing either. */
  @Test
  void requestThatDoesNotFailLeavesNothing() throws Exception {
    try (Site site = new Site(false)) {
      good(site);
      settled(Site.descriptors("socket"), Site.descriptors("pipe"), 0, "the first round");
      int sockets = Site.descriptors("socket");
      int pipes = Site.descriptors("pipe");
      for (int i = 0; i < ROUNDS; i++) {
        good(site);
      }
      settled(sockets, pipes, 0, "all rounds");
    }
  }

  private static void good(Site site) throws Exception {
    for (String address :
        List.of("/services/accounts", "/ping/accounts", "/checks/disk", "/load?samples=1")) {
      assertThat(site.send("GET", address).statusCode()).as(address).isEqualTo(200);
    }
    assertThat(site.send("POST", "/services/accounts").statusCode()).isEqualTo(200);
  }

  /** The other end of a connection closes, and a child ends, a moment after the answer. */
  private static void settled(int sockets, int pipes, long children, String when) {
    await()
        .untilAsserted(
            () -> {
              assertThat(Site.descriptors("socket")).as("sockets, " + when).isEqualTo(sockets);
              assertThat(Site.descriptors("pipe")).as("pipes, " + when).isEqualTo(pipes);
              assertThat(Site.children()).as("children, " + when).isEqualTo(children);
            });
  }
}
