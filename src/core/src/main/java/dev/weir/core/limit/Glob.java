package dev.weir.core.limit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A pattern with stars over a text of parts: a path with its slashes, a host name with its dots.
 * {@code *} is any text within a part, {@code **} any text, {@code ?} one character of a part. As
 * in gitignore(5), {@code **} for whole parts may stand for none: {@code a/**}{@code /b} is {@code
 * a/b} too.
 *
 * <p>Matching makes no objects and reads the text once, whatever pattern and text are: the pattern
 * is an automaton whose states are the bits of a long. Immutable, for any thread.
 */
final class Glob {
  /** The most characters and stars between the first star and the last, both counted. */
  static final int MOST = 63;

  private static final int ONE = -1;
  private static final int STAR = -2;
  private static final int DEEP = -3;

  /** Whole parts, each with its separator: left behind a separator, or at once. */
  private static final int PARTS = -4;

  private final char separator;
  private final boolean anyCase;
  private final String head;
  private final String tail;

  /** Between head and tail; null if the pattern has no star, and head is all of it. */
  private final int[] middle;

  private final long[] ascii = new long[128];
  private long ones;
  private long stars;
  private long deep;
  private long parts;

  /**
   * @param text a pattern
   * @param separator of parts
   * @param anyDepth whether it may begin behind any separator, and not at the start only
   * @param anyCase whether A to Z are a to z
   * @throws IllegalArgumentException with what is wrong with it
   */
  Glob(String text, char separator, boolean anyDepth, boolean anyCase) {
    this.separator = separator;
    this.anyCase = anyCase;
    String pattern = anyDepth ? "**" + separator + text : text;
    if (anyCase) {
      pattern = pattern.toLowerCase(Locale.ROOT);
    }
    int first = firstWild(pattern);
    if (first < 0) {
      head = pattern;
      tail = "";
      middle = null;
      return;
    }
    int last = Math.max(pattern.lastIndexOf('*'), pattern.lastIndexOf('?'));
    int end = last + 1;
    // A separator belongs to whole parts.
    if (isParts(pattern, last - 1) && end < pattern.length() && pattern.charAt(end) == separator) {
      end++;
    }
    head = pattern.substring(0, first);
    tail = pattern.substring(end);
    middle = elements(pattern, first, end);
    if (middle.length > MOST) {
      throw new IllegalArgumentException("is too long between its first star and its last");
    }
    for (int i = 0; i < middle.length; i++) {
      long bit = 1L << i;
      switch (middle[i]) {
        case ONE -> ones |= bit;
        case STAR -> stars |= bit;
        case DEEP -> deep |= bit;
        case PARTS -> parts |= bit;
        default -> {
          if (middle[i] < ascii.length) {
            ascii[middle[i]] |= bit;
          }
        }
      }
    }
  }

  private static int firstWild(String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
      if (pattern.charAt(i) == '*' || pattern.charAt(i) == '?') {
        return i;
      }
    }
    return -1;
  }

  /** Whether {@code **} stands at {@code at} and has a part for itself, as far as its left goes. */
  private boolean isParts(String pattern, int at) {
    return at >= 0
        && pattern.startsWith("**", at)
        && (at == 0 || pattern.charAt(at - 1) == separator);
  }

  private int[] elements(String pattern, int start, int end) {
    List<Integer> elements = new ArrayList<>();
    int i = start;
    while (i < end) {
      char c = pattern.charAt(i);
      if (c == '*') {
        int after = i;
        while (after < end && pattern.charAt(after) == '*') {
          after++;
        }
        boolean whole =
            after == i + 2
                && isParts(pattern, i)
                && after < end
                && pattern.charAt(after) == separator;
        int element = whole ? PARTS : after == i + 1 ? STAR : DEEP;
        // Twice is no more than once; so skips() has two steps to do at most.
        if (element != PARTS || elements.isEmpty() || elements.get(elements.size() - 1) != PARTS) {
          elements.add(element);
        }
        i = whole ? after + 1 : after;
      } else if (c == '?') {
        elements.add(ONE);
        i++;
      } else {
        int point = pattern.codePointAt(i);
        elements.add(point);
        i += Character.charCount(point);
      }
    }
    int[] array = new int[elements.size()];
    Arrays.setAll(array, elements::get);
    return array;
  }

  /** Whether all of the text is what the pattern says. */
  boolean matches(String text) {
    return matches(text, text.length());
  }

  /** Whether the first {@code length} characters are. */
  boolean matches(String text, int length) {
    if (!text.regionMatches(anyCase, 0, head, 0, head.length())) {
      return false;
    }
    if (middle == null) {
      return length == head.length();
    }
    int end = length - tail.length();
    if (end < head.length() || !text.regionMatches(anyCase, end, tail, 0, tail.length())) {
      return false;
    }
    long now = skips(1);
    int i = head.length();
    while (i < end && now != 0) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (anyCase && c >= 'A' && c <= 'Z') {
        c += 'a' - 'A';
      }
      long moved;
      long stays = now & (deep | parts);
      if (c == separator) {
        moved = now & (ascii[c] | parts);
      } else {
        moved = now & (same(c) | ones);
        stays |= now & stars;
      }
      now = skips(moved << 1 | stays & ~parts) | stays;
    }
    return (now & 1L << middle.length) != 0;
  }

  /** The states that are reached with these: what may be nothing is left at once. */
  private long skips(long fresh) {
    long empty = stars | deep | parts;
    long all = fresh | (fresh & empty) << 1;
    return all | (all & empty) << 1; // parts and then a star
  }

  private long same(int c) {
    if (c < ascii.length) {
      return ascii[c];
    }
    long same = 0;
    for (int i = 0; i < middle.length; i++) {
      if (middle[i] == c) {
        same |= 1L << i;
      }
    }
    return same;
  }
}
