package dev.weir.core.limit;

/**
 * Paths, as the policy writes them: {@code /etc/**}, <code>**&#47;*.json</code>, {@code *.key},
 * {@code git}.
 *
 * <p>{@code *} is any text without a slash, {@code **} any text, {@code ?} one character but a
 * slash. A pattern that begins with a slash begins at the root; any other matches at any depth, so
 * a mere name is the last part of a path. Whole parts may be none, as in gitignore(5): <code>
 * /srv/**&#47;x</code> is {@code /srv/x} too; {@code /etc/**} is all that is below {@code /etc},
 * and not the directory itself.
 *
 * <p>It is a matter of text: resolve {@code ..}, links and relative paths before you ask. Asking
 * makes no objects, and takes time in proportion to the length of the path. Immutable, for any
 * thread; equal by text.
 */
public final class PathPattern {
  private final String text;
  private final Glob glob;

  private PathPattern(String text) {
    this.text = text;
    glob = new Glob(text, '/', text.charAt(0) != '/', false);
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if it is none; the message says what to write instead
   */
  public static PathPattern of(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a path");
    }
    if (text.startsWith("$") || text.contains("${")) {
      throw new IllegalArgumentException("the path itself, variables are not read here");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ("[]{}\\".indexOf(c) >= 0) {
        throw new IllegalArgumentException("? for the character " + c);
      }
      if (Character.isISOControl(c)) {
        throw new IllegalArgumentException("? for the control character");
      }
    }
    if (text.startsWith("~/")) {
      throw new IllegalArgumentException("the home directory itself, ~ is not known here");
    }
    if (text.length() > 1 && text.endsWith("/")) {
      throw new IllegalArgumentException(text + "** for all that is in it");
    }
    String parts = text.endsWith("/") ? text : text + "/";
    if (parts.contains("//")) {
      throw new IllegalArgumentException("one slash for //");
    }
    if (("/" + parts).contains("/./") || ("/" + parts).contains("/../")) {
      throw new IllegalArgumentException("the path that . and .. lead to");
    }
    return new PathPattern(text);
  }

  /**
   * Whether it is about this path.
   *
   * @param path absolute; of a relative one only a pattern that matches at any depth can know
   */
  public boolean matches(String path) {
    return glob.matches(path);
  }

  /** Whether it is about every path. */
  public boolean matchesAll() {
    return text.equals("**") || text.equals("/**") || text.equals("*") || text.equals("**/*");
  }

  /** Whether it begins at the root. */
  public boolean isAbsolute() {
    return text.charAt(0) == '/';
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PathPattern that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As it is written in the policy. */
  @Override
  public String toString() {
    return text;
  }
}
