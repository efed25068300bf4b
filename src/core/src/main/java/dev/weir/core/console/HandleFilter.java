package dev.weir.core.console;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;

/** What a query of {@code /handles} asks for. */
final class HandleFilter {
  private final String kind;
  private final String site;
  private final long minAge;
  private final boolean grouped;
  private final boolean stacks;

  /**
   * @throws IllegalArgumentException if a parameter's value cannot be read; the message says what
   *     to write
   */
  HandleFilter(Map<String, String> parameters) {
    kind = parameters.get("kind");
    site = parameters.get("site");
    String age = parameters.get("min-age");
    minAge = age == null ? Long.MIN_VALUE : nanos(age);
    String group = parameters.get("group");
    if (group != null && !group.equals("site")) {
      throw new IllegalArgumentException("group=" + group + ": only group=site is known");
    }
    grouped = group != null;
    stacks = !"false".equals(parameters.get("stacks"));
  }

  /** {@code 30s}, {@code 10m}, {@code 2h}, {@code 1h30m}. */
  private static long nanos(String age) {
    try {
      return Duration.parse("PT" + age).toNanos();
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new IllegalArgumentException("min-age=" + age + ": write 30s, 10m or 2h");
    }
  }

  boolean grouped() {
    return grouped;
  }

  boolean stacks() {
    return stacks;
  }

  /** {@code age} in nanoseconds. */
  boolean admits(String itsKind, String itsSite, long age) {
    return (kind == null || kind.equals(itsKind))
        && (site == null || itsSite.contains(site))
        && age >= minAge;
  }
}
