package dev.weir.core.config;

import java.util.Map;

/**
 * A type whose text is read by the class that stands for it.
 *
 * @param <T> that class
 */
abstract class ParsedType<T> extends ScalarType<T> {
  private final String expected;
  private final Map<String, Object> schema;

  ParsedType(String expected, Map<String, Object> schema) {
    this.expected = expected;
    this.schema = schema;
  }

  /**
   * The value.
   *
   * @throws IllegalArgumentException if there is none; its message, if any, is what to write
   *     instead
   */
  abstract T of(String text);

  @Override
  final T parse(String text) {
    try {
      return of(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  final String hint(String text) {
    try {
      of(text);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  @Override
  final String expected() {
    return expected;
  }

  @Override
  final Map<String, Object> schema() {
    return schema;
  }
}
