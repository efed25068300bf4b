package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The policy is changed while the application works under it. */
class ReloadIT {
  /** The issue's own number with {@code ./test --full}. */
  private static final int CHANGES = Fork.scaled(100);

  private static final String[] VERSIONS = {
    "mode: enforce\nfiles: { max-open: 37 }\n",
    "mode: enforce\nfiles: { max-open: 23, rules: [{ path: '**/*.json', max-open: 22 }] }\n",
    "mode: observe\nfiles: { max-open: 11 }\n",
    "files: { mode: enforce, rules: [{ path: '**/*.json', max-open: 29 }] }\n",
  };

  private static final List<String> ENFORCED =
      List.of(
          "files.max-open 37",
          "files.max-open 23",
          "files.rules[0].max-open 22",
          "files.rules[0].max-open 29");

  @TempDir Path dir;

  /** As a ConfigMap is: another file in its place. */
  private void write(String policy) throws Exception {
    Path part = Files.writeString(dir.resolve("weir.part"), policy);
    Files.move(
        part,
        dir.resolve("weir.yml"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }

  private static double reloads(Fork fork, String outcome) throws Exception {
    return fork.metric("weir_config_reloads_total{outcome=\"" + outcome + "\"}");
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void underLoad(Jdks.Jdk jdk) throws Exception {
    write(VERSIONS[0]);
    try (Fork fork = Fork.on(jdk).agent("config=" + dir.resolve("weir.yml")).start(Load.class)) {
      fork.endpoint();
      fork.line("running");
      for (int i = 1; i <= CHANGES; i++) {
        int so = i;
        write(VERSIONS[i % VERSIONS.length]);
        await().atMost(Duration.ofMinutes(1)).until(() -> reloads(fork, "taken") == so);
      }
      write(VERSIONS[1]);
      if (CHANGES % VERSIONS.length != 1) {
        await().atMost(Duration.ofMinutes(1)).until(() -> reloads(fork, "taken") == CHANGES + 1);
      }
      fork.say("");
      List<String> wrong = new ArrayList<>();
      int refused = 0;
      String line = fork.line();
      for (; !line.startsWith("held "); line = fork.line()) {
        if (line.startsWith("refused ")
            && ENFORCED.contains(line.substring("refused ".length(), line.lastIndexOf(' ')))) {
          refused += Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
        } else {
          wrong.add(line);
        }
      }
      assertThat(wrong).isEmpty();
      assertThat(refused).isPositive();
      double counted = 0;
      for (String rule : List.of("files.max-open", "files.rules[0].max-open")) {
        counted += fork.metric("weir_refusals_total{mode=\"enforce\",rule=\"" + rule + "\"}");
      }
      assertThat(counted).as("each refusal is counted once").isEqualTo(refused);
      int held = Integer.parseInt(line.substring("held ".length()));
      assertThat(files(fork)).as("files in the ledger").isEqualTo(held);
      fork.say("");
      fork.line("closed");
      assertThat(files(fork)).isZero();
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }

  private static int files(Fork fork) throws Exception {
    int files = 0;
    for (JsonElement one : fork.json("/handles").getAsJsonArray("open")) {
      files += one.getAsJsonObject().get("target").getAsString().endsWith("a.json") ? 1 : 0;
    }
    return files;
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aWrongOneIsKeptOutAndSaid(Jdks.Jdk jdk) throws Exception {
    write(VERSIONS[0]);
    try (Fork fork = Fork.on(jdk).agent("config=" + dir.resolve("weir.yml")).start(Load.class)) {
      fork.endpoint();
      fork.line("running");
      write("mode: enforce\nfiles: { max-opne: 1 }\n");
      await().atMost(Duration.ofMinutes(1)).until(() -> reloads(fork, "rejected") == 1);
      assertThat(fork.metric("weir_config_valid")).isZero();
      assertThat(fork.json("/healthz").get("status").getAsString()).isEqualTo("degraded");
      assertThat(fork.json("/healthz").getAsJsonArray("config_problems").get(0).getAsString())
          .contains("weir.yml:2:10")
          .contains("did you mean files.max-open?");
      assertThat(fork.err()).contains("did you mean files.max-open?");
      write(VERSIONS[1]);
      await().atMost(Duration.ofMinutes(1)).until(() -> reloads(fork, "taken") == 1);
      assertThat(fork.metric("weir_config_valid")).isOne();
      assertThat(fork.err()).contains("files.max-open: 37 -> 23");
      fork.say("");
    }
  }
}
