package dev.weir.core.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Hides secrets in command lines before Weir prints them, by the patterns of {@code
 * mask.arguments}, and cuts what is too long. For any thread. No argument is read more than once
 * for a pattern.
 *
 * <p>A pattern is held against a whole argument; {@code *} is any text, the case of letters does
 * not matter, and what the last star stands for is hidden: {@code --password=*} makes {@code
 * --password=***} of {@code --password=abc}. Where stars could be placed in several ways, all but
 * the last take as little as they can, so that the most is hidden. A pattern that ends in a blank
 * and a star, {@code --password *}, hides the whole argument that follows. Where several patterns
 * match, each hides its part.
 *
 * <p>Whatever the patterns: the password of {@code scheme://user:password@host}, anywhere in an
 * argument (RFC 3986, section 3.2.1), and of http(s) the token of {@code https://token@host}.
 *
 * <p>What it cannot see: a secret in an argument of its own that nothing announces, or in the
 * middle of a script ({@code sh -c "login --password abc"}).
 */
public final class Mask {
  /** What stands for a secret, however long that is. */
  static final String HIDDEN = "***";

  /** Characters of an argument. */
  static final int MOST_CHARACTERS = 4096;

  static final int MOST_ARGUMENTS = 100;

  private volatile List<Pattern> inside;
  private volatile List<Pattern> before;

  /**
   * @param patterns as in the policy; one without a star hides nothing
   */
  public Mask(List<String> patterns) {
    patterns(patterns);
  }

  /** Goes by these from now on; whoever asks in this moment may get some of both. */
  public void patterns(List<String> patterns) {
    List<Pattern> within = new ArrayList<>();
    List<Pattern> ahead = new ArrayList<>();
    for (String pattern : patterns) {
      if (pattern.endsWith(" *")) {
        ahead.add(new Pattern(pattern.substring(0, pattern.length() - 2)));
      } else if (pattern.indexOf('*') >= 0) {
        within.add(new Pattern(pattern));
      }
    }
    inside = within;
    before = ahead;
  }

  /**
   * A command as it may be shown: up to 100 arguments of up to 4096 characters, then {@code … (n
   * more)}.
   *
   * @param arguments the program and its arguments
   */
  public List<String> command(List<String> arguments) {
    List<String> shown = new ArrayList<>();
    boolean hidden = false;
    for (String argument : arguments) {
      if (shown.size() == MOST_ARGUMENTS) {
        shown.add("… (" + (arguments.size() - MOST_ARGUMENTS) + " more)");
        break;
      }
      shown.add(hidden ? HIDDEN : argument(argument));
      hidden = announces(argument);
    }
    return shown;
  }

  private boolean announces(String argument) {
    for (Pattern pattern : before) {
      if (pattern.matches(argument)) {
        return true;
      }
    }
    return false;
  }

  /** One argument, or any text that is not a command, such as a URL. */
  public String argument(String argument) {
    int length = argument.length();
    if (length > MOST_CHARACTERS) {
      length = MOST_CHARACTERS;
      if (Character.isHighSurrogate(argument.charAt(length - 1))) {
        length--;
      }
    }
    boolean cut = length < argument.length();
    boolean[] secret = null;
    for (Pattern pattern : inside) {
      long range = pattern.last(argument, length);
      if (range >= 0) {
        secret = hide(secret, (int) (range >>> 32), (int) range, length);
      }
    }
    secret = passwords(argument, length, secret);
    if (secret == null && !cut) {
      return argument;
    }
    StringBuilder shown = new StringBuilder(length + 16);
    for (int i = 0; i < length; i++) {
      if (secret == null || !secret[i]) {
        shown.append(argument.charAt(i));
      } else if (i == 0 || !secret[i - 1]) {
        shown.append(HIDDEN);
      }
    }
    if (cut && (secret == null || !secret[length - 1])) {
      shown.append("… (").append(argument.length() - length).append(" more)");
    }
    return shown.toString();
  }

  private static boolean[] hide(boolean[] secret, int start, int end, int length) {
    if (start == end) {
      return secret; // There is nothing: --password=
    }
    boolean[] hidden = secret == null ? new boolean[length] : secret;
    Arrays.fill(hidden, start, end, true);
    return hidden;
  }

  /**
   * Between the first colon and the last at-sign of each authority; of http, all before the at-sign
   * where there is no colon.
   */
  private static boolean[] passwords(String text, int length, boolean[] before) {
    boolean[] secret = before;
    int from = 0;
    while (true) {
      int scheme = text.indexOf("://", from);
      if (scheme < 0 || scheme + 3 >= length) {
        return secret;
      }
      from = scheme + 3;
      int colon = -1;
      int at = -1;
      int end = from;
      while (end < length && "/?#\"'<>\\".indexOf(text.charAt(end)) < 0 && text.charAt(end) > ' ') {
        char c = text.charAt(end);
        if (c == ':' && colon < 0) {
          colon = end;
        } else if (c == '@') {
          at = end;
        }
        end++;
      }
      if (at < 0 && end == length && length < text.length()) {
        at = length; // The at-sign may be in what is not shown.
      }
      if (colon >= 0 && colon < at) {
        secret = hide(secret, colon + 1, at, length);
      } else if (at > from && isHttp(text, scheme)) {
        secret = hide(secret, from, at, length); // a token in the place of the user
      }
      from = end;
    }
  }

  /** Whether {@code http} or {@code https} ends at {@code end}: ssh has a name there. */
  private static boolean isHttp(String text, int end) {
    return text.regionMatches(true, end - 4, "http", 0, 4)
        || text.regionMatches(true, end - 5, "https", 0, 5);
  }

  /** A glob. Each part between stars is looked for from where the last was found: no way back. */
  private static final class Pattern {
    private final List<String> parts = new ArrayList<>();

    Pattern(String pattern) {
      int start = 0;
      for (int star = pattern.indexOf('*'); star >= 0; star = pattern.indexOf('*', start)) {
        parts.add(pattern.substring(start, star));
        start = star + 1;
      }
      parts.add(pattern.substring(start));
    }

    boolean matches(String text) {
      if (parts.size() == 1) {
        return text.length() == parts.get(0).length() && is(parts.get(0), text, 0);
      }
      return last(text, text.length()) >= 0;
    }

    /**
     * What the last star stands for in the first {@code length} characters.
     *
     * @return start and end, 32 bits each; negative if it does not match
     */
    long last(String text, int length) {
      String first = parts.get(0);
      if (first.length() > length || !is(first, text, 0)) {
        return -1;
      }
      int start = first.length();
      for (int i = 1; i < parts.size() - 1; i++) {
        String part = parts.get(i);
        while (start + part.length() <= length && !is(part, text, start)) {
          start++;
        }
        start += part.length();
        if (start > length) {
          return -1;
        }
      }
      int end = length;
      if (length == text.length()) { // Else its end is not shown, and need not be looked at.
        String tail = parts.get(parts.size() - 1);
        end -= tail.length();
        if (end < start || !is(tail, text, end)) {
          return -1;
        }
      }
      return (long) start << 32 | end;
    }

    private static boolean is(String part, String text, int at) {
      return text.regionMatches(true, at, part, 0, part.length());
    }
  }
}
