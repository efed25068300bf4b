package dev.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HintsTest {
  @TempDir Path dir;

  /** As {@code LINE:COLUMN: message}; the file alone is {@code : message}. */
  private List<String> hints(String text) throws IOException {
    Path file = Files.writeString(dir.resolve("weir.yml"), text);
    Loaded loaded = PolicyLoader.load("config=" + file, Map.of(), Map.of());
    assertThat(loaded.problems()).isEmpty();
    return Hints.of(loaded).stream()
        .map(hint -> hint.toString().substring(file.toString().length() + 1).strip())
        .toList();
  }

  @Test
  void nothingIsRefusedInModeObserve() throws IOException {
    String observe =
        "nothing is refused: mode is observe, so what goes over a limit is counted and logged";
    assertThat(hints("")).containsExactly(observe);
    assertThat(hints("files: { max-open: 1 }\nmode: observe")).containsExactly("2:7: " + observe);
    assertThat(hints("mode: enforce")).isEmpty();
    assertThat(hints("sockets: { mode: enforce }")).isEmpty();
    assertThat(hints("files: { rules: [{ path: a, mode: enforce }] }")).isEmpty();
    assertThat(hints("processes: { rules: [{ command: a, mode: enforce }] }")).isEmpty();
  }

  @Test
  void forcedErrors() throws IOException {
    assertThat(hints("mode: enforce\ninject: { enabled: true, rules: { on: open } }"))
        .containsExactly(
            "2:20: inject.enabled is true: calls are made to fail, also in mode observe");
    assertThat(hints("mode: enforce\ninject: { enabled: true }"))
        .containsExactly(
            "2:20: inject.enabled is true, but there are no inject.rules: nothing fails");
    assertThat(hints("mode: enforce\ninject: { rules: { on: open } }"))
        .containsExactly("2:18: nothing is made to fail: inject.enabled is false");
  }

  @Test
  void whatThePresetLeavesToBeGiven() throws IOException {
    assertThat(hints("mode: enforce\npreset: renderer\n"))
        .containsExactly(
            "2:9: the preset cannot know files.roots: set it to the directories that the"
                + " application works in, such as [/srv/renderer, /tmp]",
            "2:9: one remote address may hold 50 connections: behind a proxy, set"
                + " sockets.trusted-proxies to its address");
    assertThat(
            hints(
                "mode: enforce\npreset: renderer\nfiles: { roots: /srv }\n"
                    + "sockets: { trusted-proxies: [] }"))
        .isEmpty();
  }

  @Test
  void whatNeedsAnotherKey() throws IOException {
    assertThat(
            hints(
                """
                mode: enforce
                files: { temp: { on-max-age: delete } }
                leaks: { close-overdue: [socket, datagram], max-age: { socket: 1h } }
                """))
        .containsExactly(
            "3:25: no datagram is ever closed for its age: leaks.close-overdue names it, but"
                + " leaks.max-age.datagram is not set",
            "2:30: no temp file is ever deleted for its age: files.temp.max-age is not set");
  }

  @Test
  void rulesThatNeverCount() throws IOException {
    assertThat(
            hints(
                """
                mode: enforce
                files:
                  rules:
                    - { path: /a/*, site: com.acme }
                    - { path: /a/* }
                    - { path: /b/* }
                    - { path: /a/*, max-open: 1 }
                    - { path: /a/*, site: com.acme.Preview }
                    - { site: com.acme }
                    - { path: /c, site: com.acme.Preview }
                    - { path: /c, site: com.acmes }
                    - { path: "**" }
                    - { path: /d }
                processes:
                  rules: [{ command: git }, { command: g* }, { command: git }, { command: "*" }, { command: dot }]
                """))
        .containsExactly(
            never("7:7", "files", 3, 1),
            never("8:7", "files", 4, 0),
            never("10:7", "files", 6, 5),
            never("13:7", "files", 9, 8),
            never("15:46", "processes", 2, 0),
            never("15:82", "processes", 4, 3));
  }

  private static String never(String where, String section, int rule, int earlier) {
    return String.format(
        "%s: %s.rules[%d] never counts: %s.rules[%d] matches all of it, and the first that matches"
            + " decides",
        where, section, rule, section, earlier);
  }
}
