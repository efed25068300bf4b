package dev.weir.core.limit;

import java.io.File;
import java.util.HashSet;
import java.util.Set;

/**
 * What the JVM itself needs to go on, and which is never refused: a refused class-path jar is a
 * NoClassDefFoundError for ever. Caps are about the application's files, so these do not count
 * either.
 *
 * <p>By path: java.home, the class path and the module path, time zones, /proc and /sys, the null
 * and the random devices, the trust store, name resolution. By thread: whatever is opened while a
 * class loader is at work, asked only when a cap has been reached.
 */
final class Needed {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /** How far up the stack a class loader is looked for. */
  private static final int DEPTH = 128;

  private final String[] prefixes;
  private final Set<String> files = new HashSet<>();

  Needed(String javaHome, String... paths) {
    prefixes =
        new String[] {
          javaHome + "/",
          "/proc/",
          "/sys/",
          "/dev/null",
          "/dev/zero",
          "/dev/random",
          "/dev/urandom",
          "/usr/share/zoneinfo",
          "/etc/localtime",
          "/etc/timezone",
          "/etc/resolv.conf",
          "/etc/hosts",
          "/etc/nsswitch.conf",
          "/etc/services",
          "/etc/ssl/certs/java/"
        };
    for (String path : paths) {
      if (path != null) {
        for (String entry : path.split(File.pathSeparator)) {
          addFile(entry);
        }
      }
    }
  }

  /** From this JVM's system properties. */
  static Needed ofThisJvm() {
    return new Needed(
        System.getProperty("java.home"),
        System.getProperty("java.class.path"),
        System.getProperty("jdk.module.path"),
        System.getProperty("javax.net.ssl.trustStore"));
  }

  /** By path; a pure function. No allocation but a NIO path's own cached text. */
  boolean path(String path) {
    for (String prefix : prefixes) {
      if (path.startsWith(prefix)) {
        return true;
      }
    }
    return files.contains(path);
  }

  /** By thread: whether a class loader is among the callers. Walks the stack. */
  boolean byClassLoading() {
    return WALKER.walk(
        frames ->
            frames
                .limit(DEPTH)
                .anyMatch(frame -> ClassLoader.class.isAssignableFrom(frame.getDeclaringClass())));
  }

  private void addFile(String entry) {
    if (entry.isEmpty()) {
      return;
    }
    File file = new File(entry);
    files.add(entry);
    files.add(file.getAbsolutePath());
    if (entry.endsWith("*")) {
      String[] names = new File(entry.substring(0, entry.length() - 1)).list();
      for (String name : names == null ? new String[0] : names) {
        if (name.endsWith(".jar") || name.endsWith(".JAR")) {
          addFile(entry.substring(0, entry.length() - 1) + name);
        }
      }
    }
  }
}
