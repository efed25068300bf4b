package dev.weir.examples.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Which address answers what. Safe for many threads. */
final class Routes implements AutoCloseable {
  private static final Set<String> READ = Set.of("GET", "HEAD");
  private static final List<String> SHOWN = List.of("load", "disk", "git");

  private final Options options;
  private final Careful careful;
  private final Map<String, Service> services = new LinkedHashMap<>();
  private final Overview overview;
  private final Poll poll;
  private final Checks checks;
  private final Load load;
  private final Duty duty;
  private final Pages pages = new Pages();
  private final Gson gson =
      new GsonBuilder()
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
          .create();
  private final AtomicLong requests = new AtomicLong();
  private final long started = System.nanoTime();

  /**
   * @param watched the services; those of {@code options} are among them
   */
  Routes(Options options, List<Service> watched) {
    this.options = options;
    careful = new Careful(options.careful());
    watched.forEach(service -> services.put(service.name(), service));
    overview = new Overview(watched, options.timeout(), careful);
    poll = new Poll(watched, options.timeout());
    checks = new Checks(options.timeout(), careful);
    load = new Load(careful);
    duty = new Duty(options.timeout(), careful);
  }

  /**
   * Answers one request.
   *
   * @param wantsPage whether the client asked for HTML where there is JSON too
   * @throws HttpError for whatever is the client's fault, or a known fault of what is watched
   */
  Answer answer(String method, URI address, boolean wantsPage) throws IOException {
    requests.incrementAndGet();
    String path = String.valueOf(address.getPath());
    if (path.startsWith("/services/")) {
      allow(method, Set.of("GET", "HEAD", "POST"));
      Service service = service(path.substring("/services/".length()));
      return method.equals("POST") ? report(service) : exchange(service, wantsPage);
    }
    allow(method, READ);
    if (path.startsWith("/ping/")) {
      Service service = service(path.substring("/ping/".length()));
      return json(200, Ping.of(service, options.timeout(), careful));
    }
    if (path.startsWith("/checks/")) {
      return json(200, checks.run(path.substring("/checks/".length())));
    }
    return switch (path) {
      case "/" -> Answer.html(200, pages.index(overview.ask(), shownChecks(), status()));
      case "/api/status" -> json(200, Map.of("services", poll.ask()));
      case "/load" -> json(200, Map.of("samples", load.sample(query(address, "samples", "3"))));
      case "/status" -> json(200, status());
      default -> throw HttpError.notFound();
    };
  }

  /** The answer to a request that failed, as a page or as JSON. */
  Answer error(int status, String message, boolean wantsPage) {
    return wantsPage
        ? Answer.html(status, pages.error(status, message))
        : json(status, Map.of("error", message));
  }

  private Answer exchange(Service service, boolean wantsPage) throws IOException {
    Exchange exchange = Exchange.with(service, options.timeout(), careful);
    return wantsPage ? Answer.html(200, pages.service(service, exchange)) : json(200, exchange);
  }

  /** Asks a service again, and tells the people on duty if it is really down. */
  private Answer report(Service service) throws IOException {
    String reason = null;
    try {
      Ping ping = Ping.of(service, options.timeout(), careful);
      if (ping.status() != 200) {
        reason = service.name() + " answers with status " + ping.status() + ".";
      }
    } catch (HttpError down) {
      reason = down.getMessage();
    }
    if (reason == null) {
      return json(200, Map.of("told", false));
    }
    duty.tell(service);
    return json(202, Map.of("told", true, "reason", reason));
  }

  private Map<String, String> shownChecks() {
    Map<String, String> outputs = new HashMap<>();
    for (String name : SHOWN) {
      try {
        outputs.put(name, checks.run(name).output());
      } catch (IOException | HttpError failed) {
        // The page says what it knows; the check's own address says what is wrong.
      }
    }
    return outputs;
  }

  private Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("status", "ok");
    status.put("careful", careful.on());
    status.put("transport", options.transport().resolve().name().toLowerCase(Locale.ROOT));
    status.put("watched", services.size());
    status.put("requests", requests.get());
    status.put("uptime_seconds", (System.nanoTime() - started) / 1_000_000_000L);
    return status;
  }

  private Service service(String name) {
    Service service = services.get(name);
    if (service == null) {
      throw HttpError.notFound();
    }
    return service;
  }

  private Answer json(int status, Object value) {
    return Answer.json(status, gson.toJson(value) + "\n");
  }

  private static void allow(String method, Set<String> methods) {
    if (!methods.contains(method)) {
      throw new HttpError(405, "This address does not know the method " + method + ".");
    }
  }

  private static String query(URI address, String name, String otherwise) {
    String query = address.getRawQuery() == null ? "" : address.getRawQuery();
    for (String pair : query.split("&")) {
      String[] parts = pair.split("=", 2);
      if (parts[0].equals(name) && parts.length == 2) {
        return URLDecoder.decode(parts[1], UTF_8);
      }
    }
    return otherwise;
  }

  @Override
  public void close() {
    overview.close();
  }
}
