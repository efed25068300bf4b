package dev.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * 500 files, each wrong in one way that is known from how it was made: each is refused, in no time,
 * with a message at the place of the mistake. Made from a seed, of every key there is.
 */
class MalformedFilesTest {
  private static final int FILES = 500;
  private static final int ANYWHERE = 0;

  /**
   * @param line of the mistake, from 1; {@link #ANYWHERE} in the file, or the file as a whole
   */
  private record Malformed(String how, byte[] bytes, int line) {
    Malformed(String how, String text, int line) {
      this(how, text.getBytes(StandardCharsets.UTF_8), line);
    }
  }

  /** One way to be wrong. */
  private interface Way {
    Malformed make(Random random, Place place);
  }

  /** A key of a file, or one inside of a rule. */
  private record Place(String path, Type<?> type, String rule) {}

  @TempDir Path dir;
  private final List<Place> places = new ArrayList<>();
  private final Map<String, Way> ways = new LinkedHashMap<>();

  /** What has been; twice the same is one file. */
  private final Set<String> made = new HashSet<>();

  private final Map<String, Integer> counts = new TreeMap<>();

  MalformedFilesTest() {
    for (Key<?> key : Keys.TABLE.keys()) {
      if (!key.inFile()) {
        continue;
      }
      places.add(new Place(key.path(), key.type(), null));
      if (key.type().keys() != null) {
        for (Key<?> inner : key.type().keys().keys()) {
          places.add(new Place(inner.path(), inner.type(), key.path()));
        }
      }
    }
    ways.put("wrong value", this::wrongValue);
    ways.put("wrong kind of value", this::wrongKind);
    ways.put("misspelt", this::misspelt);
    ways.put("wrong place", this::wrongPlace);
    ways.put("twice", this::twice);
    ways.put("rule without its keys", this::poorRule);
    ways.put("encoding", this::encoding);
    ways.put("size", this::size);
    ways.put("bomb", this::bomb);
    ways.put("not YAML", this::notYaml);
  }

  @Test
  @Timeout(300)
  void eachIsRefusedWithItsPlace() throws IOException {
    Random random = new Random(4711);
    List<String> names = List.copyOf(ways.keySet());
    for (Place place : places) { // each key in each of the first ways; the rest as it comes
      for (String name : names.subList(0, 3)) {
        make(name, random, place);
      }
    }
    for (int i = 0; made.size() < FILES; i++) {
      make(names.get(random.nextInt(names.size())), random, any(random));
      assertThat(i).as("files that are all alike: %s", counts).isLessThan(20 * FILES);
    }
    assertThat(counts.keySet()).containsExactlyInAnyOrderElementsOf(names);
    assertThat(counts.values()).allMatch(count -> count >= 3);
  }

  private void make(String name, Random random, Place place) throws IOException {
    Malformed file = ways.get(name).make(random, place);
    if (made.add(new String(file.bytes(), StandardCharsets.ISO_8859_1))) {
      counts.merge(name, 1, Integer::sum);
      check(name + ", " + file.how(), file);
    }
  }

  private void check(String what, Malformed malformed) throws IOException {
    Path file = Files.write(dir.resolve("weir.yml"), malformed.bytes());

    Loaded loaded = PolicyLoader.load("config=" + file, Map.of(), Map.of());

    String shown = what + ":\n" + start(malformed.bytes()) + "\n" + loaded.problems();
    assertThat(loaded.valid()).as(shown).isFalse();
    assertThat(loaded.problems()).as(shown).isNotEmpty();
    assertThat(loaded.policy()).as(shown).isEqualTo(inObserve(loaded.policy()));
    String where =
        malformed.line() == ANYWHERE ? file.toString() : file + ":" + malformed.line() + ":";
    assertThat(loaded.problems()).as(shown).anyMatch(p -> p.where().startsWith(where));
    for (Problem problem : loaded.problems()) {
      assertThat(problem.where()).as(shown).matches(".*(weir.yml(:\\d+:\\d+)?|policy)");
      assertThat(problem.toString()).as(shown).hasSizeLessThan(600);
      assertThat(problem.message()).as(shown).isNotBlank().doesNotContain("Weir failed");
    }
  }

  private static String start(byte[] bytes) {
    return new String(bytes, 0, Math.min(bytes.length, 2000), StandardCharsets.UTF_8);
  }

  private static Policy inObserve(Policy policy) {
    Policy none = Policy.defaults();
    return new Policy(
        none.mode(),
        none.files(),
        none.processes(),
        none.sockets(),
        none.inject(),
        none.leaks(),
        policy.metrics(),
        policy.mask());
  }

  // ---- what is around the mistake

  /** Valid keys of other sections than that of the path, each on a line. */
  private String others(Random random, String path) {
    String section = section(path);
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      Place place = places.get(random.nextInt(places.size()));
      String other = section(place.path());
      boolean free = place.rule() == null && place.type().keys() == null;
      boolean pair = other.equals("metrics"); // some of them need another key
      if (free && !pair && !other.equals(section) && !text.toString().contains(other + ":")) {
        List<String> right = Samples.right(place.type());
        text.append(nested(place.path(), Samples.quoted(right.get(random.nextInt(right.size())))));
      }
    }
    return text.toString();
  }

  private static String section(String path) {
    int dot = path.indexOf('.');
    return dot < 0 ? path : path.substring(0, dot);
  }

  /** {@code a: { b: value }}, on one line. */
  private static String nested(String path, String value) {
    String[] names = path.split("\\.");
    return String.join(": { ", names) + ": " + value + " }".repeat(names.length - 1) + "\n";
  }

  /** The key, in its rule if it is of one, between other keys. */
  private Malformed at(String how, Random random, Place place, String name, String value) {
    String whole = place.rule() == null ? place.path() : place.rule();
    String inner = name + ": " + value;
    String line;
    if (place.rule() == null) {
      int dot = whole.lastIndexOf('.');
      String above = dot < 0 ? "" : whole.substring(0, dot);
      line = above.isEmpty() ? inner + "\n" : nested(above, "{ " + inner + " }");
    } else {
      line = nested(whole, "[{ " + needed(place, name) + inner + " }]");
    }
    String before = others(random, whole);
    int number = (int) before.lines().count() + 1;
    return new Malformed(how + " " + place.path(), before + line, number);
  }

  /** What the rule must have besides, so that only one thing is wrong. */
  private static String needed(Place place, String name) {
    String need =
        switch (place.rule()) {
          case "files.rules" -> "path";
          case "processes.rules" -> "command";
          default -> "on";
        };
    return name.equals(need) ? "" : need + ": " + (need.equals("on") ? "open" : "a") + ", ";
  }

  private Place any(Random random) {
    return places.get(random.nextInt(places.size()));
  }

  private static String last(Place place) {
    return place.path().substring(place.path().lastIndexOf('.') + 1);
  }

  // ---- the ways

  private Malformed wrongValue(Random random, Place place) {
    List<String> wrong = new ArrayList<>();
    if (place.type().keys() == null) {
      wrong.addAll(Samples.wrong(place.type()));
    }
    wrong.add("");
    String value = Samples.quoted(wrong.get(random.nextInt(wrong.size())));
    if (random.nextInt(6) == 0) {
      value = "\"a\\x01b\""; // in no type: none takes a control character
    }
    if (Samples.isList(place.type()) && random.nextBoolean()) {
      value = "[" + value + "]";
    }
    return at("wrong value", random, place, last(place), value);
  }

  private Malformed wrongKind(Random random, Place place) {
    String[] values = {"", "~", "null", "{ nothing: 1 }", "[[a]]", "[{ nothing: 1 }]", "[~]"};
    return at("kind", random, place, last(place), values[random.nextInt(values.length)]);
  }

  private Malformed misspelt(Random random, Place place) {
    String name = last(place);
    int i = random.nextInt(name.length());
    String wrong =
        switch (random.nextInt(4)) {
          case 0 -> name + "x";
          case 1 -> name.substring(0, i) + "_" + name.substring(i);
          case 2 -> name.toUpperCase(Locale.ROOT);
          default -> name.substring(0, i) + name.charAt(i) + name.substring(i);
        };
    return at("misspelt", random, place, wrong, "1");
  }

  private Malformed wrongPlace(Random random, Place place) {
    String value = "1";
    String whole = place.rule() == null ? place.path() : place.rule() + "." + place.path();
    String line =
        switch (random.nextInt(4)) {
          case 0 -> "\"" + (whole.contains(".") ? whole : whole + ".x") + "\": " + value;
          case 1 -> "nowhere: { " + last(place) + ": " + value + " }";
          case 2 -> section(whole).equals(whole) ? whole + ": [[]]" : section(whole) + ": 3";
          default -> section(whole).equals(whole) ? whole + ": {}" : section(whole) + ": [a, b]";
        };
    String before = others(random, section(whole));
    int number = (int) before.lines().count() + 1;
    return new Malformed("place of " + place.path(), before + line + "\n", number);
  }

  private Malformed twice(Random random, Place any) {
    Place place = any;
    while (place.rule() != null) {
      place = any(random);
    }
    String first = nested(place.path(), "1");
    String before = others(random, place.path());
    int number = (int) before.lines().count() + 2;
    return new Malformed("twice " + place.path(), before + first + first, number);
  }

  private Malformed poorRule(Random random, Place any) {
    Place place = any;
    while (place.rule() == null || needed(place, last(place)).isEmpty()) {
      place = any(random);
    }
    List<String> right = Samples.right(place.type());
    String value = Samples.quoted(right.get(random.nextInt(right.size())));
    // With a site a rule on files needs no path.
    String name = last(place).equals("site") ? "mode" : last(place);
    value = name.equals(last(place)) ? value : "observe";
    String before = others(random, place.rule());
    int number = (int) before.lines().count() + 1;
    String line = nested(place.rule(), "[{ " + name + ": " + value + " }]");
    return new Malformed("poor rule with " + place.path(), before + line, number);
  }

  private Malformed encoding(Random random, Place any) {
    String text = others(random, "") + "mode: enforce\n";
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int at = random.nextInt(utf8.length);
    return switch (random.nextInt(8)) {
      case 0 -> new Malformed("UTF-16", text.getBytes(StandardCharsets.UTF_16), ANYWHERE);
      case 1 -> new Malformed("UTF-16LE", text.getBytes(StandardCharsets.UTF_16LE), ANYWHERE);
      case 2 -> new Malformed("UTF-32", text.getBytes(Charset.forName("UTF-32")), ANYWHERE);
      case 3 ->
          new Malformed(
              "Latin-1", (text + "# \u00fc\n").getBytes(StandardCharsets.ISO_8859_1), lines(text));
      case 4 -> new Malformed("NUL", inserted(utf8, at, 0), lineOf(utf8, at));
      case 5 -> new Malformed("a control", inserted(utf8, at, 0x1b), lineOf(utf8, at));
      case 6 -> new Malformed("a BOM", inserted(utf8, at + 1, 0xef, 0xbb, 0xbf), ANYWHERE);
      default -> new Malformed("cut UTF-8", inserted(utf8, at, 0xe2, 0x82), lineOf(utf8, at));
    };
  }

  private static int lines(String text) {
    return (int) text.lines().count() + 1;
  }

  private static int lineOf(byte[] text, int at) {
    int line = 1;
    for (int i = 0; i < at; i++) {
      line += text[i] == '\n' ? 1 : 0;
    }
    return line;
  }

  private static byte[] inserted(byte[] text, int at, int... bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(text, 0, at);
    for (int b : bytes) {
      out.write(b);
    }
    out.write(text, at, text.length - at);
    return out.toByteArray();
  }

  private Malformed size(Random random, Place any) {
    int length = YamlFile.LIMIT + 1 + random.nextInt(3) * 1000;
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) (random.nextBoolean() ? '#' : '\n'));
    return new Malformed("size", bytes, ANYWHERE);
  }

  private Malformed bomb(Random random, Place any) {
    int n = random.nextInt(1000);
    String before = others(random, "leaks");
    int line = lines(before);
    return switch (random.nextInt(10)) {
      case 0 -> new Malformed("flow depth", before + "a: " + "[".repeat(500 + n * 100), line);
      case 1 -> {
        StringBuilder text = new StringBuilder(before);
        for (int i = 0; i < 100 + n / 10; i++) {
          text.append(" ".repeat(i)).append("a:\n");
        }
        yield new Malformed("block depth", text.toString(), ANYWHERE);
      }
      case 2 -> {
        StringBuilder text = new StringBuilder(before + "leaks:\n  skip: &a0 [x, x]\n");
        for (int i = 1; i <= 20; i++) {
          text.append("k" + (n + i) + ": &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n");
        }
        yield new Malformed("laughs", text.toString(), line + 2);
      }
      case 3 -> new Malformed("itself", before + "leaks: &l" + n + " { skip: *l" + n + " }", line);
      case 4 ->
          new Malformed(
              "many aliases",
              before + "leaks: { skip: [&a b" + n + ", *a".repeat(60 + n) + "] }",
              line);
      case 5 ->
          new Malformed(
              "huge value",
              before + "leaks: { unread-after: " + "9".repeat(900 * n + 50) + " }",
              line);
      case 6 -> new Malformed("huge key", before + "k".repeat(900 * n + 5) + ": 1", ANYWHERE);
      case 7 -> {
        String[] tags = {
          "!!java/object:java.net.URL", "!!javax.script.ScriptEngineManager", "!!binary", "!x",
          "!<tag:yaml.org,2002:python/object/apply:os.system>", "!!set", "!!omap", "!!float"
        };
        String tag = tags[n % tags.length];
        yield new Malformed("tag", before + "leaks: { skip: " + tag + " [a" + n + "] }", line);
      }
      case 8 -> new Malformed("merge", before + "leaks: { <<: { skip: a" + n + " } }", line);
      default -> {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3000 + n; i++) {
          text.append("k").append(i).append(": 1\n");
        }
        yield new Malformed("many keys", text.toString(), 1);
      }
    };
  }

  private Malformed notYaml(Random random, Place any) {
    String before = others(random, "leaks");
    int line = lines(before);
    int n = random.nextInt(100);
    String[] wrong = {
      "leaks: { skip: a" + n, // no brace
      "leaks: { skip: [a" + n + " }",
      "leaks:\n\tskip: a" + n,
      "leaks: \"a" + n,
      "leaks: 'a" + n,
      "leaks: *nobody" + n,
      "leaks: { skip: a }\n leaks: " + n,
      "? [a" + n + "]\n: b",
      "---\nmode: observe\n---\nmode: enforce # " + n,
      "leaks: a: b" + n,
      "%YAML 3." + n + "\n---\nmode: observe",
      "leaks: @a" + n,
      "leaks: `a" + n,
      "leaks: |a" + n,
      "leaks: &a &b c" + n,
      "- leaks" + n,
      "leaks" + n,
      "leaks: \"\\q" + n + "\""
    };
    return new Malformed("not YAML", before + wrong[n % wrong.length] + "\n", ANYWHERE);
  }

  /** Nothing is not wrong: no key is set. */
  @Test
  void anEmptyFileIsAPolicyWithoutLimits() throws IOException {
    for (String text : List.of("", "\n", "# nothing\n", "{}", "---\n", "\ufeff")) {
      Path file = Files.writeString(dir.resolve("weir.yml"), text);
      Loaded loaded = PolicyLoader.load("config=" + file, Map.of(), Map.of());
      assertThat(loaded.problems()).as(text).isEmpty();
      assertThat(loaded.policy()).isEqualTo(Policy.defaults());
    }
  }

  /** The samples are what they say, so that a file with one is wrong for no other reason. */
  @Test
  void theSamplesAreRightAndWrong() {
    for (Place place : places) {
      if (place.type().keys() != null) {
        continue;
      }
      for (String text : Samples.right(place.type())) {
        assertThat(takes(place.type(), text)).as(place.path() + " " + text).isTrue();
      }
      for (String text : Samples.wrong(place.type())) {
        assertThat(takes(place.type(), text)).as(place.path() + " " + text).isFalse();
      }
    }
  }

  private static boolean takes(Type<?> type, String text) {
    return type.read("key", new Tree.Scalar("here", text), new Problems()) != null;
  }
}
