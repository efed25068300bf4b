package dev.weir.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.endpoint.Client.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  private static final int LINES = 20_000;
  private static final Duration LONG = Duration.ofMinutes(2);

  private final List<Thread> started = new CopyOnWriteArrayList<>();
  private final ThreadFactory threads =
      task -> {
        Thread thread = new Thread(task, "endpoint-test");
        thread.setDaemon(true);
        started.add(thread);
        return thread;
      };
  private Endpoint endpoint;

  @AfterEach
  void stop() throws Exception {
    if (endpoint != null) {
      endpoint.close();
      for (Thread thread : started) {
        thread.join(60_000);
        assertThat(thread.isAlive()).isFalse();
      }
    }
  }

  private static final Map<String, Page> PAGES =
      Map.of(
          "/echo",
          (request, response) -> {
            response.type("application/json");
            String text = request.path() + request.parameters() + request.headers().get("X-TEST");
            response.body().write(text.getBytes(StandardCharsets.UTF_8));
          },
          "/big",
          (request, response) -> {
            response.type("text/csv");
            try (OutputStream body = response.body()) {
              for (int i = 0; i < LINES; i++) {
                body.write(("line " + i + "\n").getBytes(StandardCharsets.US_ASCII));
                body.flush();
              }
            }
          },
          "/empty",
          (request, response) -> response.status(503),
          "/early",
          (request, response) -> {
            response.status(202);
            response.body().write(1);
            throw new IllegalStateException("the page fails before a byte is out");
          },
          "/late",
          (request, response) -> {
            response.body().write(new byte[Response.BUFFER + 1]);
            throw new IOException("the page fails after bytes are out");
          });

  private Endpoint start(Settings settings, Map<String, Page> pages) throws IOException {
    endpoint = Endpoint.start(settings, pages, threads);
    return endpoint;
  }

  private Endpoint start() throws IOException {
    return start(on("127.0.0.1"), PAGES);
  }

  private static Settings on(String host) {
    return new Settings(host, 0, null, null, 16, LONG);
  }

  private static String big() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      text.append("line ").append(i).append('\n');
    }
    return text.toString();
  }

  @Test
  void aSmallPageHasItsLengthAndTheSecurityHeaders() throws Exception {
    Answer answer = Client.get(start(), "/echo?a=1+%2B%C3%A9&b&c=", "x-Test: yes");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("/echo{a=1 +é, b=, c=}yes");
    assertThat(answer.headers())
        .containsEntry("Content-Length", "25")
        .containsEntry("Content-Type", "application/json")
        .containsEntry("Cache-Control", "no-store")
        .containsEntry("X-Content-Type-Options", "nosniff")
        .containsEntry("Connection", "close")
        .doesNotContainKeys("Content-Encoding", "Transfer-Encoding");
    assertThat(answer.headers().get("Date")).matches("\\w{3}, \\d\\d \\w{3} \\d{4} [\\d:]{8} GMT");
  }

  @Test
  void aLargePageIsChunked() throws Exception {
    Answer answer = Client.get(start(), "/big");

    assertThat(answer.headers())
        .containsEntry("Transfer-Encoding", "chunked")
        .doesNotContainKey("Content-Length");
    assertThat(answer.text()).isEqualTo(big());
  }

  @Test
  void anOldClientGetsNoChunks() throws Exception {
    Answer answer = Client.ask(start(), "GET /big HTTP/1.0\r\n\r\n");

    assertThat(answer.headers()).doesNotContainKeys("Transfer-Encoding", "Content-Length");
    assertThat(answer.text()).isEqualTo(big());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip|true", "br, x-gzip;q=0.5|true", "*|true", "GZIP ; q=1|true",
        "gzip;q=0|false", "gzip; q=0.000, *|false", "br|false", "*;q=0|false"
      })
  void textIsCompressedForWhoeverAcceptsIt(String accepted, boolean compressed) throws Exception {
    Answer answer = Client.get(start(), "/big", "Accept-Encoding: " + accepted);

    assertThat(answer.headers().get("Content-Encoding")).isEqualTo(compressed ? "gzip" : null);
    byte[] body = answer.body();
    if (compressed) {
      body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
    }
    assertThat(new String(body, StandardCharsets.US_ASCII)).isEqualTo(big());
  }

  @ParameterizedTest
  @CsvSource({
    "text/html,true",
    "application/openmetrics-text; version=1.0.0,true",
    "application/json,true",
    "application/octet-stream,false",
    "image/png,false"
  })
  void onlyTextIsCompressed(String type, boolean compressed) throws Exception {
    Page page =
        (request, response) -> {
          response.type(type);
          response.body().write(new byte[100]);
        };
    Answer answer =
        Client.get(start(on("127.0.0.1"), Map.of("/", page)), "/", "Accept-Encoding: gzip");

    assertThat(answer.headers().containsKey("Content-Encoding")).isEqualTo(compressed);
  }

  @Test
  void headHasTheHeadersOfGetAndNoBody() throws Exception {
    Answer small = Client.ask(start(), Client.request("HEAD", "/echo"));
    Answer large = Client.ask(endpoint, Client.request("HEAD", "/big"));

    assertThat(small.headers()).containsEntry("Content-Length", "11");
    assertThat(small.body()).isEmpty();
    assertThat(large.headers()).containsEntry("Transfer-Encoding", "chunked");
    assertThat(large.body()).isNull();
  }

  @Test
  void aPageMayHaveAStatusAndNoBody() throws Exception {
    Answer answer = Client.get(start(), "/empty");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.headers()).containsEntry("Content-Length", "0");
  }

  @Test
  void aPageThatFailsEarlyIsA500() throws Exception {
    Answer answer = Client.get(start(), "/early", "Accept-Encoding: gzip");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text()).doesNotContain("IllegalState");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1", "HTTP/1.0"})
  void aPageThatFailsLateIsCut(String version) throws Exception {
    try (Client client = new Client(start())) {
      client.send("GET /late " + version + "\r\nHost: localhost\r\n\r\n");

      // A reset, not an end: without chunks an end would look like all of the page.
      assertThatThrownBy(client::answer).isInstanceOf(IOException.class);
    }
    assertThat(Client.get(endpoint, "/echo").status()).isEqualTo(200);
  }

  @Test
  void anUnknownPathListsTheKnown() throws Exception {
    Answer answer = Client.get(start(), "/nothing");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).contains("/big\n/early\n/echo\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "DELETE", "OPTIONS", "BREW"})
  void otherMethodsAreRefused(String method) throws Exception {
    Answer answer = Client.ask(start(), Client.request(method, "/echo"));

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.headers()).containsEntry("Allow", "GET, HEAD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /echo",
        "GET  /echo HTTP/1.1",
        "GET /echo HTTP/1.1 ",
        "G(T /echo HTTP/1.1",
        "GET /echo HTTP/x",
        "GET /ec\u0001o HTTP/1.1",
        "GET /\u00e9 HTTP/1.1",
        "GET /echo#top HTTP/1.1",
        "GET /echo?% HTTP/1.1",
        "GET /echo?%4 HTTP/1.1",
        "GET /echo?a=%zz HTTP/1.1",
        "GET /%ff HTTP/1.1",
        "GET /echo?a=1&a=2 HTTP/1.1",
        "GET /echo HTTP/1.1\r\nHost: localhost",
        "GET /echo HTTP/1.1\r\nno colon",
        "GET /echo HTTP/1.1\r\nspace : x",
        "GET /echo HTTP/1.1\r\nx: 1\r\n folded",
        "GET /echo HTTP/1.1\r\nContent-Length: -1",
        "GET /echo HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 5",
      })
  void whatIsNoRequestIsA400(String head) throws Exception {
    assertThat(Client.ask(start(), head + "\r\nHost: localhost\r\n\r\n").status()).isEqualTo(400);
  }

  @Test
  void aRequestWithoutHostIsA400() throws Exception {
    assertThat(Client.ask(start(), "GET /echo HTTP/1.1\r\n\r\n").status()).isEqualTo(400);
  }

  @Test
  void anotherVersionIsA505() throws Exception {
    assertThat(Client.ask(start(), "GET /echo HTTP/2.0\r\n\r\n").status()).isEqualTo(505);
  }

  @Test
  void aHeadThatIsTooLargeIsA431() throws Exception {
    String[] many = new String[Request.MAX_HEADERS + 1];
    Arrays.fill(many, "a: b");

    assertThat(Client.get(start(), "/echo", many).status()).isEqualTo(431);
    assertThat(Client.get(endpoint, "/echo", "a: " + "b".repeat(200_000)).status()).isEqualTo(431);
    assertThat(Client.get(endpoint, "/echo?" + "b".repeat(9_000)).status()).isEqualTo(431);
    assertThat(Client.get(endpoint, "/echo", "a: " + "b".repeat(7_000)).status()).isEqualTo(200);
  }

  @Test
  void aBodyIsRefusedAndTheAnswerIsNotLost() throws Exception {
    String body = "b".repeat(100_000);

    Answer length =
        Client.ask(start(), Client.request("GET", "/echo", "Content-Length: 100000") + body);
    Answer chunks =
        Client.ask(endpoint, Client.request("POST", "/echo", "Transfer-Encoding: chunked") + body);

    assertThat(length.status()).isEqualTo(413);
    assertThat(chunks.status()).isEqualTo(413);
  }

  @Test
  void aLeadingEmptyLineAndBareLineFeedsAreTaken() throws Exception {
    assertThat(Client.ask(start(), "\r\nGET /echo HTTP/1.1\nHost: localhost\n\n").status())
        .isEqualTo(200);
  }

  @Test
  void aProxysTargetIsTaken() throws Exception {
    Answer answer =
        Client.ask(start(), "GET http://localhost:1/echo?a=b HTTP/1.1\r\nHost: x.example\r\n\r\n");
    Answer foreign =
        Client.ask(endpoint, "GET http://x.example/echo HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertThat(answer.text()).startsWith("/echo{a=b}");
    assertThat(foreign.status()).isEqualTo(403);
  }

  @Test
  void credentialsAreAskedFor() throws Exception {
    Settings settings =
        new Settings("127.0.0.1", 0, new Settings.Credentials("ops", "a:bé"), null, 16, LONG);
    start(settings, PAGES);

    Answer none = Client.get(endpoint, "/nothing");
    assertThat(none.status()).isEqualTo(401);
    assertThat(none.headers().get("WWW-Authenticate")).startsWith("Basic realm=");
    assertThat(none.text()).doesNotContain("/echo");
    for (String wrong : List.of("Basic " + base64("ops:a:b"), "Basic ?", "Basic", "Bearer x")) {
      assertThat(Client.get(endpoint, "/echo", "Authorization: " + wrong).status()).isEqualTo(401);
    }
    String right = "Authorization: bAsIc " + base64("ops:a:bé");
    assertThat(Client.get(endpoint, "/echo", right).status()).isEqualTo(200);
    assertThat(settings.toString()).doesNotContain("a:b");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "localhost,200",
    "LOCALHOST:80,200",
    "127.0.0.1,200",
    "127.9.9.9:9404,200",
    "[::1]:1,200",
    "evil.example,403",
    "127.0.0.1.evil.example,403",
    "localhost.evil.example:80,403",
    "127.evil.example,403",
    "10.0.0.1,403",
    "localhost:x,403",
    "'',403"
  })
  void onLoopbackOnlyItsOwnNamesAreServed(String host, int status) throws Exception {
    Answer answer = Client.ask(start(), "GET /echo HTTP/1.1\r\nHost: " + host + "\r\n\r\n");

    assertThat(answer.status()).isEqualTo(status);
  }

  @Test
  void elsewhereAnyHostIsServed() throws Exception {
    start(on("0.0.0.0"), PAGES);

    assertThat(endpoint.uri()).hasToString("http://127.0.0.1:" + endpoint.port() + "/");
    assertThat(Client.ask(endpoint, "GET /echo HTTP/1.1\r\nHost: a.example\r\n\r\n").status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "[::1]", "::"})
  void anIpv6HostIsServed(String host) throws Exception {
    Assumptions.assumeTrue(
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .anyMatch(a -> a instanceof Inet6Address && a.isLoopbackAddress()));
    start(on(host), PAGES);

    assertThat(endpoint.uri()).hasToString("http://[::1]:" + endpoint.port() + "/");
    assertThat(Client.get(endpoint, "/echo").status()).isEqualTo(200);
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    start();
    Settings same = Settings.loopback(endpoint.port());

    assertThatThrownBy(() -> Endpoint.start(same, PAGES, threads))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("127.0.0.1:" + endpoint.port());
  }

  @Test
  void overTheBoundA503AndAfterwardsServiceAgain() throws Exception {
    CountDownLatch inside = new CountDownLatch(2);
    CountDownLatch leave = new CountDownLatch(1);
    Page busy =
        (request, response) -> {
          inside.countDown();
          await(leave);
        };
    Settings settings = new Settings("127.0.0.1", 0, null, null, 2, LONG);
    start(settings, Map.of("/busy", busy));

    try (Client one = new Client(endpoint);
        Client two = new Client(endpoint)) {
      one.send(Client.request("GET", "/busy"));
      two.send(Client.request("GET", "/busy"));
      await(inside);
      try (Client three = new Client(endpoint)) {
        assertThat(three.answer().status()).isEqualTo(503);
      }
      leave.countDown();
      assertThat(one.answer().status()).isEqualTo(200);
      assertThat(two.answer().status()).isEqualTo(200);
    }
    for (Thread worker : started.subList(2, started.size())) {
      worker.join(60_000);
    }
    assertThat(Client.get(endpoint, "/busy").status()).isEqualTo(200);
  }

  @Test
  void aClientThatDoesNotReadHoldsOnlyItsOwnSlot() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch failed = new CountDownLatch(1);
    Page endless = endless(begun, failed);
    Settings settings = new Settings("127.0.0.1", 0, null, null, 2, LONG);
    start(settings, Map.of("/endless", endless, "/echo", PAGES.get("/echo")));

    try (Client deaf = new Client(endpoint)) {
      deaf.send(Client.request("GET", "/endless"));
      await(begun);
      for (int i = 0; i < 20; i++) {
        try (Client client = new Client(endpoint)) {
          client.send(Client.request("GET", "/echo"));
          assertThat(client.answer().status()).isEqualTo(200);
        }
        // The slot is free when its thread is gone.
        started.get(started.size() - 1).join(60_000);
      }
      endpoint.close();
      await(failed);
    }
  }

  /** Generates without an end, so that only a cut makes it stop. */
  static Page endless(CountDownLatch begun, CountDownLatch failed) {
    return (request, response) -> {
      response.type("application/octet-stream");
      byte[] block = new byte[1 << 16];
      try {
        while (true) {
          response.body().write(block);
          begun.countDown();
        }
      } catch (IOException e) {
        failed.countDown();
        throw e;
      }
    };
  }

  static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError("did not happen");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void anInterruptedAcceptorListensAgainOnItsPort() throws Exception {
    start(new Settings("127.0.0.1", 0, null, null, 16, LONG), PAGES);
    int port = endpoint.port();
    assertThat(Client.get(endpoint, "/echo").status()).isEqualTo(200);

    started.get(1).interrupt();
    started.get(0).interrupt();
    // Between its old channel and its new one, connections are refused or reset.
    int status = 0;
    for (int i = 0; status == 0; i++) {
      assertThat(i).isLessThan(1_000_000);
      try {
        status = Client.get(endpoint, "/echo").status();
      } catch (IOException e) {
        Thread.onSpinWait();
      }
    }
    assertThat(status).isEqualTo(200);
    assertThat(endpoint.port()).isEqualTo(port);
  }

  @Test
  void noThreadStaysForAnEndedConnection() throws Exception {
    start();
    Client.get(endpoint, "/echo");
    new Client(endpoint).close();
    assertThat(Client.get(endpoint, "/echo").status()).isEqualTo(200);

    for (Thread worker : started.subList(2, started.size())) {
      worker.join(60_000);
      assertThat(worker.isAlive()).isFalse();
    }
    assertThat(started.get(0).isAlive()).isTrue();
    assertThat(started.get(1).isAlive()).isTrue();
  }

  @Test
  void aThreadThatCannotBeMadeCostsOneConnectionOnly() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    ThreadFactory scarce =
        task -> {
          // After the watchdog and the acceptor, the first worker.
          if (asked.incrementAndGet() == 3) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          return threads.newThread(task);
        };
    Settings settings = new Settings("127.0.0.1", 0, null, null, 1, LONG);
    endpoint = Endpoint.start(settings, PAGES, scarce);

    try (Client client = new Client(endpoint)) {
      assertThat(client.readUntilGone()).isZero();
    }
    assertThat(Client.get(endpoint, "/echo").status()).isEqualTo(200);
  }
}
