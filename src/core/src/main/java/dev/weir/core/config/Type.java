package dev.weir.core.config;

import java.util.Map;

/**
 * How values of one kind are written, checked and described.
 *
 * @param <T> what they become
 */
abstract class Type<T> {
  /** What a message says was expected: {@code a whole number from 0 to 9}. */
  abstract String expected();

  /** The value, or null after having reported why there is none. */
  abstract T read(String path, Tree tree, Problems problems);

  /** The same in JSON Schema: the keywords of one schema object. */
  abstract Map<String, Object> schema();

  /** The value as an argument, a property or a variable spells it. */
  Tree oneLine(String where, String text) {
    return new Tree.Scalar(where, text.isEmpty() ? null : text);
  }

  /** The keys inside, for a type that has some. */
  Table keys() {
    return null;
  }
}
