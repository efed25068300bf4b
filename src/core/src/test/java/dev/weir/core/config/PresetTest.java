package dev.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.limit.PathPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PresetTest {
  @TempDir Path dir;

  private Policy load(String text, String arguments) throws IOException {
    Path file = Files.writeString(dir.resolve("weir.yml"), text);
    Loaded loaded = PolicyLoader.load("config=" + file + arguments, Map.of(), Map.of());
    assertThat(loaded.problems()).isEmpty();
    return loaded.policy();
  }

  @Test
  void theNumbersOfTheReview() throws IOException {
    Policy policy = load("preset: renderer", "");

    assertThat(policy.mode()).isEqualTo(Mode.OBSERVE);
    Policy.Files files = policy.files();
    assertThat(files.maxReadSize()).isEqualTo(10L << 20);
    assertThat(files.readTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(files.secrets()).containsExactly(PathPattern.of("/run/secrets/**"));
    assertThat(files.temp().maxAge()).isEqualTo(Duration.ofHours(1));
    assertThat(files.temp().onMaxAge()).isEqualTo(Policy.Leftover.REPORT);
    assertThat(files.rules())
        .containsExactly(
            new Policy.FileRule(
                PathPattern.of("**/*.json"), null, Mode.OBSERVE, 0, 10L << 20, 0, null));
    assertThat(files.roots()).isEmpty();
    assertThat(policy.processes().timeout()).isEqualTo(Duration.ofSeconds(300));
    assertThat(policy.processes().rules())
        .containsExactly(
            new Policy.ProcessRule(PathPattern.of("git"), Mode.OBSERVE, 0, null, null, 512L << 20));
    assertThat(policy.sockets().maxConnections()).isEqualTo(new Policy.Amount(500, 0));
    assertThat(policy.sockets().maxConnectionsPerPeer()).isEqualTo(50);
  }

  @Test
  void itSetsWhatItListsAndNoMore() throws IOException {
    Values values = PolicyLoader.load("preset=renderer", Map.of(), Map.of()).values();
    List<String> listed = Preset.RENDERER.lines().stream().map(Preset.Line::path).toList();
    for (Key<?> key : Keys.TABLE.keys()) {
      assertThat(values.where(key) != null)
          .as(key.path())
          .isEqualTo(listed.contains(key.path()) || key == Keys.PRESET);
    }
    assertThat(Preset.RENDERER.lines()).allMatch(line -> line.review().contains(": "));
  }

  @Test
  void whatIsSetAnywhereReplacesItsValueAndListsAsAWhole() throws IOException {
    Policy policy =
        load(
            """
            mode: enforce
            preset: renderer
            files: { max-read-size: 1MiB, private: [/etc/keys/*], rules: [] }
            processes: { rules: { command: dot, timeout: 1s } }
            """,
            ",sockets.max-connections=9");

    assertThat(policy.files().maxReadSize()).isEqualTo(1L << 20);
    assertThat(policy.files().secrets()).containsExactly(PathPattern.of("/etc/keys/*"));
    assertThat(policy.files().rules()).isEmpty();
    assertThat(policy.processes().mode()).isEqualTo(Mode.ENFORCE);
    assertThat(policy.processes().timeout()).isEqualTo(Duration.ofSeconds(300));
    assertThat(policy.processes().rules())
        .extracting(Policy.ProcessRule::command)
        .containsExactly(PathPattern.of("dot"));
    assertThat(policy.sockets().maxConnections()).isEqualTo(new Policy.Amount(9, 0));
    assertThat(policy.sockets().maxConnectionsPerPeer()).isEqualTo(50);
  }

  @Test
  void itCanBeNamedWithoutAFileAndMisspelt() {
    assertThat(
            PolicyLoader.load(null, Map.of("WEIR_PRESET", "renderer"), Map.of())
                .policy()
                .processes()
                .timeout())
        .isNotNull();
    Loaded wrong = PolicyLoader.load("preset=rendrer", Map.of(), Map.of());
    assertThat(wrong.problems())
        .map(Problem::toString)
        .containsExactly(
            "agent argument preset: preset is 'rendrer'; expected renderer: write renderer");
    assertThat(wrong.policy()).isEqualTo(Policy.defaults());
  }
}
