package dev.weir.core.config;

import dev.weir.core.limit.Network;
import dev.weir.core.limit.PathPattern;
import dev.weir.core.limit.PeerPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The types that keys may have. */
final class Types {
  /** What {@link #portOrOff()} makes of {@code off}. */
  static final int OFF = -1;

  private static final String[] DURATION_UNITS = {"ms", "s", "m", "h", "d"};
  private static final long[] DURATION_MILLIS = {1, 1000, 60_000, 3_600_000, 86_400_000};

  // k, m and g are how Docker writes KiB, MiB and GiB.
  private static final String[] SIZE_UNITS = {
    "", "B", "KiB", "MiB", "GiB", "TiB", "KB", "MB", "GB", "TB", "k", "m", "g"
  };
  private static final long[] SIZE_BYTES = {
    1,
    1,
    1L << 10,
    1L << 20,
    1L << 30,
    1L << 40,
    1000,
    1_000_000,
    1_000_000_000,
    1_000_000_000_000L,
    1L << 10,
    1L << 20,
    1L << 30
  };

  private Types() {}

  /** One of an enum's constants, in lower case with dashes. */
  static <E extends Enum<E>> Type<E> choice(Class<E> type) {
    return new ScalarType<>() {
      @Override
      E parse(String text) {
        for (E constant : type.getEnumConstants()) {
          if (spelling(constant).equals(text)) {
            return constant;
          }
        }
        return null;
      }

      @Override
      String hint(String text) {
        return Nearest.of(text, spellings());
      }

      @Override
      String expected() {
        return String.join(" or ", spellings());
      }

      @Override
      Map<String, Object> schema() {
        return fields("enum", spellings());
      }

      private List<String> spellings() {
        List<String> all = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
          all.add(spelling(constant));
        }
        return all;
      }

      private String spelling(E constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
      }
    };
  }

  /** {@code true} or {@code false}. */
  static Type<Boolean> bool() {
    return new ScalarType<>() {
      @Override
      Boolean parse(String text) {
        return text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null;
      }

      @Override
      String expected() {
        return "true or false";
      }

      @Override
      Map<String, Object> schema() {
        return fields("type", "boolean");
      }
    };
  }

  /** A whole number; both ends are allowed. */
  static Type<Integer> integer(int least, int most) {
    return new ScalarType<>() {
      @Override
      Integer parse(String text) {
        return parseInt(text, least, most);
      }

      @Override
      String expected() {
        return most == Integer.MAX_VALUE && least == 0
            ? "a whole number, 0 or more"
            : "a whole number from " + least + " to " + most;
      }

      @Override
      Map<String, Object> schema() {
        return fields("type", "integer", "minimum", least, "maximum", most);
      }
    };
  }

  /** A TCP port, or {@link #OFF}. */
  static Type<Integer> portOrOff() {
    return new ScalarType<>() {
      @Override
      Integer parse(String text) {
        return text.equals("off") ? Integer.valueOf(OFF) : parseInt(text, 0, 65535);
      }

      @Override
      String expected() {
        return "a port from 1 to 65535, 0 to pick a free one, or off";
      }

      @Override
      Map<String, Object> schema() {
        return fields(
            "anyOf",
            List.of(
                fields("type", "integer", "minimum", 0, "maximum", 65535), fields("const", "off")));
      }
    };
  }

  /** A number with or without a fraction. */
  static Type<Double> decimal(int least, int most) {
    return new ScalarType<>() {
      @Override
      Double parse(String text) {
        return parseDecimal(text, least, most);
      }

      @Override
      String expected() {
        return "a number from " + least + " to " + most + ", such as 0.5";
      }

      @Override
      Map<String, Object> schema() {
        return fields("type", "number", "minimum", least, "maximum", most);
      }
    };
  }

  /** A whole number, or a percentage of the limit on descriptors. */
  static Type<Policy.Amount> amount() {
    return new ScalarType<>() {
      @Override
      Policy.Amount parse(String text) {
        if (text.endsWith("%")) {
          Double percent = parseDecimal(text.substring(0, text.length() - 1), 0, 100);
          return percent == null || percent == 0 ? null : new Policy.Amount(0, percent / 100);
        }
        Integer number = parseInt(text, 0, Integer.MAX_VALUE);
        return number == null ? null : new Policy.Amount(number, 0);
      }

      @Override
      String expected() {
        return "a whole number, 0 or more, or a percentage of the limit on descriptors, such as 80%";
      }

      @Override
      Map<String, Object> schema() {
        return fields(
            "anyOf",
            List.of(
                fields("type", "integer", "minimum", 0),
                fields("type", "string", "pattern", "^[0-9]+([.][0-9]+)?%$")));
      }
    };
  }

  /** Permissions in octal, as {@code 0640}. */
  static Type<Integer> permissions() {
    return new ScalarType<>() {
      @Override
      Integer parse(String text) {
        if (text.length() < 3 || text.length() > 4 || text.length() == 4 && text.charAt(0) != '0') {
          return null;
        }
        int mode = 0;
        for (int i = 0; i < text.length(); i++) {
          int digit = text.charAt(i) - '0';
          if (digit < 0 || digit > 7) {
            return null;
          }
          mode = mode * 8 + digit;
        }
        return mode;
      }

      @Override
      String hint(String text) {
        return text.startsWith("0o") && parse("0" + text.substring(2)) != null
            ? "0" + text.substring(2)
            : null;
      }

      @Override
      String expected() {
        return "permissions in octal, such as 0640";
      }

      @Override
      Map<String, Object> schema() {
        return fields("type", List.of("string", "integer"), "pattern", "^0?[0-7]{3}$");
      }
    };
  }

  /** A part of a whole, 0 to 1, written {@code 1%}. */
  static Type<Double> percent() {
    return new ScalarType<>() {
      @Override
      Double parse(String text) {
        if (!text.endsWith("%")) {
          return null;
        }
        Double percent = parseDecimal(text.substring(0, text.length() - 1), 0, 100);
        return percent == null ? null : percent / 100;
      }

      @Override
      String hint(String text) {
        return parseDecimal(text, 0, 100) == null ? null : text + "%";
      }

      @Override
      String expected() {
        return "a percentage from 0% to 100%, such as 1%";
      }

      @Override
      Map<String, Object> schema() {
        return fields("type", "string", "pattern", "^[0-9]+([.][0-9]+)?%$");
      }
    };
  }

  /** A time from 1 ms to 3650 days. */
  static Type<Duration> duration() {
    return new ScalarType<>() {
      private static final long MOST = 3650L * 86_400_000;

      @Override
      Duration parse(String text) {
        Long millis = quantity(text, DURATION_UNITS, DURATION_MILLIS);
        return millis == null || millis < 1 || millis > MOST ? null : Duration.ofMillis(millis);
      }

      @Override
      String hint(String text) {
        return parse(text + "s") == null ? null : text + "s for seconds";
      }

      @Override
      String expected() {
        return "a time from 1ms to 3650d, such as 10m (units: ms, s, m, h, d)";
      }

      @Override
      Map<String, Object> schema() {
        return fields("type", "string", "pattern", "^[0-9]+(ms|s|m|h|d)$");
      }
    };
  }

  /** A number of bytes, 1 or more. */
  static Type<Long> size() {
    return new ScalarType<>() {
      @Override
      Long parse(String text) {
        Long bytes = quantity(text, SIZE_UNITS, SIZE_BYTES);
        return bytes == null || bytes < 1 ? null : bytes;
      }

      @Override
      String expected() {
        return "a size of 1 byte or more, such as 10MiB"
            + " (units: B, KiB, MiB, GiB, TiB, KB, MB, GB, TB, or none for bytes)";
      }

      @Override
      Map<String, Object> schema() {
        return fields(
            "anyOf",
            List.of(
                fields("type", "integer", "minimum", 1),
                fields("type", "string", "pattern", "^[0-9]+([KMGT]i?B|B|[kmg])?$")));
      }
    };
  }

  /**
   * Text.
   *
   * @param what as a message says it: {@code a user name}
   * @param not characters that it may not hold
   */
  static Type<String> text(String what, String not) {
    return new ScalarType<>() {
      @Override
      String parse(String text) {
        for (int i = 0; i < text.length(); i++) {
          if (Character.isISOControl(text.charAt(i)) || not.indexOf(text.charAt(i)) >= 0) {
            return null;
          }
        }
        return text.isBlank() ? null : text;
      }

      @Override
      String expected() {
        if (not.isEmpty()) {
          return what;
        }
        return what
            + (not.startsWith(" ") ? " (no blanks, none of " : " (none of ")
            + not.strip()
            + ")";
      }

      @Override
      Map<String, Object> schema() {
        return fields("type", "string", "minLength", 1);
      }
    };
  }

  /** A pattern of {@link Mask}: a text with a star for what is hidden. */
  static Type<String> mask() {
    return new ScalarType<>() {
      @Override
      String parse(String text) {
        return text.indexOf('*') < 0 ? null : text;
      }

      @Override
      String hint(String text) {
        return text.isBlank() ? null : text + (text.endsWith("=") ? "*" : "=*");
      }

      @Override
      String expected() {
        return "an argument with * for what to hide, such as --password=* or \"--password *\"";
      }

      @Override
      Map<String, Object> schema() {
        return fields("type", "string", "pattern", "[*]");
      }
    };
  }

  /** One of a few words. */
  static Type<String> word(String... words) {
    return new ScalarType<>() {
      @Override
      String parse(String text) {
        return List.of(words).contains(text) ? text : null;
      }

      @Override
      String hint(String text) {
        return Nearest.of(text, List.of(words));
      }

      @Override
      String expected() {
        return String.join(" or ", words);
      }

      @Override
      Map<String, Object> schema() {
        return fields("enum", List.of(words));
      }
    };
  }

  /** A pattern of paths. */
  static Type<PathPattern> pathPattern() {
    return pathPattern("a pattern of paths, such as /etc/** or **/*.json");
  }

  /** A pattern of programs: a name or a path. */
  static Type<PathPattern> command() {
    return pathPattern("the name or the path of a program, such as git or /usr/bin/*");
  }

  private static Type<PathPattern> pathPattern(String what) {
    return new ParsedType<>(what, fields("type", "string", "pattern", "^[^\\[\\]{}\\\\]+$")) {
      @Override
      PathPattern of(String text) {
        return PathPattern.of(text);
      }
    };
  }

  /** An address or a network. */
  static Type<Network> network() {
    return new ParsedType<>(
        "an address or a network, such as 127.0.0.1, 10.0.0.0/8 or 2001:db8::/32",
        fields("type", "string", "pattern", "^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$")) {
      @Override
      Network of(String text) {
        return Network.of(text);
      }
    };
  }

  /** Who may be at the other end. */
  static Type<PeerPattern> peer() {
    return new ParsedType<>(
        "a peer, such as api.acme.com:443, *.acme.com:443, 10.0.0.0/8:*, [::1]:80 or /run/x.sock",
        fields("type", "string", "pattern", "^(/.*|[^ ]+)$")) {
      @Override
      PeerPattern of(String text) {
        return PeerPattern.of(text);
      }
    };
  }

  /** An absolute directory; it need not exist. */
  static Type<String> directory() {
    return new ParsedType<>(
        "an absolute directory, such as /srv/renderer",
        fields("type", "string", "pattern", "^/[^*?\\[\\]{}\\\\]*$")) {
      @Override
      String of(String text) {
        if (text.startsWith("$")) {
          PathPattern.of(text);
        }
        if (!text.startsWith("/")) {
          throw new IllegalArgumentException((String) null);
        }
        for (String end : new String[] {"/**", "/*", "/"}) {
          if (text.endsWith(end) && text.length() > end.length()) {
            String rest = text.substring(0, text.length() - end.length());
            if (end.equals("/")) {
              return of(rest);
            }
            throw new IllegalArgumentException(rest);
          }
        }
        if (text.indexOf('*') >= 0 || text.indexOf('?') >= 0) {
          throw new IllegalArgumentException("each directory; a root is no pattern");
        }
        return text.equals("/") ? text : PathPattern.of(text).toString();
      }
    };
  }

  /** The path of a file; it need not exist. */
  static Type<String> path() {
    return text("the path of a file", "");
  }

  /** A list; a single value is a list of one. In one line it is {@code [a;b]}. */
  static <T> Type<List<T>> list(Type<T> element) {
    return new Type<>() {
      @Override
      Tree oneLine(String where, String text) {
        if (!text.startsWith("[") || !text.endsWith("]") || text.length() < 2) {
          return super.oneLine(where, text);
        }
        List<Tree> elements = new ArrayList<>();
        String inside = text.substring(1, text.length() - 1);
        if (!inside.isBlank()) {
          int start = 0;
          for (int end = inside.indexOf(';'); end >= 0; end = inside.indexOf(';', start)) {
            elements.add(element.oneLine(where, inside.substring(start, end).trim()));
            start = end + 1;
          }
          elements.add(element.oneLine(where, inside.substring(start).trim()));
        }
        return new Tree.Sequence(where, elements);
      }

      @Override
      List<T> read(String path, Tree tree, Problems problems) {
        List<T> values = new ArrayList<>();
        if (tree instanceof Tree.Scalar scalar
            && scalar.text() != null
            && scalar.text().indexOf(',') >= 0) {
          // As one text it could be a pattern that nothing ever matches.
          problems.add(
              tree.where(),
              path
                  + " is "
                  + Problems.quote(scalar.text())
                  + ", a single value with a comma; several are a list: [a, b] in the file, [a;b]"
                  + " elsewhere");
          return null;
        }
        if (!(tree instanceof Tree.Sequence sequence)) {
          T only = element.read(path, tree, problems);
          return only == null ? null : List.of(only);
        }
        for (int i = 0; i < sequence.elements().size(); i++) {
          T value = element.read(path + "[" + i + "]", sequence.elements().get(i), problems);
          if (value != null) {
            values.add(value);
          }
        }
        return values.size() == sequence.elements().size() ? values : null;
      }

      @Override
      String expected() {
        return "a list; each element: " + element.expected();
      }

      @Override
      Map<String, Object> schema() {
        Map<String, Object> array = fields("type", "array", "items", element.schema());
        return fields("anyOf", List.of(element.schema(), array));
      }

      @Override
      Table keys() {
        return element.keys();
      }
    };
  }

  /** A section of keys of its own, as the element of a list: a rule. Only a file can hold it. */
  static Type<Values> section(Table keys) {
    return section(keys, new Check());
  }

  /** A section whose keys are held against each other too. */
  static Type<Values> section(Table keys, Check check) {
    return new Type<>() {
      @Override
      Values read(String path, Tree tree, Problems problems) {
        if (!(tree instanceof Tree.Section section)) {
          problems.add(tree.where(), path + " is not a section; expected " + expected());
          return null;
        }
        Values values = new Values();
        boolean complete = new Binder(keys, path + ".", values, problems).bind(section);
        boolean named = keys.oneOf().isEmpty();
        for (String one : keys.oneOf()) {
          named |= values.isNamed(keys.find(one));
        }
        if (!named && complete) {
          String what =
              keys.oneOf().size() == 1
                  ? " has no " + keys.oneOf().get(0) + "; add it"
                  : " has none of " + String.join(", ", keys.oneOf()) + "; add one";
          problems.add(section.where(), path + what);
          return null;
        }
        return complete && check.passes(path, values, problems) ? values : null;
      }

      @Override
      String expected() {
        List<String> paths = keys.filePaths();
        return "a section with keys, which only a file can hold (" + String.join(", ", paths) + ")";
      }

      @Override
      Map<String, Object> schema() {
        return Schema.of(keys);
      }

      @Override
      Table keys() {
        return keys;
      }
    };
  }

  /** What no type of a single key can know. */
  static class Check {
    /** Reports what is wrong. */
    boolean passes(String path, Values values, Problems problems) {
      return true;
    }
  }

  /** A map that keeps its order. */
  static Map<String, Object> fields(Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }

  /** Digits and a unit; null if the text is something else or does not fit a long. */
  private static Long quantity(String text, String[] units, long[] sizes) {
    int digits = 0;
    while (digits < text.length() && isDigit(text.charAt(digits))) {
      digits++;
    }
    if (digits == 0) {
      return null;
    }
    String unit = text.substring(digits);
    for (int i = 0; i < units.length; i++) {
      if (units[i].equals(unit)) {
        try {
          return Math.multiplyExact(Long.parseLong(text.substring(0, digits)), sizes[i]);
        } catch (ArithmeticException | NumberFormatException tooLarge) {
          return null;
        }
      }
    }
    return null;
  }

  private static Integer parseInt(String text, int least, int most) {
    int start = text.startsWith("-") ? 1 : 0;
    if (start == text.length() || text.length() > 11 + start) {
      return null;
    }
    for (int i = start; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return null;
      }
    }
    long number = Long.parseLong(text);
    return number < least || number > most ? null : Integer.valueOf((int) number);
  }

  private static Double parseDecimal(String text, int least, int most) {
    boolean point = false;
    for (int i = 0; i < text.length(); i++) {
      boolean inside = i > 0 && i < text.length() - 1;
      if (!isDigit(text.charAt(i)) && (point || !inside || text.charAt(i) != '.')) {
        return null;
      }
      point |= text.charAt(i) == '.';
    }
    if (text.isEmpty() || text.length() > 20) {
      return null;
    }
    double number = Double.parseDouble(text);
    return number < least || number > most ? null : Double.valueOf(number);
  }

  // Character.isDigit knows the digits of every script; a policy is written with ten.
  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
