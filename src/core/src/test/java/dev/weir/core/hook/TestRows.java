package dev.weir.core.hook;

import dev.weir.bootstrap.HookPoint.Words;
import dev.weir.bootstrap.Kind;

/** Rows of the tests' choice. */
public final class TestRows {
  private TestRows() {}

  public static Row opened(
      String type,
      String method,
      String target,
      String reads,
      String writes,
      String... descriptors) {
    return Row.row(type)
        .opened(method, Kind.FILE, target, Row.Access.access(reads, writes), descriptors);
  }

  public static Row closed(String type, String method, String descriptor) {
    return Row.row(type).closed(method, descriptor);
  }

  public static Row optional(String type, String method, String descriptor) {
    return Row.row(type).closed(method, descriptor).optional();
  }

  public static Row refused(String type, String method, Words words, String target) {
    return Row.row(type).refused(method, dev.weir.bootstrap.Kind.FILE, words, target);
  }
}
