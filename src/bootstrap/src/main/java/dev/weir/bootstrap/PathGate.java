package dev.weir.bootstrap;

import java.io.File;
import java.nio.file.Path;

/**
 * What the hooks of the group {@code paths} call: beside {@link Gate}, and as it is, fail-open.
 *
 * <p>These hooks are on the application's thread and do I/O there: to ask where a path leads. They
 * are woven when the policy has a rule on paths, around calls that do the same I/O themselves.
 */
public final class PathGate {
  private PathGate() {}

  private static Paths rules(int point) {
    Rules rules = Gate.asked();
    Paths paths = rules == null ? null : rules.paths();
    if (paths != null) {
      Gate.seen(point);
    }
    return paths;
  }

  /** Before java.io opens a file; {@code writes} is 0 where it only reads. */
  public static Pin stream(int point, String path, int writes) {
    try {
      Paths rules = writes == 0 || path == null ? null : rules(point);
      return rules == null ? null : rules.stream(Gate.point(point), path);
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /**
   * Before a channel is opened; {@code changes} is 0 where it only reads. The mode is the last
   * argument, which on 17 is the fifth and on 25 the fourth.
   */
  public static Pin channel(
      int point, int dir, Object path, Object flags, int changes, Object fourth, Object fifth) {
    try {
      Paths rules = changes == 0 || path == null ? null : rules(point);
      if (rules == null) {
        return null;
      }
      Object mode = fifth instanceof Integer ? fifth : fourth;
      return rules.channel(Gate.point(point), dir, (Path) path, flags, (Integer) mode);
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /** Before a call about one name or two. */
  public static Pin names(
      int point, int dir, Object first, int otherDir, Object second, Object options) {
    try {
      Paths rules = rules(point);
      // Of another provider, or null: the JDK's own check comes next.
      if (rules == null || !isOurs(first) || second != null && !isOurs(second)) {
        return null;
      }
      return rules.names(Gate.point(point), dir, (Path) first, otherDir, (Path) second, options);
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  private static boolean isOurs(Object path) {
    return path instanceof Path && path.getClass().getClassLoader() == null;
  }

  /** After the call for which there is a pin: what it throws. */
  public static Throwable release(Pin pin, Throwable thrown) {
    if (pin == null) {
      return thrown;
    }
    try {
      return pin.release(thrown);
    } catch (Throwable t) {
      Tally.error(t);
      return thrown;
    }
  }

  /** In place of a method of {@code File}; null if it is to do its work itself. */
  public static Outcome file(int point, File first, Object second) {
    try {
      Paths rules = rules(point);
      return rules == null ? null : rules.file(Gate.point(point), first, (File) second);
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /** Before a call on what a path leads to: the exception to throw, or null. */
  public static Throwable use(int point, int dir, Object path) {
    try {
      Paths rules = path == null ? null : rules(point);
      return rules == null ? null : rules.use(Gate.point(point), dir, path);
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /** The same for a method that says no by what it returns. */
  public static boolean refuses(int point, Object path) {
    return use(point, -1, path) != null;
  }

  /** Before a temp file is made in {@code directory}; null for the JVM's own. */
  public static Throwable within(int point, Object directory) {
    // File.TempDirectory reads the property once, at the first temp file: the same, mostly.
    return use(point, -1, directory == null ? System.getProperty("java.io.tmpdir") : directory);
  }

  /** After a file was made with the permissions that java.io gives. */
  public static void narrow(int point, Object made) {
    try {
      Paths rules = made instanceof File ? rules(point) : null;
      if (rules != null) {
        rules.narrow(Gate.point(point), (File) made);
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }
}
