package dev.weir.junit;

import dev.weir.bootstrap.Trace;
import java.util.ArrayList;
import java.util.List;

/** Reads a stack for a person who looks for a line of his own. */
final class Frames {
  /** Of a stack, how much is shown above and below the site. */
  private static final int ABOVE = 2;

  private static final int BELOW = 4;

  private static final List<String> RUNNERS =
      List.of(
          "org.junit.",
          "org.opentest4j.",
          "org.apache.maven.surefire.",
          "dev.weir.bootstrap.",
          "dev.weir.junit.");

  private Frames() {}

  /** The depth of the first frame that is neither the JDK's nor a test runner's; -1 for none. */
  static int site(Trace trace) {
    for (int i = 0; trace != null && i < trace.depth(); i++) {
      if (!isJdk(trace.frame(i)) && !isRunner(trace.frame(i))) {
        return i;
      }
    }
    return -1;
  }

  /** The site as text; empty for a stack without one, or for none. */
  static String siteText(Trace trace) {
    int site = site(trace);
    return site < 0 ? "" : text(trace.frame(site));
  }

  /** A few frames around the site. */
  static List<String> excerpt(Trace trace) {
    List<String> lines = new ArrayList<>();
    int site = Math.max(0, site(trace));
    for (int i = Math.max(0, site - ABOVE); trace != null && i < trace.depth(); i++) {
      StackTraceElement frame = trace.frame(i);
      if (i > site + BELOW || i > site && (isRunner(frame) || isReflection(frame))) {
        break;
      }
      lines.add(text(frame));
    }
    return lines;
  }

  static String text(StackTraceElement frame) {
    String file = frame.getFileName() == null ? "Unknown Source" : frame.getFileName();
    String line = frame.getLineNumber() > 0 ? ":" + frame.getLineNumber() : "";
    return frame.getClassName() + "." + frame.getMethodName() + "(" + file + line + ")";
  }

  static boolean isJdk(StackTraceElement frame) {
    String module = frame.getModuleName();
    return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
  }

  private static boolean isRunner(StackTraceElement frame) {
    for (String runner : RUNNERS) {
      if (frame.getClassName().startsWith(runner)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isReflection(StackTraceElement frame) {
    return frame.getClassName().startsWith("jdk.internal.reflect.")
        || frame.getClassName().startsWith("java.lang.reflect.");
  }
}
