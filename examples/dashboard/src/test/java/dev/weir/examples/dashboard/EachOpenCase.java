package dev.weir.examples.dashboard;

import dev.weir.junit.FailEachOpen;
import dev.weir.junit.LeakFree;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * Requests, those that fail among them, with each open failing in its turn: see EachOpenTest. The
 * class is {@code LeakFree} too, so that what the services open is its own: they do not fail.
 */
@LeakFree
class EachOpenCase {
  static volatile boolean careful;

  private static List<Stub> stubs;
  private Routes routes;

  @BeforeAll
  static void startServices() throws IOException {
    stubs = Stub.start(6);
  }

  @AfterAll
  static void stop() throws IOException {
    for (Stub stub : stubs) {
      stub.close();
    }
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  @BeforeEach
  void start() {
    routes = new Routes(options(0), stubs.stream().map(Stub::service).toList());
  }

  @AfterEach
  void close() {
    routes.close();
  }

  private static Options options(int stubs) {
    return new Options(0, List.of(), stubs, Transport.NIO, Site.TIMEOUT, careful, null);
  }

  private void get(String address) throws IOException {
    send("GET", address);
  }

  private void send(String method, String address) throws IOException {
    try {
      routes.answer(method, URI.create(address), false);
    } catch (HttpError e) {
      // The request was bad, or a service is.
    }
  }

  @FailEachOpen
  void page() throws Exception {
    get("/");
  }

  @FailEachOpen
  void status() throws Exception {
    get("/api/status");
  }

  @FailEachOpen
  void exchange() throws Exception {
    get("/services/accounts");
  }

  @FailEachOpen
  void brokenExchange() throws Exception {
    get("/services/catalog");
  }

  @FailEachOpen
  void hangingExchange() throws Exception {
    get("/services/events");
  }

  @FailEachOpen
  void ping() throws Exception {
    get("/ping/accounts");
  }

  @FailEachOpen
  void resetPing() throws Exception {
    get("/ping/delivery");
  }

  @FailEachOpen
  void check() throws Exception {
    get("/checks/disk");
  }

  @FailEachOpen
  void hangingCheck() throws Exception {
    get("/checks/share");
  }

  @FailEachOpen
  void load() throws Exception {
    get("/load?samples=1");
  }

  @FailEachOpen
  void badLoad() throws Exception {
    get("/load?samples=many");
  }

  @FailEachOpen
  void report() throws Exception {
    send("POST", "/services/billing");
  }

  @FailEachOpen
  void startAndStop() throws Exception {
    Dashboard.start(options(3)).close();
  }
}
