package dev.weir.junit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is thrown where something has leaked. */
final class Verdict {
  /** Lines beyond this many are counted only. */
  private static final int MOST = 20;

  private Verdict() {}

  /**
   * Null where nothing has leaked. The error's stack is the leak's, for whoever clicks on it.
   *
   * @param round null for a test that is run once
   */
  static AssertionError of(String test, Round round, List<Leak> leaks, List<Leak> strays) {
    if (leaks.isEmpty() && strays.isEmpty()) {
      return null;
    }
    String who = round == null ? test : round.of(test);
    StringBuilder text = new StringBuilder();
    if (!leaks.isEmpty()) {
      text.append(who).append(" left ").append(things(leaks.size())).append(" behind");
      write(text, leaks);
    }
    if (!strays.isEmpty()) {
      text.append(leaks.isEmpty() ? "" : "\n")
          .append("Tests that ran in parallel, of which this was the last, left ")
          .append(things(strays.size()))
          .append(" behind, by threads that none of them started");
      write(text, strays);
    }
    if (round != null) {
      round.write(text);
    }
    AssertionError error = new AssertionError(text.toString());
    if (round != null && round.forced() != null) {
      error.addSuppressed(round.forced());
    }
    Leak first = (leaks.isEmpty() ? strays : leaks).get(0);
    if (first.trace() != null) {
      List<StackTraceElement> frames = new ArrayList<>();
      for (int i = 0; i < first.trace().depth(); i++) {
        frames.add(first.trace().frame(i));
      }
      error.setStackTrace(frames.toArray(new StackTraceElement[0]));
    }
    return error;
  }

  private static String things(int count) {
    return count == 1 ? "1 thing" : count + " things";
  }

  private static void write(StringBuilder text, List<Leak> leaks) {
    Map<String, List<Leak>> groups = new LinkedHashMap<>();
    for (Leak leak : leaks) {
      groups.computeIfAbsent(leak.key(), key -> new ArrayList<>()).add(leak);
    }
    text.append(':');
    int written = 0;
    for (List<Leak> group : groups.values()) {
      if (written++ == MOST) {
        text.append("\n  and ").append(groups.size() - MOST).append(" more");
        return;
      }
      group.get(0).write(text, group.size());
    }
  }
}
