package dev.weir.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * docs/coverage.md: a row for every way to open. What a run on one JDK has found must stand in that
 * JDK's column; {@code -Dweir.docs.write=true} writes it there.
 */
final class Coverage {
  private static final Path FILE = Path.of("../docs/coverage.md");
  private static final String HEAD =
      """
      # Every way to open a descriptor, and what Weir sees of it

      Written by `TruthIT`, which opens each in a JVM of its own with the real jar, compares `/proc/self/fd` with `/handles` by
      number, kind and site while it is open and after it was closed, and fails where this page says something else. **yes**: each
      new descriptor of the kernel's is one record of the right kind and with the right line of Java, and is gone after close. The
      same was run on virtual threads (21 and newer), and for opens that fail (the second table): they leave no record.

      When it is dropped: **collected** is proof of the leak, by `CallsIT`. **pinned**: the JDK itself refers to it as long as it is
      open, so nothing can be collected; `overdue` and `growing` tell, and of processes `unread`. **cached**: kept for the next
      request, and collected later.

      """;

  private final int feature;
  private final Map<String, Boolean> tracked = new TreeMap<>();

  Coverage(int feature) {
    this.feature = feature;
  }

  /** Of {@code what} (open, closed, failed) one check of a way. */
  void add(String what, String name, boolean right) {
    tracked.merge((what.equals("failed") ? "!" : "") + name, right, Boolean::logicalAnd);
  }

  void check() throws IOException {
    List<String> rows = rows(Files.exists(FILE) ? Files.readAllLines(FILE) : List.of());
    String text = HEAD + String.join("\n", rows) + "\n";
    if (Boolean.getBoolean("weir.docs.write")) {
      Files.writeString(FILE, text);
    }
    assertThat(Files.exists(FILE) ? Files.readString(FILE) : "")
        .as("docs/coverage.md; the tests write it with -Dweir.docs.write=true")
        .isEqualTo(text);
  }

  /** The page's rows, with this JDK's column as it was found. */
  private List<String> rows(List<String> old) {
    Map<String, Map<Integer, String>> columns = new TreeMap<>();
    List<Integer> features = new ArrayList<>();
    for (String line : old) {
      String[] cells = line.split("\\|");
      if (line.startsWith("| Way") && features.isEmpty()) {
        for (String cell : cells) {
          if (cell.trim().startsWith("JDK ")) {
            features.add(Integer.parseInt(cell.trim().substring(4)));
          }
        }
      } else if (line.startsWith("| `")) {
        String name = cells[1].trim().replace("`", "");
        for (int i = 0; i < features.size(); i++) {
          columns
              .computeIfAbsent(name, n -> new TreeMap<>())
              .put(features.get(i), cells[3 + i].trim());
        }
      }
    }
    if (!features.contains(feature)) {
      features.add(feature);
      features.sort(null);
    }
    tracked.forEach(
        (name, right) ->
            columns
                .computeIfAbsent(name.replace("!", ""), n -> new TreeMap<>())
                .put(feature, right ? "yes" : "**no**"));

    List<String> rows = new ArrayList<>();
    StringBuilder head = new StringBuilder("| Way | Descriptors |");
    StringBuilder line = new StringBuilder("|---|---|");
    for (int one : features) {
      head.append(" JDK ").append(one).append(" |");
      line.append("---|");
    }
    rows.add(head + " When it is dropped |");
    rows.add(line + "---|");
    for (Way way : Way.all()) {
      rows.add(
          "| `"
              + way.name()
              + "` | "
              + counted(way.kinds())
              + cells(columns.get(way.name()), features)
              + " | "
              + dropped(way)
              + " |");
    }
    rows.add("");
    rows.add(head.toString().replace("Descriptors", "Left open"));
    rows.add(line.substring(0, line.length()));
    for (Failing failing : Failing.values()) {
      rows.add(
          "| `"
              + failing
              + "` | "
              + failing.left()
              + cells(columns.get(failing.name()), features)
              + " |");
    }
    return rows;
  }

  private static String cells(Map<Integer, String> found, List<Integer> features) {
    StringBuilder cells = new StringBuilder();
    for (int one : features) {
      cells.append(" | ").append(found == null ? "" : found.getOrDefault(one, ""));
    }
    return cells.toString();
  }

  private static String dropped(Way way) {
    return way.kinds().isEmpty() && !way.name().startsWith("PROCESS")
        ? ""
        : way.dropped().name().toLowerCase(Locale.ROOT);
  }

  /** {@code 2 socket, 1 listener}. */
  private static String counted(String kinds) {
    if (kinds.isEmpty()) {
      return "none";
    }
    Map<String, Integer> counts = new TreeMap<>();
    for (String kind : kinds.split(" ")) {
      counts.merge(kind, 1, Integer::sum);
    }
    List<String> words = new ArrayList<>();
    counts.forEach((kind, count) -> words.add(count + " " + kind));
    return String.join(", ", words);
  }
}
