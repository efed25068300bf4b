package dev.weir.core.config;

import java.util.List;
import java.util.Locale;

/** Finds what a misspelt name was meant to be. */
final class Nearest {
  private static final int LONGEST = 100;

  private Nearest() {}

  /**
   * The candidate most like the name, or null if none is like it.
   *
   * @param candidates in lower case, with dashes
   */
  static String of(String name, List<String> candidates) {
    if (name.isEmpty() || name.length() > LONGEST) {
      return null;
    }
    String wrong = plain(name);
    String nearest = null;
    int least = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      // In the same section only the last word can be wrong; the rest must not make it look right.
      boolean sameSection = section(wrong).equals(section(candidate));
      String from = sameSection ? lastWord(wrong) : wrong;
      int distance = distance(from, sameSection ? lastWord(candidate) : candidate);
      boolean like =
          distance <= Math.max(1, Math.min(3, from.length() / 3))
              || lastWord(candidate).equals(lastWord(wrong))
              || wrong.length() > 3 && candidate.startsWith(wrong);
      if (like && distance < least) {
        nearest = candidate;
        least = distance;
      }
    }
    return nearest;
  }

  private static String lastWord(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static String section(String path) {
    return path.substring(0, path.lastIndexOf('.') + 1);
  }

  // maxOpen and max_open are max-open to whoever wrote them.
  private static String plain(String name) {
    StringBuilder plain = new StringBuilder(name.length() + 4);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (i > 0 && Character.isUpperCase(c) && Character.isLowerCase(name.charAt(i - 1))) {
        plain.append('-');
      }
      plain.append(c == '_' ? '-' : c);
    }
    return plain.toString().toLowerCase(Locale.ROOT);
  }

  /** Changes, insertions, removals and swaps of neighbours that lead from one to the other. */
  static int distance(String from, String to) {
    int[][] rows = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          rows[i][j] = i + j;
          continue;
        }
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int best = rows[i - 1][j - 1] + (same ? 0 : 1);
        best = Math.min(best, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          best = Math.min(best, rows[i - 2][j - 2] + 1);
        }
        rows[i][j] = best;
      }
    }
    return rows[from.length()][to.length()];
  }
}
