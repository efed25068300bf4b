package dev.weir.core.config;

import java.util.Locale;

/**
 * One key of the policy.
 *
 * @param <T> the Java type of its value
 */
final class Key<T> {
  private final String path;
  private final Type<T> type;
  private final String defaultText;
  private final T defaultValue;
  private final String description;
  private Key<T> fallback;
  private String needs;
  private boolean inFile = true;
  private boolean atStart;

  /**
   * @param path as in {@code files.max-open}
   * @param defaultText the default as an operator would write it in an argument, or null for a key
   *     that has no value unless set
   * @param description one paragraph of Markdown
   */
  Key(String path, Type<T> type, String defaultText, String description) {
    this.path = path;
    this.type = type;
    this.defaultText = defaultText;
    this.defaultValue = defaultText == null ? null : defaultOf(path, type, defaultText);
    this.description = description;
  }

  private static <T> T defaultOf(String path, Type<T> type, String text) {
    Problems problems = new Problems();
    T value = type.read(path, type.oneLine("default", text), problems);
    if (value == null) {
      throw new IllegalArgumentException(problems.list().toString());
    }
    return value;
  }

  /** Takes the other key's value where this one is not set. */
  Key<T> orElse(Key<T> other) {
    fallback = other;
    return this;
  }

  /** Makes it a mistake to set this key without the other. */
  Key<T> needs(String otherPath) {
    needs = otherPath;
    return this;
  }

  /** Marks what takes effect at a start only, not at a change of the file. */
  Key<T> atStart() {
    atStart = true;
    return this;
  }

  /** Keeps the key out of the file. */
  Key<T> notInFile() {
    inFile = false;
    return this;
  }

  String path() {
    return path;
  }

  Type<T> type() {
    return type;
  }

  String defaultText() {
    return defaultText;
  }

  T defaultValue() {
    return defaultValue;
  }

  String description() {
    return description;
  }

  /** Null if there is none. */
  Key<T> fallback() {
    return fallback;
  }

  /** The path of the key that must be set too, or null. */
  String needs() {
    return needs;
  }

  boolean isAtStart() {
    return atStart;
  }

  boolean inFile() {
    return inFile;
  }

  /** The name of its environment variable. */
  String environmentName() {
    return "WEIR_" + path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** The name of its system property. */
  String propertyName() {
    return "weir." + path;
  }

  /** Reads a value into {@code values}, or reports why not. */
  void set(String shownPath, Tree value, Values values, Problems problems) {
    T read = type.read(shownPath, value, problems);
    if (read != null) {
      values.put(this, read, value);
      return;
    }
    values.wrong(this);
    // The pairs are user and password, key and password; and what is in the file is not known.
    if (needs != null || !inFile) {
      problems.protectionUnclear();
    }
  }
}
