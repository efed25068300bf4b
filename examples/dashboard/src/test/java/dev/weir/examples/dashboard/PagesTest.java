package dev.weir.examples.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PagesTest {
  static Site site;

  @BeforeAll
  static void start() throws Exception {
    site = new Site(true);
  }

  @AfterAll
  static void stop() throws Exception {
    site.close();
  }

  @Test
  void indexHasServicesAndMachine() throws Exception {
    assertThat(ok("/"))
        .startsWith("<!doctype html>")
        .contains("<h1>Not well: 4 of 6 services</h1>")
        .containsSubsequence("accounts</a> <span class=\"tag up\">up<", "version 1.4.2<")
        .containsSubsequence("billing</a> <span class=\"tag down\">", ">answers with status 500<")
        .containsSubsequence("catalog</a> <span class=\"tag broken\">", ">answers no valid JSON<")
        .contains("delivery</a> <span class=\"tag silent\">")
        .containsSubsequence("events</a> <span class=\"tag silent\">", ">Read timed out<")
        .containsPattern(
            "<span class=\"big\">\\d+\\.\\d\\d</span> <span class=\"soft\">over 15 min")
        .contains("git version ");
  }

  @Test
  void pollHasTheSameAsJson() throws Exception {
    assertThat(ok("/api/status"))
        .containsSubsequence("\"accounts\"", "\"up\"", "\"version\": \"1.4.2\"")
        .containsSubsequence("\"billing\"", "\"down\"", "\"answers with status 500\"")
        .containsSubsequence("\"catalog\"", "\"broken\"")
        .containsSubsequence("\"delivery\"", "\"silent\"")
        .containsSubsequence("\"events\"", "\"silent\"", "\"request timed out\"")
        .containsSubsequence("\"feeds\"", "\"up\"");
  }

  @Test
  void serviceIsAPageOrJson() throws Exception {
    assertThat(ok("/services/billing"))
        .contains("<h1>billing answers with 500</h1>")
        .contains("<pre>HTTP/1.1 500 Internal Server Error\nContent-Type: application/json\n")
        .contains("{&quot;error&quot;: &quot;out of connections&quot;}");
    HttpResponse<String> json = site.send("GET", "/services/accounts");
    assertThat(json.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(json.body()).contains("\"status\": 200").contains("\"HTTP/1.1 200 OK\"");
  }

  @Test
  void pingHasStatusAndTimes() throws Exception {
    assertThat(ok("/ping/billing"))
        .contains("\"status\": 500")
        .containsPattern("\"connect_millis\": \\d")
        .containsPattern("\"answer_millis\": \\d");
  }

  @Test
  void reportTellsOnlyOfWhatIsDown() throws Exception {
    HttpResponse<String> well = site.send("POST", "/services/accounts");
    assertThat(well.statusCode()).isEqualTo(200);
    assertThat(well.body()).contains("\"told\": false");
    HttpResponse<String> ill = site.send("POST", "/services/billing");
    assertThat(ill.statusCode()).isEqualTo(202);
    assertThat(ill.body()).contains("\"billing answers with status 500.\"");
    assertThat(site.send("POST", "/services/delivery").statusCode()).isEqualTo(202);
  }

  @Test
  void checksSayWhatTheCommandPrints() throws Exception {
    assertThat(ok("/checks/git")).contains("\"output\": \"git version ").contains("\"status\": 0");
    assertThat(ok("/checks/load")).containsPattern("\"output\": \"\\d+\\.\\d\\d ");
    assertThat(ok("/checks/disk")).contains("\"output\": \"Filesystem");
  }

  @Test
  void loadIsSampledOverSeconds() throws Exception {
    assertThat(ok("/load?samples=2").replaceAll("\\s", ""))
        .matches("\\{\"samples\":\\[\\d+\\.\\d+,\\d+\\.\\d+]}");
  }

  @Test
  void statusIsJson() throws Exception {
    assertThat(ok("/status"))
        .contains("\"status\": \"ok\"")
        .contains("\"careful\": true")
        .contains("\"watched\": 6");
  }

  @Test
  void pageIsWholeWithNothingToWatchAndNoCommand() {
    String page =
        new Pages()
            .index(
                List.of(),
                Map.of(),
                Map.of("transport", "nio", "requests", 1, "uptime_seconds", 1));
    assertThat(page)
        .contains("<h1 class=\"good\">No service is watched</h1>")
        .contains("not known")
        .contains("git is not known here");
  }

  @Test
  void markupOfAServiceIsText() {
    Health health = new Health("a", Health.State.DOWN, 1, "<script>", "<b>");
    String page =
        new Pages()
            .index(
                List.of(health),
                Map.of(),
                Map.of("transport", "nio", "requests", 1, "uptime_seconds", 1));
    assertThat(page).contains("&lt;script&gt;").doesNotContain("<script", "<b>");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void everyTransportAnswersManyRequestsOfOneConnection(Transport transport) throws Exception {
    if (transport == Transport.EPOLL) {
      assumeTrue(Epoll.isAvailable());
    }
    try (Site other = new Site(true, transport)) {
      for (int i = 0; i < 20; i++) {
        assertThat(other.send("GET", "/status").body())
            .contains("\"" + transport.resolve().name().toLowerCase(Locale.ROOT) + "\"")
            .contains("\"requests\": " + (i + 1));
      }
    }
  }

  private static String ok(String address) throws Exception {
    HttpResponse<String> answer = site.page(address);
    assertThat(answer.statusCode()).as(address).isEqualTo(200);
    return answer.body();
  }
}
