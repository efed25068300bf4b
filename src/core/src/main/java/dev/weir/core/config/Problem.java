package dev.weir.core.config;

/**
 * One mistake in the policy, ready to be printed on one line.
 *
 * @param where the place: {@code weir.yml:3:5} (line and column from 1, columns in code points),
 *     the file alone, {@code agent argument KEY}, {@code environment NAME} or {@code system
 *     property NAME}
 * @param message what is wrong, what was expected and the way out
 */
public record Problem(String where, String message) {

  /** Replaces every control character: names and values come from outside and go to a log. */
  public Problem {
    where = oneLine(where);
    message = oneLine(message);
  }

  /** The place and the message, on one line. */
  @Override
  public String toString() {
    return where + ": " + message;
  }

  static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // NEL, LINE SEPARATOR and PARAGRAPH SEPARATOR end a line too.
      boolean breaks = c < ' ' || c >= 0x7f && c < 0xa0 || c == 0x2028 || c == 0x2029;
      line.append(breaks ? ' ' : c);
    }
    return line.toString();
  }
}
