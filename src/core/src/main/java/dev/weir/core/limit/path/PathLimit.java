package dev.weir.core.limit.path;

import dev.weir.bootstrap.HookPoint.Words;
import dev.weir.core.config.Mode;
import dev.weir.core.limit.Limit;
import dev.weir.core.limit.PathPattern;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One pattern of paths, and the limit that counts for them. */
final class PathLimit {
  private final PathPattern pattern;

  /** The same with the real path of its beginning; null where that is the same. */
  private final PathPattern real;

  private final Limit limit;

  private PathLimit(PathPattern pattern, Limit limit) {
    this.pattern = pattern;
    this.real = real(pattern);
    this.limit = limit;
  }

  static PathLimit[] of(String key, List<PathPattern> patterns, Mode mode, String advice) {
    List<PathLimit> all = new ArrayList<>();
    for (PathPattern pattern : patterns) {
      all.add(new PathLimit(pattern, new Limit(key, pattern.toString(), mode, advice)));
    }
    return all.toArray(new PathLimit[0]);
  }

  /**
   * The part before its first wildcard is looked up, for what is compared later are real paths:
   * {@code /var/run/secrets/**} is {@code /run/secrets/**} on most systems.
   */
  private static PathPattern real(PathPattern pattern) {
    String text = pattern.toString();
    int wild = 0;
    while (wild < text.length() && text.charAt(wild) != '*' && text.charAt(wild) != '?') {
      wild++;
    }
    int end = wild == text.length() ? wild : text.lastIndexOf('/', wild);
    if (!pattern.isAbsolute() || end <= 0) {
      return null;
    }
    try {
      String start = Path.of(text.substring(0, end)).toRealPath().toString();
      return start.equals(text.substring(0, end))
          ? null
          : PathPattern.of((start.equals("/") ? "" : start) + text.substring(end));
    } catch (IOException | IllegalArgumentException e) {
      return null; // it is not there, or no pattern can say it: then its own text is all there is
    }
  }

  /** The first that is about a real path, or about the one that the application gave; or null. */
  static PathLimit matching(PathLimit[] limits, String path, String given) {
    for (PathLimit limit : limits) {
      if (limit.matches(path) || limit.matches(given)) {
        return limit;
      }
    }
    return null;
  }

  private boolean matches(String path) {
    return pattern.matches(path) || real != null && real.matches(path);
  }

  Throwable refuse(Words words, String given) {
    return limit.refuse(words, given, PathRules.DENIED);
  }
}
