package dev.weir.examples.dashboard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorsTest {
  static Site site;

  @BeforeAll
  static void start() throws Exception {
    site = new Site(false);
  }

  @AfterAll
  static void stop() throws Exception {
    site.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/status/more",
        "/services",
        "/services/",
        "/services/nothing",
        "/services/accounts/more",
        "/ping/nothing",
        "/checks/",
        "/checks/sh",
        "/checks/..%2fgit",
        "/%00",
      })
  void whatIsNotThereIs404(String address) throws Exception {
    assertThat(site.page(address).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "/services/catalog, 502, catalog answers no valid JSON.",
    "/services/delivery, 502, delivery: ",
    "/services/events, 504, events does not answer in time.",
    "/ping/delivery, 502, delivery: ",
    "/ping/events, 504, events does not answer in time.",
    "/checks/share, 504, The check share does not end in time.",
    "/load?samples=many, 400, The number of samples must be from 1 to 10.",
    "/load?samples=0, 400, The number of samples must be from 1 to 10.",
    "/load?samples=11, 400, The number of samples must be from 1 to 10.",
    "/load?samples=%zz, 400, That is no address.",
  })
  void whatFailsHasItsStatusAndASentence(String address, int status, String message)
      throws Exception {
    List<String> answer = raw("GET " + address + " HTTP/1.0\r\nAccept: text/html\r\n\r\n");
    assertThat(answer.get(0)).startsWith("HTTP/1.1 " + status + " ");
    assertThat(String.join("\n", answer))
        .contains("<h1>Error " + status + "</h1>")
        .contains("<p>" + message);
  }

  @Test
  void errorIsJsonForWhoWantsNoPage() throws Exception {
    HttpResponse<String> answer = site.send("GET", "/services/catalog");
    assertThat(answer.body()).contains("\"error\": \"catalog answers no valid JSON.\"");
  }

  @Test
  void serviceThatIsGoneIsSilent() throws Exception {
    // A port that is held, so that nobody else gets it, and at which nobody listens.
    try (Socket held = new Socket()) {
      held.bind(new InetSocketAddress("127.0.0.1", 0));
      String gone = "gone=http://127.0.0.1:" + held.getLocalPort();
      try (Dashboard dashboard = Dashboard.start(Options.parse("--port", "0", "--services", gone));
          InputStream page =
              URI.create("http://127.0.0.1:" + dashboard.port() + "/").toURL().openStream()) {
        assertThat(new String(page.readAllBytes(), UTF_8))
            .contains("Not well: 1 of 1")
            .contains("Connection refused");
      }
    }
  }

  @Test
  void otherMethodsAreRefused() throws Exception {
    assertThat(site.send("DELETE", "/services/accounts").statusCode()).isEqualTo(405);
    assertThat(site.send("POST", "/status").statusCode()).isEqualTo(405);
  }

  @Test
  void headHasNoBody() throws Exception {
    HttpResponse<String> head = site.send("HEAD", "/status");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void largeBodyIsRefusedAndTheServerGoesOn() throws Exception {
    String large = "x".repeat(100_000);
    assertThat(site.send("POST", "/services/accounts", large, "application/json").statusCode())
        .isEqualTo(413);
    assertThat(site.send("GET", "/status").statusCode()).isEqualTo(200);
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
    List<String> answers =
        raw(
            "GET /load?samples=2 HTTP/1.1\r\nHost: x\r\n\r\n"
                + "GET /checks/git HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(String.join("\n", answers)).containsSubsequence("\"samples\"", "\"git\"");
  }

  @Test
  void whatIsNoHttpIs400() throws Exception {
    assertThat(raw("nonsense\r\n\r\n").get(0)).startsWith("HTTP/1.1 400 ");
  }

  private static List<String> raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", site.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))
          .lines()
          .toList();
    }
  }
}
