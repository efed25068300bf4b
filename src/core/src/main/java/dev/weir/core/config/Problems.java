package dev.weir.core.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong while a policy is read. Used by one thread. */
final class Problems {
  /** A file of nothing but mistakes must not fill the log. */
  static final int SHOWN = 100;

  private static final int LONGEST_QUOTE = 60;

  private final List<Problem> shown = new ArrayList<>();
  private int hidden;
  private boolean unclear;

  void add(String where, String message) {
    if (shown.size() < SHOWN) {
      shown.add(new Problem(where, message));
    } else {
      hidden++;
    }
  }

  /** Notes that what was not understood may have been the endpoint's password or TLS. */
  void protectionUnclear() {
    unclear = true;
  }

  boolean isProtectionUnclear() {
    return unclear;
  }

  /** True when a further problem is only counted: its message need not be made. */
  boolean isFull() {
    return shown.size() == SHOWN;
  }

  boolean none() {
    return shown.isEmpty();
  }

  List<Problem> list() {
    List<Problem> all = new ArrayList<>(shown);
    if (hidden > 0) {
      all.add(new Problem("policy", hidden + " more problems are not shown"));
    }
    return List.copyOf(all);
  }

  /** The text as a message may hold it: in quotes, not too long. */
  static String quote(String text) {
    if (text.length() <= LONGEST_QUOTE) {
      return "'" + text + "'";
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST_QUOTE - 1)) ? -1 : 0;
    return "'" + text.substring(0, LONGEST_QUOTE + end) + "...'";
  }
}
