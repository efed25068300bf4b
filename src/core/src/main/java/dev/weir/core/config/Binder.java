package dev.weir.core.config;

import java.util.HashMap;
import java.util.Map;

/** Reads a section of a file into values, by a table of keys. */
final class Binder {
  private final Table keys;
  private final String shownPrefix;
  private final Values values;
  private final Problems problems;
  private final Map<String, String> seen = new HashMap<>();
  private boolean complete = true;

  /**
   * @param shownPrefix what stands before a key's path in a message: nothing, or {@code
   *     files.rules[0].}
   */
  Binder(Table keys, String shownPrefix, Values values, Problems problems) {
    this.keys = keys;
    this.shownPrefix = shownPrefix;
    this.values = values;
    this.problems = problems;
  }

  /** False if a key could not be read; the others are. */
  boolean bind(Tree.Section section) {
    bind("", section);
    return complete;
  }

  // Goes no deeper than the table does: an alias that contains itself ends at an unknown key.
  private void bind(String prefix, Tree.Section section) {
    for (Tree.Entry entry : section.entries()) {
      String path = prefix + entry.key();
      Key<?> key = keys.find(path);
      String before = seen.putIfAbsent(path, entry.where());
      if (before != null) {
        wrong(path, entry.where(), "is already set at " + before + "; remove one of the two");
      } else if (key != null && key.inFile() && entry.key().indexOf('.') < 0) {
        key.set(shownPrefix + path, entry.value(), values, problems);
        complete &= values.where(key) != null;
      } else if (entry.key().indexOf('.') < 0 && keys.isSection(path)) {
        if (entry.value() instanceof Tree.Section below) {
          bind(path + ".", below);
        } else {
          wrong(path, entry.value().where(), notSection(path, entry.value()));
        }
      } else {
        wrong(path, entry.where(), problems.isFull() ? "" : unknown(prefix, path));
      }
    }
  }

  private String notSection(String path, Tree value) {
    String what =
        value instanceof Tree.Sequence
            ? "is a list"
            : ((Tree.Scalar) value).text() == null ? "has no value" : "is a single value";
    return what
        + "; expected keys below it, such as "
        + keys.firstBelow(path).substring(path.length() + 1)
        + ", or remove it";
  }

  private String unknown(String prefix, String path) {
    Key<?> key = keys.find(path);
    if (key != null && !key.inFile()) {
      return "is not for the file; it names the file: give it as argument, property or variable";
    }
    if (key != null || keys.isSection(path)) {
      return "is not one key in a file; write " + path.replace(".", ": { ") + ": ... }";
    }
    if (path.substring(prefix.length()).equals("<<")) {
      return "is not a key: merge keys are not read; write the keys out";
    }
    String nearest = Nearest.of(path, keys.filePaths());
    if (nearest != null) {
      return "is not a key; did you mean " + shownPrefix + nearest + "?";
    }
    StringBuilder known = new StringBuilder();
    for (String candidate : keys.filePaths()) {
      if (candidate.startsWith(prefix) && candidate.indexOf('.', prefix.length()) < 0) {
        known
            .append(known.length() == 0 ? "" : ", ")
            .append(candidate, prefix.length(), candidate.length());
      }
    }
    return "is not a key; known here: " + known;
  }

  private void wrong(String path, String where, String message) {
    complete = false;
    problems.add(where, shown(shownPrefix + path) + " " + message);
    if (Keys.mayProtectEndpoint(shownPrefix + path)) {
      problems.protectionUnclear();
    }
  }

  private static String shown(String path) {
    return path.length() <= 100 ? path : Problems.quote(path);
  }
}
