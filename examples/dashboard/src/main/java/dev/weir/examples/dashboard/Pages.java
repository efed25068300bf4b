package dev.weir.examples.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The HTML pages. */
final class Pages {
  private static final int MAX_DISKS = 8;

  private final Template layout = template("layout");
  private final Template index = template("index");
  private final Template service = template("service");
  private final Template error = template("error");

  /**
   * The status page.
   *
   * @param checks what the commands printed, by name; one that failed is not there
   */
  String index(List<Health> healths, Map<String, String> checks, Map<String, Object> status) {
    long well = healths.stream().filter(health -> health.state() == Health.State.UP).count();
    long ill = healths.size() - well;
    Map<String, Object> values = new HashMap<>(status);
    values.put("well", ill == 0);
    values.put("headline", headline(healths.size(), ill));
    values.put("services", healths.stream().map(Pages::describe).toList());
    values.put("hasServices", !healths.isEmpty());
    values.put("load", loads(checks.getOrDefault("load", "")));
    values.put("disks", disks(checks.getOrDefault("disk", "")));
    values.put("git", checks.getOrDefault("git", "git is not known here"));
    return page("Status", index.execute(values));
  }

  String service(Service asked, Exchange exchange) {
    return page(
        asked.name(),
        service.execute(
            Map.of(
                "name",
                asked.name(),
                "address",
                asked.address().toString(),
                "ok",
                exchange.status() == 200,
                "status",
                exchange.status(),
                "millis",
                exchange.millis(),
                "head",
                String.join("\n", exchange.head()),
                "body",
                exchange.body())));
  }

  String error(int status, String message) {
    return page("Error " + status, error.execute(Map.of("status", status, "message", message)));
  }

  private String page(String title, String body) {
    return layout.execute(Map.of("title", title, "body", body));
  }

  private static String headline(int services, long ill) {
    if (services == 0) {
      return "No service is watched";
    }
    return ill == 0
        ? "All services are well"
        : "Not well: " + ill + " of " + services + " services";
  }

  private static Map<String, Object> describe(Health health) {
    return Map.of(
        "name",
        health.name(),
        "state",
        health.state().name().toLowerCase(Locale.ROOT),
        "millis",
        health.millis(),
        "version",
        health.version() == null ? "" : health.version(),
        "note",
        health.note() == null ? "" : health.note());
  }

  /** From a line of /proc/loadavg, see proc(5): the load of one, five and fifteen minutes. */
  private static List<Map<String, String>> loads(String line) {
    String[] numbers = line.split(" ");
    List<Map<String, String>> loads = new ArrayList<>();
    for (int i = 0; i < 3 && numbers.length >= 3; i++) {
      loads.add(Map.of("load", numbers[i], "minutes", List.of("1", "5", "15").get(i)));
    }
    return loads;
  }

  /** From the output of {@code df -P}, whose lines POSIX defines: what is on a disk. */
  private static List<Map<String, String>> disks(String output) {
    return output
        .lines()
        .skip(1)
        .map(line -> line.split("\\s+", 6))
        .filter(columns -> columns.length == 6 && columns[4].matches("\\d{1,3}%"))
        .filter(columns -> columns[0].startsWith("/") || columns[5].equals("/"))
        .limit(MAX_DISKS)
        .map(columns -> Map.of("mount", columns[5], "percent", columns[4].replace("%", "")))
        .toList();
  }

  private static Template template(String name) {
    try (InputStream in = Pages.class.getResourceAsStream("/templates/" + name + ".html")) {
      return Mustache.compiler()
          .emptyStringIsFalse(true)
          .compile(new String(in.readAllBytes(), UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
