package dev.weir.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection whose time is over is cut, whatever it waits for. */
class CutTest {
  private static SSLContext server;
  private static SSLContext client;

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch failed = new CountDownLatch(1);
  private Endpoint endpoint;

  @BeforeAll
  static void keys(@TempDir Path dir) throws Exception {
    TestKeys keys = TestKeys.in(dir, "PKCS12");
    server = TlsKeys.load(keys.store(), keys.passwordFile());
    client = keys.trusting();
    // The first handshake loads hundreds of classes; the short times below are not for that.
    CutTest first = new CutTest();
    first.start(true, Duration.ofMinutes(1));
    try (Client next = first.connect(true)) {
      assertThat(next.send(Client.request("GET", "/")).answer().text()).isEqualTo("hello");
    }
    first.stop();
  }

  @AfterEach
  void stop() throws IOException {
    endpoint.close();
  }

  private void start(boolean tls, Duration time) throws IOException {
    Page hello = (request, response) -> response.body().write("hello".getBytes());
    endpoint =
        Endpoint.start(
            new Settings("127.0.0.1", 0, null, tls ? server : null, 1, time),
            Map.of("/endless", EndpointTest.endless(begun, failed), "/", hello),
            task -> {
              Thread thread = new Thread(task);
              thread.setDaemon(true);
              return thread;
            });
  }

  private Client connect(boolean tls) throws IOException {
    return new Client(endpoint, tls ? client : null);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientThatDoesNotRead(boolean tls) throws Exception {
    start(tls, Duration.ofMillis(tls ? 2000 : 300));
    try (Client deaf = connect(tls)) {
      deaf.send(Client.request("GET", "/endless"));

      EndpointTest.await(failed);
      assertThat(begun.getCount()).isZero();
      deaf.readUntilGone();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientThatReadsWithoutAnEnd(boolean tls) throws Exception {
    start(tls, Duration.ofMillis(tls ? 2000 : 300));
    try (Client slow = connect(tls)) {
      slow.send(Client.request("GET", "/endless"));

      assertThat(slow.readUntilGone()).isPositive();
      EndpointTest.await(failed);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /endless", "HEAD /endless"})
  void aPageWithoutAnEnd(String what) throws Exception {
    start(false, Duration.ofMillis(300));
    try (Client reader = connect(false)) {
      reader.send(what + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

      EndpointTest.await(failed);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientThatDoesNotSend(boolean tls) throws Exception {
    start(tls, Duration.ofMillis(300));
    try (Client mute = connect(false)) {
      assertThat(mute.readUntilGone()).isZero();
    }
  }

  @Test
  void aClientThatSendsHalfARequest() throws Exception {
    start(false, Duration.ofMillis(300));
    try (Client half = connect(false)) {
      assertThat(half.send("GET / HTTP/1.1\r\nHost: lo").readUntilGone()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theNextClientIsServedOnTheSameSlot(boolean tls) throws Exception {
    start(tls, Duration.ofSeconds(2));
    try (Client deaf = connect(tls)) {
      deaf.send(Client.request("GET", "/endless"));
      EndpointTest.await(failed);
      String answer = "";
      while (!answer.startsWith("HTTP/1.1 200 ")) {
        // Until the worker has ended there is a 503, or with TLS a closed connection.
        try (Client next = connect(tls)) {
          answer = "HTTP/1.1 " + next.send(Client.request("GET", "/")).answer().status() + " ";
        } catch (IOException e) {
          Thread.onSpinWait();
        }
      }
    }
  }
}
