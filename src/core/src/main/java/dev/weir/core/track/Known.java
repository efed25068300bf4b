package dev.weir.core.track;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names for the descriptors that the JVM itself holds, which no hook can see: they are opened in C,
 * or before any agent runs. docs/limits.md has the same list.
 */
final class Known {
  private static final String[] STANDARD = {"standard input", "standard output", "standard error"};

  private final String modules = System.getProperty("java.home") + "/lib/modules";

  /** What was made known otherwise, by {@code "3 socket:[123]"}. */
  private final Map<String, String> told = new ConcurrentHashMap<>();

  /** Says what a descriptor is as long as it links to this. */
  void tell(int fd, String link, String what) {
    told.put(fd + " " + link, what);
  }

  /**
   * What it is; null where only its link tells.
   *
   * @param before whether it was open before an attach: then the application may have opened it
   */
  String what(int fd, String link, boolean before) {
    String said = told.get(fd + " " + link);
    if (said != null) {
      return said;
    }
    if (fd < STANDARD.length) {
      return STANDARD[fd] + ", inherited";
    }
    if (link.equals(modules)) {
      return "the JDK's own classes";
    }
    if (!before && link.endsWith(".jar")) {
      return "a jar that the JVM opened itself";
    }
    if (link.endsWith(".jsa")) {
      return "the JVM's archive of classes";
    }
    if (!before && link.endsWith(".jfr")) {
      return "a flight recording";
    }
    if (link.equals("anon_inode:[io_uring]")) {
      return "a ring of io_uring, opened by native code";
    }
    return null;
  }
}
