package dev.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DifferenceTest {
  @TempDir Path dir;

  private Loaded load(String text) throws IOException {
    Path file = Files.writeString(dir.resolve("weir.yml"), text);
    Loaded loaded = PolicyLoader.load("config=" + file, Map.of(), Map.of());
    assertThat(loaded.problems()).isEmpty();
    return loaded;
  }

  private List<String> lines(String before, String after) throws IOException {
    return Difference.lines(load(before), load(after));
  }

  @Test
  void keysInTheOrderOfThePageWithWhatWasWritten() throws IOException {
    assertThat(
            lines(
                """
                processes: { timeout: 5m, allow: [git] }
                files: { max-open: 4000, read-timeout: 5s, mode: enforce }
                """,
                """
                mode: enforce
                files: { max-open: 80%, max-read-size: 10MiB, mode: enforce }
                processes: { timeout: 300s, allow: [], max-running: 3 }
                """))
        .containsExactly(
            "mode: observe -> enforce",
            "files.max-open: 4000 -> 80%",
            "files.max-read-size: not set -> 10MiB",
            "files.read-timeout: 5s -> not set",
            "processes.max-running: 0 -> 3",
            "processes.allow: [git] -> []");
  }

  @Test
  void rulesByTheirPlace() throws IOException {
    assertThat(
            lines(
                "processes: { rules: [{ command: git, timeout: 60s }, { command: dot }] }",
                "processes: { rules: { command: git, timeout: 30s, max-memory: 1k } }"))
        .containsExactly(
            "processes.rules[0].timeout: 60s -> 30s",
            "processes.rules[0].max-memory: not set -> 1k",
            "processes.rules[1] is gone: { command: dot }");
    assertThat(lines("", "files: { rules: { path: '*.json', max-open: 1 } }"))
        .containsExactly("files.rules[0] is new: { path: *.json, max-open: 1 }");
  }

  @Test
  void whatTakesEffectLaterSaysSoAndPasswordsAreNotShown() throws IOException {
    assertThat(
            lines(
                "metrics: { port: 1, basic-auth: { user: a, password-file: /x/hunter2 } }",
                "metrics: { port: 2, basic-auth: { user: b, password-file: /y/hunter3 } }"))
        .containsExactly(
            "metrics.port: 1 -> 2; takes effect at the next start",
            "metrics.basic-auth.user: a -> b; takes effect at the next start",
            "metrics.basic-auth.password-file is another one; takes effect at the next start");
  }

  @Test
  void aPresetIsWhatItSets() throws IOException {
    assertThat(lines("", "preset: renderer\nsockets: { max-connections: 0 }"))
        .contains("preset: not set -> renderer", "files.private: [] -> [/run/secrets/**]")
        .noneMatch(line -> line.startsWith("sockets.max-connections:"));
  }

  @Test
  void theSameIsNoLineAndALineIsOneLineAndShort() throws IOException {
    assertThat(lines("files: { max-read-size: 1KiB }", "# x\nfiles:\n  max-read-size: 1024"))
        .isEmpty();
    String many = "/a".repeat(2000);
    List<String> lines = lines("", "files: { deny: [" + many + ", " + many + "] }");
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).startsWith("files.deny: [] -> [/a/a").hasSizeLessThan(300);
    assertThat(lines("", "files: { deny: \"/a\u2028b\" }").get(0)).doesNotContain("\u2028");
  }
}
