package dev.weir.examples.governor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorsTest {
  @TempDir static Path directory;
  static Site site;

  @BeforeAll
  static void start() throws Exception {
    site = new Site(directory, false);
    Files.writeString(directory.resolve("secret.md"), "the word in the secret");
    Files.createSymbolicLink(site.documents.resolve("link.md"), directory.resolve("secret.md"));
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  static String proposal(String id, String status) {
    return "{\"id\": \"%s\", \"title\": \"A page\", \"author\": \"editor\", \"status\": \"%s\", \"text\": \"Why.\"}"
        .formatted(id, status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/status/more",
        "/documents",
        "/documents/",
        "/documents/nothing",
        "/documents/charter.md",
        "/documents/link",
        "/documents/templates/layout",
        "/documents/../secret",
        "/documents/..%2fsecret",
        "/documents/%2e%2e%2fsecret",
        "/proposals/nothing",
        "/proposals/..%2f..%2fsecret",
        "/history/nothing.txt",
        "/history/../second.txt",
        "/history/notes/..%2fsecond.txt",
        "/history//second.txt",
        "/history/%00",
      })
  void whatIsNotThereIs404(String address) throws Exception {
    assertThat(site.page(address).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "/search, 400",
    "/search?q=, 400",
    "/search?q=%5B, 400",
    "/export?format=tar, 400",
    "/documents/minutes, 500",
    "/proposals/budget, 500",
  })
  void whatFailsHasItsStatusAndAPage(String address, int status) throws Exception {
    HttpResponse<String> answer = site.page(address);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains("<h1>Error " + status + "</h1>");
  }

  @Test
  void linkOutOfTheDocumentsIsNotFollowed() throws Exception {
    assertThat(site.page("/search?q=the+word+in+the+secret").body()).contains("Nothing was found.");
    assertThat(site.page("/").body()).contains("charter").doesNotContain("/documents/link");
  }

  @Test
  void errorSaysWhatIsWrongButNotWhereTheFilesAre() throws Exception {
    assertThat(site.page("/documents/minutes").body())
        .contains("recorder")
        .doesNotContain(directory.toString());
    HttpResponse<String> json = site.send("GET", "/proposals/budget", "");
    assertThat(json.body()).contains("\"error\": \"The file of proposal budget is not valid.\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no json",
        "[]",
        "{}",
        "{\"id\": \"../x\", \"title\": \"t\", \"author\": \"editor\", \"status\": \"open\", \"text\": \"x\"}",
        "{\"id\": \"x\", \"title\": \" \", \"author\": \"editor\", \"status\": \"open\", \"text\": \"x\"}",
        "{\"id\": \"x\", \"title\": \"t\", \"author\": \"<b>\", \"status\": \"open\", \"text\": \"x\"}",
        "{\"id\": \"x\", \"title\": \"t\", \"author\": \"editor\", \"status\": \"new\", \"text\": \"x\"}",
        "{\"id\": \"x\", \"title\": \"t\", \"author\": \"editor\", \"status\": \"open\"}",
        "{\"id\": \"x\", \"title\": \"t\", \"author\": \"editor\", \"status\": \"open\", \"text\": \"x\","
            + " \"votes\": {\"editor\": \"maybe\"}}",
      })
  void proposalThatIsNotValidIsRefused(String body) throws Exception {
    assertThat(site.send("POST", "/proposals", body).statusCode()).isEqualTo(400);
    assertThat(site.send("PUT", "/proposals/x", body).statusCode()).isEqualTo(400);
    assertThat(site.state.resolve("proposals/x.json")).doesNotExist();
  }

  @Test
  void proposalUnderAnotherAddressIsRefusedAndTheOldOneStays() throws Exception {
    Path file = site.state.resolve("proposals/weekly-restart.json");
    String before = Files.readString(file);
    HttpResponse<String> answer =
        site.send("PUT", "/proposals/weekly-restart", proposal("other", "open"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Files.readString(file)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "descriptor-limit; {\"role\": \"editor\", \"vote\": \"maybe\"}; 400",
        "descriptor-limit; {\"role\": \"<b>\", \"vote\": \"yes\"}; 400",
        "descriptor-limit; {; 400",
        "weekly-restart; {\"role\": \"editor\", \"vote\": \"yes\"}; 409",
        "nothing; {\"role\": \"editor\", \"vote\": \"yes\"}; 404",
        "budget; {\"role\": \"editor\", \"vote\": \"yes\"}; 500",
      })
  void voteThatCannotCountIsRefused(String id, String ballot, int status) throws Exception {
    assertThat(site.send("POST", "/proposals/" + id, ballot).statusCode()).isEqualTo(status);
  }

  @Test
  void otherMethodsAndLargeBodiesAreRefused() throws Exception {
    assertThat(site.send("DELETE", "/proposals/budget", "").statusCode()).isEqualTo(405);
    assertThat(site.send("POST", "/status", "x").statusCode()).isEqualTo(405);
    assertThat(site.send("POST", "/proposals", "x".repeat((1 << 20) + 1)).statusCode())
        .isEqualTo(413);
  }

  @Test
  void directoryThatIsNoRepositoryHasAnIndexButNoHistory(@TempDir Path other) throws Exception {
    Files.createDirectories(other.resolve("documents"));
    Options options =
        new Options(
            0,
            other.resolve("state"),
            other.resolve("documents"),
            other.resolve("none"),
            true,
            null);
    Routes routes = Routes.of(options);
    assertThat(new String(routes.answer("GET", URI.create("/"), true, "").body(), UTF_8))
        .contains("There is no git history here.");
  }
}
