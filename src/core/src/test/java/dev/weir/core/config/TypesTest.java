package dev.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypesTest {
  @ParameterizedTest
  @CsvSource({
    "1ms, PT0.001S",
    "250ms, PT0.25S",
    "5s, PT5S",
    "10m, PT10M",
    "1h, PT1H",
    "1d, P1D",
    "007s, PT7S",
    "3650d, P3650D"
  })
  void durations(String text, Duration expected) {
    assertThat(parse(Types.duration(), text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10",
        "10 m",
        "10M",
        "10min",
        "1.5h",
        "-1s",
        "+1s",
        "0s",
        "m",
        "3651d",
        "1h30m",
        "99999999999999999999s",
        "9223372036854775807d",
        "\u0661s"
      })
  void whatIsNoDuration(String text) {
    assertThat(parse(Types.duration(), text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "512B, 512",
    "64KiB, 65536",
    "10MiB, 10485760",
    "1GiB, 1073741824",
    "1TiB, 1099511627776",
    "1KB, 1000",
    "1MB, 1000000",
    "1GB, 1000000000",
    "2TB, 2000000000000",
    "1k, 1024",
    "512m, 536870912",
    "1g, 1073741824"
  })
  void sizes(String text, long expected) {
    assertThat(parse(Types.size(), text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "0MiB",
        "-1",
        "MiB",
        "1mb",
        "1 MiB",
        "1.5MiB",
        "1Mi",
        "9999999999TiB",
        "0x10"
      })
  void whatIsNoSize(String text) {
    assertThat(parse(Types.size(), text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"0%, 0", "1%, 0.01", "0.5%, 0.005", "100%, 1"})
  void percentages(String text, double expected) {
    assertThat(parse(Types.percent(), text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "%", "101%", "-1%", ".5%", "5.%", "1.2.3%", "1e1%", "NaN%", "1 %"})
  void whatIsNoPercentage(String text) {
    assertThat(parse(Types.percent(), text)).isNull();
  }

  @Test
  void wholeNumbersKeepTheirRange() {
    Type<Integer> type = Types.integer(-5, 20);

    assertThat(parse(type, "-5")).isEqualTo(-5);
    assertThat(parse(type, "020")).isEqualTo(20);
    for (String text : List.of("-6", "21", "1.0", "1e1", "0x1", "-", "+1", "1_0", "4294967297")) {
      assertThat(parse(type, text)).as(text).isNull();
    }
    assertThat(parse(Types.integer(0, Integer.MAX_VALUE), "2147483647"))
        .isEqualTo(Integer.MAX_VALUE);
    assertThat(parse(Types.integer(0, Integer.MAX_VALUE), "2147483648")).isNull();
  }

  @Test
  void numbersAndBooleans() {
    assertThat(parse(Types.decimal(0, 64), "0.5")).isEqualTo(0.5);
    assertThat(parse(Types.decimal(0, 64), "64.1")).isNull();
    assertThat(parse(Types.bool(), "true")).isTrue();
    assertThat(parse(Types.bool(), "false")).isFalse();
    assertThat(parse(Types.bool(), "yes")).isNull();
  }

  @Test
  void textIsNotBlankAndHasNoControlCharacters() {
    assertThat(parse(Types.path(), "/a b/\u00fc")).isEqualTo("/a b/\u00fc");
    for (String text : List.of(" ", "a\u0000b", "a\nb")) {
      assertThat(parse(Types.path(), text)).isNull();
    }
  }

  @Test
  void aMaskHasAStar() {
    assertThat(parse(Types.mask(), "-p *")).isEqualTo("-p *");
    for (String text : List.of("", "--password", "--password=")) {
      assertThat(parse(Types.mask(), text)).isNull();
    }
    Problems problems = new Problems();
    Types.mask().read("key", Types.mask().oneLine("here", "--password"), problems);
    assertThat(problems.list().get(0).toString()).endsWith(": write --password=*");
  }

  @Test
  void aListInOneLine() {
    Type<List<Integer>> type = Types.list(Types.integer(0, 9));

    assertThat(parse(type, "[1;2; 3]")).containsExactly(1, 2, 3);
    assertThat(parse(type, "[]")).isEmpty();
    assertThat(parse(type, "[ ]")).isEmpty();
    assertThat(parse(type, "4")).containsExactly(4);
    for (String text : List.of("[1;]", "[1,2]", "[1", "1]", "[", "[[1]]", "[10]", "")) {
      assertThat(parse(type, text)).as(text).isNull();
    }
  }

  @Test
  void rulesAreSectionsWithKeysOfTheirOwn() {
    Table rule = new Table();
    Key<String> path = rule.add(new Key<>("path", Types.path(), null, "Which files."));
    Key<Long> size =
        rule.add(new Key<>("max-read-size", Types.size(), "1KiB", "How much of them."));
    Table table = new Table();
    Key<List<Values>> rules =
        table.add(new Key<>("files.rules", Types.list(Types.section(rule)), null, "Rules."));

    Values values = new Values();
    Problems problems = new Problems();
    String text = "files:\n  rules:\n  - { path: a, max-read-size: 2KiB }\n  - path: b\n";
    new Binder(table, "", values, problems).bind(new YamlTree("f", problems).read(text));

    assertThat(problems.list()).isEmpty();
    assertThat(values.get(rules)).hasSize(2);
    assertThat(values.get(rules).get(0).get(path)).isEqualTo("a");
    assertThat(values.get(rules).get(0).get(size)).isEqualTo(2048);
    assertThat(values.get(rules).get(1).get(size)).isEqualTo(1024);
    assertThat(PolicyReference.markdown(table)).contains("- `max-read-size`: How much of them.");
    assertThat(PolicyReference.schema(table)).contains("\"max-read-size\": {");

    values = new Values();
    text = "files:\n  rules: [ 3, { path: [x], max-raed-size: 1 }, { path: y } ]\n";
    new Binder(table, "", values, problems).bind(new YamlTree("f", problems).read(text));

    assertThat(problems.list())
        .map(Problem::toString)
        .containsExactly(
            "f:2:12: files.rules[0] is not a section; expected a section with keys, which only a"
                + " file can hold (path, max-read-size)",
            "f:2:23: files.rules[1].path is a list; expected the path of a file",
            "f:2:28: files.rules[1].max-raed-size is not a key; did you mean"
                + " files.rules[1].max-read-size?");
    assertThat(values.get(rules)).isNull();
  }

  @Test
  void aTableRefusesAKeyTwiceAndADefaultThatIsWrong() {
    Table table = new Table();
    table.add(new Key<>("a", Types.bool(), null, ""));

    assertThatThrownBy(() -> table.add(new Key<>("a", Types.bool(), null, "")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Key<>("b", Types.bool(), "maybe", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The value, or null: exactly then there is a problem. */
  private static <T> T parse(Type<T> type, String text) {
    Problems problems = new Problems();
    T value = type.read("key", type.oneLine("here", text), problems);
    assertThat(problems.none()).isEqualTo(value != null);
    return value;
  }
}
