package dev.weir.core.limit.path;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A pattern of paths: {@code ?} is one letter and {@code *} any number of them, both of one name;
 * {@code **} is any number of letters, of slashes too. {@code /a/**} is also {@code /a} itself.
 *
 * <p>By hand, and not by {@code FileSystem.getPathMatcher}: that is a regular expression, which
 * allocates at each use and can take very long over a hostile name. Here the work is at most the
 * product of both lengths.
 */
public final class Glob {
  private final String text;
  private final String given;
  private final String real;

  private Glob(String text, String given, String real) {
    this.text = text;
    this.given = given;
    this.real = real;
  }

  /**
   * Reads a pattern. The part before its first wildcard is looked up, for what is compared later
   * are real paths: {@code /var/run/secrets/**} is {@code /run/secrets/**} on most systems.
   */
  public static Glob of(String text) {
    String name = text.startsWith("/") || text.startsWith("**") ? text : "**/" + text;
    int wild = 0;
    while (wild < name.length() && name.charAt(wild) != '*' && name.charAt(wild) != '?') {
      wild++;
    }
    int end = wild == name.length() ? wild : name.lastIndexOf('/', wild);
    String real = name;
    if (end > 0) {
      try {
        String rest = name.substring(end);
        String start = Path.of(name.substring(0, end)).toRealPath().toString();
        real = (start.equals("/") && !rest.isEmpty() ? "" : start) + rest;
      } catch (IOException | InvalidPathException e) {
        // It is not there; then its own text is all there is.
      }
    }
    return new Glob(text, name, real);
  }

  /** Whether this path is meant. It should be absolute. No allocation. */
  public boolean matches(String path) {
    return matches(real, path) || !given.equals(real) && matches(given, path);
  }

  private static boolean matches(String pattern, String path) {
    if (pattern.endsWith("/**") && run(pattern, pattern.length() - 3, path)) {
      return true;
    }
    return run(pattern, pattern.length(), path);
  }

  /** Goes back to the last star only: to the last {@code *} first, then to the last {@code **}. */
  private static boolean run(String pattern, int length, String path) {
    int p = 0;
    int s = 0;
    int star = -1;
    int starAt = 0;
    int stars = -1;
    int starsAt = 0;
    while (s < path.length()) {
      char letter = path.charAt(s);
      if (p < length && pattern.charAt(p) == '*') {
        if (p + 1 < length && pattern.charAt(p + 1) == '*') {
          p += 2;
          stars = p;
          starsAt = s;
          star = -1;
        } else {
          p++;
          star = p;
          starAt = s;
        }
      } else if (p < length
          && (pattern.charAt(p) == letter || pattern.charAt(p) == '?' && letter != '/')) {
        p++;
        s++;
      } else if (star >= 0 && path.charAt(starAt) != '/') {
        starAt++;
        s = starAt;
        p = star;
      } else if (stars >= 0) {
        starsAt++;
        s = starsAt;
        p = stars;
        star = -1;
      } else {
        return false;
      }
    }
    while (p < length && pattern.charAt(p) == '*') {
      p++;
    }
    return p == length;
  }

  /** As the policy has it. */
  @Override
  public String toString() {
    return text;
  }
}
