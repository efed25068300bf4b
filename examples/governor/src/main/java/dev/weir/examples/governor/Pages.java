package dev.weir.examples.governor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The HTML page of each thing that the service knows. */
final class Pages {
  private static final int RECENT = 8;
  private static final int LOG = 50;

  private final Templates templates;
  private final Markdown markdown;
  private final Documents documents;
  private final Proposals proposals;
  private final History history;

  Pages(
      Templates templates,
      Markdown markdown,
      Documents documents,
      Proposals proposals,
      History history) {
    this.templates = templates;
    this.markdown = markdown;
    this.documents = documents;
    this.proposals = proposals;
    this.history = history;
  }

  String index() throws IOException {
    List<History.Commit> commits;
    try {
      commits = history.log(RECENT, ".");
    } catch (IOException noRepository) {
      commits = List.of();
    }
    return templates.page(
        "index",
        "Governor",
        Map.of(
            "documents",
            documents.list().stream().map(Pages::describe).toList(),
            "proposals",
            proposalRows(),
            "commits",
            commits.stream().map(Pages::describe).toList(),
            "hasCommits",
            !commits.isEmpty()));
  }

  String document(String name) throws IOException {
    Documents.Document document = documents.read(name);
    return templates.page(document.template(), document.title(), describe(document));
  }

  String proposals() throws IOException {
    return templates.page("proposals", "Proposals", Map.of("proposals", proposalRows()));
  }

  String proposal(String id) throws IOException {
    Proposal proposal = proposals.read(id);
    List<Map<String, String>> votes = new ArrayList<>();
    proposal.votes().forEach((role, vote) -> votes.add(Map.of("role", role, "vote", word(vote))));
    Map<String, Object> values = new HashMap<>(describe(proposal));
    values.put("html", markdown.render(proposal.text()).html());
    values.put("votes", votes);
    values.put("hasVotes", !votes.isEmpty());
    return templates.page("proposal", proposal.title(), values);
  }

  String history() throws IOException {
    return templates.page(
        "history",
        "History",
        Map.of("commits", history.log(LOG, ".").stream().map(Pages::describe).toList()));
  }

  String history(String path) throws IOException {
    byte[] bytes = history.file(path);
    boolean binary = new String(bytes, 0, Math.min(bytes.length, 8000), UTF_8).indexOf('\0') >= 0;
    Map<String, Object> values = new HashMap<>();
    values.put("path", path);
    values.put("size", bytes.length);
    values.put("binary", binary);
    values.put("text", binary ? "" : new String(bytes, UTF_8));
    values.put("commits", history.log(LOG, path).stream().map(Pages::describe).toList());
    return templates.page("file", path, values);
  }

  String search(String query, List<Search.Hit> hits) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Search.Hit hit : hits) {
      rows.add(Map.of("name", hit.name(), "line", hit.line(), "text", hit.text()));
    }
    return templates.page(
        "search",
        "Search",
        Map.of("query", query, "hits", rows, "count", rows.size(), "found", !rows.isEmpty()));
  }

  String error(int status, String message) throws IOException {
    return templates.page("error", "Error " + status, Map.of("status", status, "message", message));
  }

  /**
   * Every page that can be made without a client's help, by its name in an export. What cannot be
   * read is left out.
   */
  Map<String, String> all() throws IOException {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("index.html", index());
    for (Documents.Document document : documents.list()) {
      put(pages, "documents/" + document.name() + ".html", () -> document(document.name()));
    }
    for (String id : proposals.ids()) {
      put(pages, "proposals/" + id + ".html", () -> proposal(id));
    }
    return pages;
  }

  private interface Page {
    String make() throws IOException;
  }

  private static void put(Map<String, String> pages, String name, Page page) throws IOException {
    try {
      pages.put(name, page.make());
    } catch (HttpError broken) {
      // Its own address says what is wrong with it.
    }
  }

  private List<Map<String, Object>> proposalRows() throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String id : proposals.ids()) {
      try {
        rows.add(describe(proposals.read(id)));
      } catch (HttpError broken) {
        rows.add(Map.of("id", id, "readable", false));
      }
    }
    return rows;
  }

  private static Map<String, Object> describe(Proposal proposal) {
    Map<String, Object> values = new HashMap<>();
    values.put("id", proposal.id());
    values.put("title", proposal.title());
    values.put("author", proposal.author());
    values.put("status", word(proposal.status()));
    values.put("readable", true);
    for (Proposal.Vote vote : Proposal.Vote.values()) {
      values.put(word(vote), proposal.count(vote));
    }
    return values;
  }

  private static Map<String, Object> describe(Documents.Document document) {
    Map<String, Object> values = new HashMap<>(document.fields());
    values.put("name", document.name());
    values.put("title", document.title());
    values.put("summary", document.fields().getOrDefault("summary", ""));
    values.put("html", document.html());
    return values;
  }

  private static Map<String, Object> describe(History.Commit commit) {
    List<Map<String, String>> changes =
        commit.changes().stream()
            .map(
                change ->
                    Map.of(
                        "added",
                        change.added(),
                        "removed",
                        change.removed(),
                        "path",
                        change.path(),
                        "link",
                        link(change.path())))
            .toList();
    return Map.of(
        "hash",
        commit.shortHash(),
        "author",
        commit.author(),
        "day",
        commit.day(),
        "subject",
        commit.subject(),
        "body",
        commit.body(),
        "hasBody",
        !commit.body().isEmpty(),
        "changes",
        changes);
  }

  private static String link(String path) {
    try {
      return new URI(null, null, "/history/" + path, null).toASCIIString();
    } catch (URISyntaxException impossible) {
      throw new IllegalArgumentException(impossible);
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
