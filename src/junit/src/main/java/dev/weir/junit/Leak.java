package dev.weir.junit;

import dev.weir.bootstrap.Trace;
import java.util.List;

/**
 * One thing that a test has left behind.
 *
 * @param how what is wrong, in words: still open, never closed
 */
record Leak(String kind, String target, String how, String thread, Trace trace) {
  String site() {
    return Frames.siteText(trace);
  }

  /** Leaks from one line are said once, with their number. */
  String key() {
    return kind + ' ' + how + ' ' + (trace == null ? target : Frames.excerpt(trace));
  }

  void write(StringBuilder text, int count) {
    text.append("\n  ").append(kind).append(target.isEmpty() ? "" : " " + target);
    text.append(", ").append(how);
    if (count > 1) {
      text.append(", ").append(count).append(" times");
    }
    text.append(", thread ").append(thread);
    if (trace == null) {
      text.append(": no stack was taken; give the agent leaks.stacks.budget=100%");
      return;
    }
    text.append(": ").append(site().isEmpty() ? "by the JDK or the test runner" : site());
    List<String> frames = Frames.excerpt(trace);
    for (String frame : frames) {
      text.append("\n      at ").append(frame);
    }
  }
}
