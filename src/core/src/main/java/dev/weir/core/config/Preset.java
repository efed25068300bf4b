package dev.weir.core.config;

import java.util.ArrayList;
import java.util.List;

/** Values that come in a set; each counts where no other source sets its key. */
enum Preset {
  /** What a review of services that render previews asks for; DESIGN, section 5. */
  RENDERER(
      one(
          "files.max-read-size",
          "10MiB",
          "Memory Management: no limits on JSON data size in file operations"),
      rule(
          "files.rules",
          "Memory Management: read_json_with_limits, 10 MiB",
          "path",
          "**/*.json",
          "max-read-size",
          "10MiB"),
      one(
          "files.read-timeout",
          "5s",
          "Network Resource Management: no timeout on file read operations"),
      one(
          "files.private",
          "[/run/secrets/**]",
          "Security Considerations, File Operations: implement proper permissions"),
      one(
          "files.temp.max-age",
          "1h",
          "File Descriptor Management: temporary file cleanup lacks error handling"),
      one(
          "processes.timeout",
          "300s",
          "Container Resource Management: no timeout mechanism (5 minutes)"),
      rule(
          "processes.rules",
          "Memory Management: memory usage in git operations not monitored",
          "command",
          "git",
          "max-memory",
          "512MiB"),
      one(
          "sockets.max-connections",
          "500",
          "Network Resource Management: no maximum client connection limit"),
      one(
          "sockets.max-connections-per-peer",
          "50",
          "Network Resource Management: no maximum client connection limit"));

  /**
   * One key of the set.
   *
   * @param review the section of the review that asks for it, and what it says
   */
  record Line(String path, Tree value, String review) {}

  private static final String WHERE = "preset";

  private final List<Line> lines;

  Preset(Line... lines) {
    this.lines = List.of(lines);
  }

  List<Line> lines() {
    return lines;
  }

  /** Sets every key of the set that nobody else has set. */
  void set(Values values, Problems problems) {
    for (Line line : lines) {
      Key<?> key = Keys.TABLE.find(line.path());
      if (!values.isNamed(key)) {
        key.set(line.path(), line.value(), values, problems);
      }
    }
  }

  private static Line one(String path, String text, String review) {
    return new Line(path, Keys.TABLE.find(path).type().oneLine(WHERE, text), review);
  }

  private static Line rule(String path, String review, String... keysAndTexts) {
    List<Tree.Entry> entries = new ArrayList<>();
    for (int i = 0; i < keysAndTexts.length; i += 2) {
      entries.add(
          new Tree.Entry(WHERE, keysAndTexts[i], new Tree.Scalar(WHERE, keysAndTexts[i + 1])));
    }
    return new Line(
        path, new Tree.Sequence(WHERE, List.of(new Tree.Section(WHERE, entries))), review);
  }
}
