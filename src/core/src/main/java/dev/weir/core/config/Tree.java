package dev.weir.core.config;

import java.util.List;

/** What a source says, before anyone knows what it means; every part knows its place. */
sealed interface Tree {
  /** As in {@link Problem#where()}. */
  String where();

  /**
   * One value.
   *
   * @param text null where a key has no value
   */
  record Scalar(String where, String text) implements Tree {}

  /** A list. */
  record Sequence(String where, List<Tree> elements) implements Tree {}

  /** Keys and their values, as written: a key may be there twice. */
  record Section(String where, List<Entry> entries) implements Tree {}

  /** One key with its value; {@code where} is the key's place. */
  record Entry(String where, String key, Tree value) {}
}
