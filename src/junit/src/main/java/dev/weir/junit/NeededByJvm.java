package dev.weir.junit;

import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is opened in a test, and not by it: by the JVM for class loading, its own files, time zones,
 * random numbers, name resolution, TLS. To fail those breaks the JVM for the tests that come after.
 */
final class NeededByJvm {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private static final List<String> PATHS =
      List.of(
          System.getProperty("java.home") + "/",
          "/proc/",
          "/sys/",
          "/dev/",
          "/usr/share/zoneinfo/",
          "/etc/");

  private static final List<String> CALLERS =
      List.of(
          "jdk.jfr.",
          "sun.security.",
          "sun.net.www.protocol.jar.",
          "java.util.ServiceLoader",
          "java.util.ResourceBundle",
          "java.util.logging.LogManager",
          "org.junit.platform.",
          "org.junit.jupiter.engine.extension.");

  private NeededByJvm() {}

  /** So that the first open of a test does not load what it needs. */
  static void load() {
    is("/");
  }

  static boolean is(Object target) {
    if (target == null) {
      return false; // a socket, a selector, a pipe
    }
    String path = target.toString();
    if (path.endsWith(".jar")) {
      return true;
    }
    for (String prefix : PATHS) {
      if (path.startsWith(prefix)) {
        return true;
      }
    }
    return WALKER.walk(NeededByJvm::anyAsks);
  }

  /** Down to the test method: whoever runs it is below. */
  private static boolean anyAsks(Stream<StackFrame> frames) {
    return frames
        .takeWhile(frame -> !frame.getClassName().startsWith("org.junit.platform.commons.util."))
        .anyMatch(NeededByJvm::asks);
  }

  private static boolean asks(StackFrame frame) {
    if (ClassLoader.class.isAssignableFrom(frame.getDeclaringClass())) {
      return true;
    }
    String name = frame.getClassName();
    for (String caller : CALLERS) {
      if (name.startsWith(caller)) {
        return true;
      }
    }
    return false;
  }
}
