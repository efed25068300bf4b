package dev.weir.examples.governor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.junit.LeakFree;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The careful site closes what it opens: each test is held to it, and so is the server. */
@LeakFree
class PagesTest {
  @TempDir static Path directory;
  static Site site;

  @BeforeAll
  static void start() throws Exception {
    site = new Site(directory, true);
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  @Test
  void indexNamesDocumentsProposalsAndCommits() throws Exception {
    assertThat(ok("/"))
        .contains("<a href=\"/documents/charter\">Charter</a>")
        .contains("<a href=\"/proposals/descriptor-limit\">A limit of 4000 open files</a>")
        .contains("2 yes, 0 no, 1 abstain")
        .contains("budget</a> <span class=\"tag broken\">not readable</span>")
        .contains("The second commit")
        .contains("The first &lt;commit&gt;");
  }

  @Test
  void documentIsRenderedThroughItsTemplate() throws Exception {
    assertThat(ok("/documents/charter"))
        .startsWith("<!doctype html>")
        .contains("<title>Charter</title>")
        .contains("<h1>Charter</h1>")
        .contains("<h2>Roles</h2>")
        .contains("<th>Role</th>")
        .contains("<td>security contact</td>")
        .doesNotContain("summary:");
    assertThat(ok("/documents/file-descriptors"))
        .contains("<pre><code class=\"language-java\">InputStream in = new FileInputStream(file);");
  }

  @Test
  void markupInADocumentIsText() throws Exception {
    Files.writeString(
        site.documents.resolve("markup.md"),
        "---\ntitle: <i>t</i>\n---\n<script>x</script>\n\n[a](javascript:x)\n");
    try {
      assertThat(ok("/documents/markup"))
          .contains("<h1>&lt;i&gt;t&lt;/i&gt;</h1>")
          .contains("&lt;script&gt;")
          .doesNotContain("<script")
          .doesNotContain("javascript:");
    } finally {
      Files.delete(site.documents.resolve("markup.md"));
    }
  }

  @Test
  void editedTemplateShowsAtOnceAndTheJarHasTheDefault() throws Exception {
    Path template = site.documents.resolve("templates/proposals.html");
    String original = Files.readString(template);
    Files.writeString(template, "<p>edited</p>");
    assertThat(ok("/proposals")).contains("<p>edited</p>");
    Files.delete(template);
    assertThat(ok("/proposals")).contains("<h1>Proposals</h1>");
    Files.writeString(template, original);
  }

  @Test
  void proposalIsAPageOrJson() throws Exception {
    assertThat(ok("/proposals/pages-in-the-dark"))
        .contains("<span class=\"tag accepted\">accepted</span>")
        .contains("<td><code>#14171a</code></td>")
        .contains("<tr><td>operator</td><td>yes</td></tr>");
    HttpResponse<String> json = site.send("GET", "/proposals/pages-in-the-dark", "");
    assertThat(json.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(json.body()).contains("\"status\": \"accepted\"");
    assertThat(site.send("GET", "/proposals", "").body()).contains("\"weekly-restart\"");
  }

  @Test
  void proposalIsCreatedVotedOnAndClosed() throws Exception {
    String open = ErrorsTest.proposal("new-page", "open");
    assertThat(site.send("POST", "/proposals", open).statusCode()).isEqualTo(201);
    assertThat(site.send("POST", "/proposals", open).statusCode()).isEqualTo(409);
    String ballot = "{\"role\": \"editor\", \"vote\": \"yes\"}";
    assertThat(site.send("POST", "/proposals/new-page", ballot).body())
        .contains("\"editor\": \"yes\"");
    assertThat(Files.readString(site.state.resolve("proposals/new-page.json")))
        .contains("\"editor\": \"yes\"");
    assertThat(
            site.send("PUT", "/proposals/new-page", ErrorsTest.proposal("new-page", "accepted"))
                .statusCode())
        .isEqualTo(200);
    assertThat(site.send("POST", "/proposals/new-page", ballot).statusCode()).isEqualTo(409);
    assertThat(
            site.send("PUT", "/proposals/other-page", ErrorsTest.proposal("other-page", "open"))
                .statusCode())
        .isEqualTo(201);
    Files.delete(site.state.resolve("proposals/new-page.json"));
    Files.delete(site.state.resolve("proposals/other-page.json"));
  }

  @Test
  void historyHasAuthorDateMessageAndChanges() throws Exception {
    assertThat(ok("/history"))
        .containsSubsequence("The second commit", "The first &lt;commit&gt;")
        .containsPattern("editor, \\d{4}-\\d\\d-\\d\\d, <code>[0-9a-f]{10}</code>")
        .contains("<a href=\"/history/notes/first%20file.txt\">notes/first file.txt</a>")
        .contains("<span class=\"added\">+2</span> <span class=\"removed\">-0</span>");
  }

  @Test
  void historyOfAFileHasItsContentAndOnlyItsCommits() throws Exception {
    assertThat(ok("/history/second.txt"))
        .contains("<pre><code>a &amp; b\n</code></pre>")
        .contains("The second commit")
        .doesNotContain("The first");
    assertThat(ok("/history/notes/first%20file.txt")).contains("one\ntwo\n");
  }

  @Test
  void searchFindsLines() throws Exception {
    assertThat(ok("/search?q=LOWEST+that"))
        .contains(
            "<a href=\"/documents/file-descriptors\">file-descriptors</a> <span class=\"soft\">line 5</span>");
    assertThat(ok("/search?q=%3Cb%3E"))
        .contains("<code>&lt;b&gt;</code>: 0")
        .contains("Nothing was found.");
  }

  @Test
  void exportHoldsThePagesThatCanBeRead() throws Exception {
    HttpResponse<byte[]> export = site.bytes("/export");
    assertThat(export.headers().firstValue("Content-Type")).hasValue("application/zip");
    List<String> names = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(export.body()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName());
        assertThat(new String(zip.readAllBytes(), UTF_8)).endsWith("</html>\n");
      }
    }
    assertThat(names)
        .contains("index.html", "documents/charter.html", "proposals/weekly-restart.html")
        .doesNotContain("documents/minutes.html", "proposals/budget.html");
    assertThat(ok("/export?format=list")).contains(" documents/charter.html\n");
    assertThat(site.state.resolve("exports")).isEmptyDirectory();
  }

  @Test
  void statusIsJson() throws Exception {
    assertThat(ok("/status"))
        .contains("\"status\": \"ok\"")
        .contains("\"careful\": true")
        .contains("\"documents\": 5");
  }

  private static String ok(String address) throws Exception {
    HttpResponse<String> answer = site.page(address);
    assertThat(answer.statusCode()).as(address).isEqualTo(200);
    return answer.body();
  }
}
