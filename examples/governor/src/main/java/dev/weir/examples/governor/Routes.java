package dev.weir.examples.governor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Which address answers what. Safe for many threads. */
final class Routes {
  private static final Set<String> READ = Set.of("GET", "HEAD");

  private final Careful careful;
  private final Documents documents;
  private final Proposals proposals;
  private final Search search;
  private final Export export;
  private final Pages pages;
  private final AtomicLong requests = new AtomicLong();
  private final long started = System.nanoTime();

  private Routes(
      Careful careful,
      Documents documents,
      Proposals proposals,
      Search search,
      Export export,
      Pages pages) {
    this.careful = careful;
    this.documents = documents;
    this.proposals = proposals;
    this.search = search;
    this.export = export;
    this.pages = pages;
  }

  static Routes of(Options options) throws IOException {
    Careful careful = new Careful(options.careful());
    Markdown markdown = new Markdown();
    Templates templates = new Templates(options.documents().resolve("templates"), careful);
    Documents documents = new Documents(options.documents(), markdown);
    Proposals proposals = new Proposals(options.state().resolve("proposals"), careful);
    History history = new History(options.repository());
    return new Routes(
        careful,
        documents,
        proposals,
        new Search(options.documents(), careful),
        new Export(options.state().resolve("exports"), careful),
        new Pages(templates, markdown, documents, proposals, history));
  }

  /**
   * Answers one request.
   *
   * @param wantsPage whether the client asked for HTML where there is JSON too
   * @throws HttpError for whatever is the client's fault, or a known fault of the site
   */
  Answer answer(String method, URI address, boolean wantsPage, String body) throws IOException {
    requests.incrementAndGet();
    String path = String.valueOf(address.getRawPath());
    if (!path.startsWith("/")) {
      throw HttpError.notFound();
    }
    String[] parts = path.substring(1).split("/", 2);
    // In a path, unlike in a query, a plus sign is a plus sign.
    String rest = parts.length == 2 ? decode(parts[1].replace("+", "%2B")) : null;
    if (rest != null && rest.isEmpty()) {
      throw HttpError.notFound();
    }
    if (parts[0].equals("proposals")) {
      return rest == null
          ? proposals(method, wantsPage, body)
          : proposal(method, rest, wantsPage, body);
    }
    allow(method, READ);
    if (rest != null) {
      return switch (parts[0]) {
        case "documents" -> Answer.html(200, pages.document(rest));
        case "history" -> Answer.html(200, pages.history(rest));
        default -> throw HttpError.notFound();
      };
    }
    return switch (parts[0]) {
      case "" -> Answer.html(200, pages.index());
      case "history" -> Answer.html(200, pages.history());
      case "search" -> search(query(address, "q", ""));
      case "export" -> export.answer(pages.all(), query(address, "format", "zip"));
      case "status" -> status();
      default -> throw HttpError.notFound();
    };
  }

  /** The answer to a request that failed, as a page or as JSON. */
  Answer error(int status, String message, boolean wantsPage) throws IOException {
    if (wantsPage) {
      try {
        return Answer.html(status, pages.error(status, message));
      } catch (HttpError noTemplate) {
        // The site's own error page or layout is broken: fall through to the answer that needs
        // none.
      }
    }
    return Answer.json(status, proposals.toJson(Map.of("error", message)));
  }

  private Answer proposals(String method, boolean wantsPage, String body) throws IOException {
    allow(method, Set.of("GET", "HEAD", "POST"));
    if (method.equals("POST")) {
      Proposal proposal = proposals.fromClient(body);
      proposals.create(proposal);
      return Answer.json(201, proposals.toJson(proposal));
    }
    return wantsPage
        ? Answer.html(200, pages.proposals())
        : Answer.json(200, proposals.toJson(Map.of("proposals", proposals.ids())));
  }

  private Answer proposal(String method, String id, boolean wantsPage, String body)
      throws IOException {
    allow(method, Set.of("GET", "HEAD", "PUT", "POST"));
    switch (method) {
      case "PUT" -> {
        Proposal proposal = proposals.fromClient(body);
        boolean fresh = proposals.replace(id, proposal);
        return Answer.json(fresh ? 201 : 200, proposals.toJson(proposal));
      }
      case "POST" -> {
        return Answer.json(
            200, proposals.toJson(proposals.vote(id, proposals.ballotFromClient(body))));
      }
      default -> {
        return wantsPage
            ? Answer.html(200, pages.proposal(id))
            : Answer.json(200, proposals.toJson(proposals.read(id)));
      }
    }
  }

  private Answer search(String query) throws IOException {
    if (query.isBlank() || query.length() > 100) {
      throw new HttpError(400, "The query must have 1 to 100 characters.");
    }
    return Answer.html(200, pages.search(query, search.find(query)));
  }

  private Answer status() throws IOException {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("status", "ok");
    status.put("careful", careful.on());
    status.put("documents", documents.list().size());
    status.put("proposals", proposals.ids().size());
    status.put("requests", requests.get());
    status.put("uptime_seconds", (System.nanoTime() - started) / 1_000_000_000L);
    return Answer.json(200, proposals.toJson(status));
  }

  private static void allow(String method, Set<String> methods) {
    if (!methods.contains(method)) {
      throw new HttpError(405, "This address does not know the method " + method + ".");
    }
  }

  private static String query(URI address, String name, String otherwise) {
    List<String> pairs =
        address.getRawQuery() == null ? List.of() : Arrays.asList(address.getRawQuery().split("&"));
    for (String pair : pairs) {
      String[] parts = pair.split("=", 2);
      if (parts[0].equals(name) && parts.length == 2) {
        return decode(parts[1]);
      }
    }
    return otherwise;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException wrong) {
      throw new HttpError(400, "The address has a wrong escape.", wrong);
    }
  }
}
