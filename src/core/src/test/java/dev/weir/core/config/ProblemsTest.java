package dev.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the operator reads when the policy is wrong. */
class ProblemsTest {
  private static final String TIME =
      "expected a time from 1ms to 3650d, such as 10m (units: ms, s, m, h, d)";
  private static final String PACKAGE =
      "expected a package such as org.springframework (no blanks, none of ,;:/*-)";

  private static final String STAR = "; quote a text that starts with *, such as \"*.json\"";
  private static final String PATTERN = "expected a pattern of paths, such as /etc/** or **/*.json";
  private static final String PEER =
      "expected a peer, such as api.acme.com:443, *.acme.com:443, 10.0.0.0/8:*, [::1]:80 or"
          + " /run/x.sock";
  private static final String NETWORK =
      "expected an address or a network, such as 127.0.0.1, 10.0.0.0/8 or 2001:db8::/32";

  private static final String AMOUNT =
      "a whole number, 0 or more, or a percentage of the limit on descriptors, such as 80%";

  @TempDir Path dir;

  static Stream<Arguments> oneProblem() {
    return Stream.of(
        // names
        arguments(
            "mode: observe\nfiles:\n    max-opne: 3\n",
            "3:5: files.max-opne is not a key; did you mean files.max-open?"),
        arguments(
            "files: { maxOpen: 3 }",
            "1:10: files.maxOpen is not a key; did you mean files.max-open?"),
        arguments("max-open: 3", "1:1: max-open is not a key; did you mean files.max-open?"),
        arguments("Files: { x: 3, y: 4 }", "1:1: Files is not a key; did you mean files?"),
        arguments(
            "metrics: { basic-auth: { password: secret } }",
            "1:26: metrics.basic-auth.password is not a key; did you mean"
                + " metrics.basic-auth.password-file?"),
        arguments(
            "leaks: { max-age: { sockets: 1m } }",
            "1:21: leaks.max-age.sockets is not a key; did you mean leaks.max-age.socket?"),
        arguments(
            "leaks: { max-age: { zzz: 1m } }",
            "1:21: leaks.max-age.zzz is not a key; known here: file, directory, mapping, socket,"
                + " listener, datagram, pipe, selector, async-group, watcher, process"),
        arguments(
            "zzz: 1",
            "1:1: zzz is not a key; known here: mode, preset, files, processes, sockets,"
                + " inject, leaks, metrics, mask"),
        arguments(
            "files.max-open: 3",
            "1:1: files.max-open is not one key in a file; write files: { max-open: ... }"),
        arguments(
            "config: weir.yml",
            "1:1: config is not for the file; it names the file: give it as argument, property or"
                + " variable"),
        arguments(
            "<<: { mode: observe }",
            "1:1: << is not a key: merge keys are not read; write the keys out"),
        arguments("? [mode]\n: observe", "1:3: expected a key here, such as mode"),
        arguments("~: observe", "1:1: expected a key here, such as mode"),
        // values
        arguments(
            "leaks: { max-age: { file: 600 } }",
            "1:27: leaks.max-age.file is '600'; " + TIME + ": write 600s for seconds"),
        arguments(
            "leaks: { max-age: { file: 10M } }", "1:27: leaks.max-age.file is '10M'; " + TIME),
        arguments("leaks: { max-age: { file: 0s } }", "1:27: leaks.max-age.file is '0s'; " + TIME),
        arguments(
            "leaks: { stacks: { budget: 1 } }",
            "1:28: leaks.stacks.budget is '1'; expected a percentage from 0% to 100%, such as 1%:"
                + " write 1%"),
        arguments(
            "mode: Enforce", "1:7: mode is 'Enforce'; expected observe or enforce: write enforce"),
        arguments("mode: off", "1:7: mode is 'off'; expected observe or enforce"),
        arguments("files:\n  max-open: -1", "2:13: files.max-open is '-1'; expected " + AMOUNT),
        arguments(
            "leaks: { stacks: { depth: 99999999999999999999 } }",
            "1:27: leaks.stacks.depth is '99999999999999999999'; expected a whole number from 1 to"
                + " 1024"),
        arguments(
            "metrics: { port: 70000 }",
            "1:18: metrics.port is '70000'; expected a port from 1 to 65535, 0 to pick a free one,"
                + " or off"),
        arguments(
            "files: { max-open: { a: 1 } }",
            "1:20: files.max-open is a section of keys; expected " + AMOUNT),
        arguments("files: { max-open: [1] }", "1:20: files.max-open is a list; expected " + AMOUNT),
        arguments("leaks: { skip: a/b }", "1:16: leaks.skip is 'a/b'; " + PACKAGE),
        arguments("leaks: { skip: [a, [b]] }", "1:20: leaks.skip[1] is a list; " + PACKAGE),
        arguments(
            "leaks: { skip: [a, ~] }",
            "1:20: leaks.skip[1] has no value; " + PACKAGE + ", or remove it"),
        arguments("leaks: &l\n  skip: *l", "1:8: leaks.skip is a section of keys; " + PACKAGE),
        arguments("mode:", "1:6: mode has no value; expected observe or enforce, or remove it"),
        arguments(
            "mode: null", "1:7: mode has no value; expected observe or enforce, or remove it"),
        arguments("mode: \"\"", "1:7: mode is ''; expected observe or enforce"),
        arguments(
            "files: 3",
            "1:8: files is a single value; expected keys below it, such as mode, or remove it"),
        arguments(
            "files:\n# max-open: 3\n",
            "1:7: files has no value; expected keys below it, such as mode, or remove it"),
        arguments(
            "files: [a]",
            "1:8: files is a list; expected keys below it, such as mode, or remove it"),
        arguments(
            "metrics: { basic-auth: { user: a } }",
            "1:32: metrics.basic-auth.user needs metrics.basic-auth.password-file; set both or"
                + " none"),
        arguments(
            "metrics: { basic-auth: secret }",
            "1:24: metrics.basic-auth is a single value; expected keys below it, such as user, or"
                + " remove it"),
        arguments("mode: !secret x", "1:7: '!secret' is a tag, and tags are not read; remove it"),
        // patterns and rules
        arguments(
            "files: { deny: [*.key] }",
            "1:18: is not YAML: unexpected character found .(46) (while scanning an alias that"
                + " starts in line 1)"
                + STAR),
        arguments(
            "files: { deny: '/etc/**, /root/**' }",
            "1:16: files.deny is '/etc/**, /root/**', a single value with a comma; several are a"
                + " list: [a, b] in the file, [a;b] elsewhere"),
        arguments(
            "processes:\n  allow: git, dot",
            "2:10: processes.allow is 'git, dot', a single value with a comma; several are a list:"
                + " [a, b] in the file, [a;b] elsewhere"),
        arguments(
            "files: { private: /run/secrets/ }",
            "1:19: files.private is '/run/secrets/'; "
                + PATTERN
                + ": write /run/secrets/** for all that is in it"),
        arguments(
            "files: { roots: [/srv, srv] }",
            "1:24: files.roots[1] is 'srv'; expected an absolute directory, such as"
                + " /srv/renderer"),
        arguments(
            "files: { roots: ['${HOME}/x'] }",
            "1:18: files.roots[0] is '${HOME}/x'; expected an absolute directory, such as"
                + " /srv/renderer: write the path itself, variables are not read here"),
        arguments(
            "files: { create-mode: 0o640 }",
            "1:23: files.create-mode is '0o640'; expected permissions in octal, such as 0640: write"
                + " 0640"),
        arguments(
            "files:\n  rules:\n  - max-open: 3",
            "3:5: files.rules[0] has none of path, site; add one"),
        arguments(
            "processes: { rules: [{ timeout: 1s }] }",
            "1:22: processes.rules[0] has no command; add it"),
        arguments(
            "sockets: { exempt: [localhost] }",
            "1:21: sockets.exempt[0] is 'localhost'; "
                + NETWORK
                + ": write the address; a name is not looked up"),
        arguments(
            "sockets: { trusted-proxies: 10.0.0.1/8 }",
            "1:29: sockets.trusted-proxies is '10.0.0.1/8'; " + NETWORK + ": write 10.0.0.0/8"),
        arguments(
            "sockets: { allow-connect: ['https://a.b'] }",
            "1:28: sockets.allow-connect[0] is 'https://a.b'; "
                + PEER
                + ": write it without https://"),
        arguments(
            "inject: { rules: { on: connect, match: '/a/' } }",
            "1:40: inject.rules.match is '/a/'; " + PEER + ": write /a/** for all that is in it"),
        arguments(
            "leaks: { close-overdue: [file] }",
            "1:26: leaks.close-overdue[0] is 'file'; expected socket or listener or datagram"),
        // twice
        arguments(
            "mode: enforce\nmode: observe",
            "2:1: mode is already set at FILE:1:1; remove one of the two"),
        arguments(
            "files: { mode: observe }\nfiles: { max-open: 1 }",
            "2:1: files is already set at FILE:1:1; remove one of the two"),
        // not YAML, or not one document of keys
        arguments(
            "files:\n\tmax-open: 3",
            "2:1: is not YAML: found character '\\t(TAB)' that cannot start any token; indent with"
                + " blanks"),
        arguments(
            "files: { max-open: 3",
            "1:21: is not YAML: expected ',' or '}', but got <stream end> (while parsing a flow"
                + " mapping that starts in line 1); close the bracket, brace or quote"),
        arguments(
            "mode: \"observe\nfiles",
            "2:6: is not YAML: found unexpected end of stream (while scanning a quoted scalar that"
                + " starts in line 1); close the bracket, brace or quote"),
        arguments(
            "mode: observe\n files: 3",
            "2:7: is not YAML: mapping values are not allowed here; indent keys of one section"
                + " alike, and quote a text that holds a colon and a blank"),
        arguments("mode: *m", "1:7: is not YAML: found undefined alias m" + STAR),
        arguments("%YAML 2.0\n---\nmode: observe", " is not YAML 1.2; remove the line %YAML"),
        arguments("- mode\n- files", "1:1: is a list; expected keys, such as mode: observe"),
        arguments("observe", "1:1: is a single value; expected keys, such as mode: observe"),
        arguments(
            "mode: observe\n---\nmode: enforce",
            "2:1: a second document starts here; one file holds one: remove the line ---"),
        arguments(
            "mode: observe\nP\u0003",
            "2:2: holds the character U+0003, which no YAML file may; is it the right file?"),
        arguments(
            "a: ".concat("[".repeat(100_000)),
            "1:35: is nested deeper than 32 levels; is it the right file?"),
        arguments(
            "leaks: { skip: [&a b" + ", *a".repeat(51) + "] }",
            "1:223: is one alias too many, 50 are read; write the values out"));
  }

  @ParameterizedTest
  @MethodSource
  void oneProblem(String text, String expected) throws IOException {
    Path file = Files.writeString(dir.resolve("weir.yml"), text);

    Loaded loaded = PolicyLoader.load("config=" + file, Map.of(), Map.of());

    assertThat(loaded.problems())
        .map(Problem::toString)
        .containsExactly(file + ":" + expected.replace("FILE", file.toString()));
    assertThat(loaded.policy().mode()).isEqualTo(Mode.OBSERVE);
  }

  static Stream<String> noProblem() {
    return Stream.of(
        "",
        "\n\n",
        "# only a comment\n",
        "---\n",
        "null",
        "{}",
        "---\nmode: observe\n...\n",
        "\ufeffmode: observe",
        "mode: observe\r\nfiles: {}\r\n",
        "%YAML 1.1\n---\nmode: observe",
        "{\"mode\": \"observe\", \"files\": {\"max-open\": 0}}",
        "leaks: { max-age: { file: &t 10m, directory: *t } }",
        "leaks: { skip: [] }");
  }

  @ParameterizedTest
  @MethodSource
  void noProblem(String text) throws IOException {
    Path file = Files.writeString(dir.resolve("weir.yml"), text);

    assertThat(PolicyLoader.load("config=" + file, Map.of(), Map.of()).problems()).isEmpty();
  }

  @Test
  void allProblemsAreReportedInTheOrderOfTheFile() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("weir.yml"),
            """
            mode: maybe
            files:
              max-opne: 1
              max-open: many
            leaks:
              skip: [a b, c, 'd e']
            metrcs: { port: x }
            """);

    assertThat(
            PolicyLoader.load("config=" + file + ",metrics.port=x", Map.of(), Map.of()).problems())
        .map(Problem::where)
        .containsExactly(
            file + ":1:7",
            file + ":3:3",
            file + ":4:13",
            file + ":6:10",
            file + ":6:18",
            file + ":7:1",
            "agent argument metrics.port");
  }

  @Test
  void aFileOfNothingButMistakesDoesNotFillTheLog() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      text.append("key").append(i).append(": 1\n");
    }
    Path file = Files.writeString(dir.resolve("weir.yml"), text);

    List<Problem> problems = PolicyLoader.load("config=" + file, Map.of(), Map.of()).problems();

    assertThat(problems).hasSize(101);
    assertThat(problems.get(100)).hasToString("policy: 4900 more problems are not shown");
  }

  @Test
  void aliasesThatGrowExponentiallyCostNothing() throws IOException {
    StringBuilder text = new StringBuilder("leaks:\n  skip: &a0 [x, x, x, x]\n");
    for (int i = 1; i <= 12; i++) {
      String before = "*a" + (i - 1);
      text.append("k" + i + ": &a" + i + " [" + before + ", " + before + ", " + before + "]\n");
    }
    text.append("files: *a12\n");
    Path file = Files.writeString(dir.resolve("weir.yml"), text);

    assertThat(PolicyLoader.load("config=" + file, Map.of(), Map.of()).problems()).hasSize(13);
  }

  static Stream<Arguments> argumentTexts() {
    String comma =
        "a comma ends an argument, so a list is written [a;b], and a value with a comma belongs in"
            + " the file, a property or the environment";
    return Stream.of(
        arguments(
            "weir.yml",
            "agent argument 'weir.yml': is not key=value; for the policy file write"
                + " config=weir.yml"),
        arguments("leaks.skip=a,b", "agent argument 'b': is not key=value; " + comma),
        arguments(
            "files.max-open",
            "agent argument files.max-open: is not key=value; write files.max-open= and " + AMOUNT),
        arguments(
            "metrcs.port=1",
            "agent argument metrcs.port: is not a key; did you mean metrics.port?"),
        arguments(
            "leaks=1",
            "agent argument leaks: is a section; set one of its keys, such as leaks.max-age.file"),
        arguments("=", "agent argument '=': is not a key; docs/policy.md lists them all"),
        arguments(
            "mode=observe,mode=enforce",
            "agent argument mode: is there twice; remove one of the two"),
        arguments(
            "metrics.port=",
            "agent argument metrics.port: metrics.port has no value; expected a port from 1 to"
                + " 65535, 0 to pick a free one, or off, or remove it"),
        arguments(
            "files.max-open=[1;2]",
            "agent argument files.max-open: files.max-open is '[1;2]'; expected " + AMOUNT));
  }

  @ParameterizedTest
  @MethodSource("argumentTexts")
  void agentArguments(String text, String expected) {
    assertThat(PolicyLoader.load(text, Map.of(), Map.of()).problems())
        .map(Problem::toString)
        .containsExactly(expected);
  }

  @Test
  void variablesAndProperties() {
    Loaded loaded =
        PolicyLoader.load(
            null,
            Map.of("WEIR_METRCS_PORT", "1", "WEIR_METRICS_PORT", "tcp://10.0.0.1:80"),
            Map.of("weir.metrics.prot", "1", "weir.leaks.max-age", "1m", "weir.mode", ""));

    List<String> lines = new ArrayList<>();
    for (Problem problem : loaded.problems()) {
      lines.add(problem.toString());
    }
    assertThat(lines)
        .containsExactlyInAnyOrder(
            "environment WEIR_METRCS_PORT: is not a key; did you mean WEIR_METRICS_PORT?",
            "environment WEIR_METRICS_PORT: metrics.port is 'tcp://10.0.0.1:80'; expected a port"
                + " from 1 to 65535, 0 to pick a free one, or off",
            "system property weir.metrics.prot: is not a key; did you mean weir.metrics.port?",
            "system property weir.leaks.max-age: is a section; set one of its keys, such as"
                + " weir.leaks.max-age.file",
            "system property weir.mode: mode has no value; expected observe or enforce, or remove"
                + " it");
  }

  @Test
  void aProblemIsOneLineWhateverItQuotes() {
    Problem problem = new Problem("a\nb", "c\r\n\t\u0000\u001b[31m\u0085\u2028d");

    assertThat(problem).hasToString("a b: c     [31m  d");
  }
}
