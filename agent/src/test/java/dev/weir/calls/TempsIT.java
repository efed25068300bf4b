package dev.weir.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TempsIT {
  @TempDir Path dir;

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void whoMadeWhichTempFile(Jdks.Jdk jdk) throws Exception {
    try (Fork fork =
        Fork.on(jdk)
            .agent("leaks.stacks.budget=100%")
            .jvm("-Djava.io.tmpdir=" + dir)
            .directory(dir)
            .start(Temps.class, dir.toString())) {
      TreeSet<String> made = new TreeSet<>();
      for (String line = fork.line(); !line.equals("made"); line = fork.line()) {
        made.add(line);
      }
      TreeSet<String> listed = new TreeSet<>();
      for (JsonElement element : fork.json("/handles").getAsJsonArray("temp_files")) {
        JsonObject file = element.getAsJsonObject();
        listed.add(Path.of(file.get("path").getAsString()).normalize().toString());
        assertThat(file.get("site").getAsString()).startsWith("dev.weir.calls.Temps.main(Temps");
        assertThat(file.getAsJsonArray("stack").toString()).contains("createTemp");
        assertThat(file.get("deleted").getAsBoolean()).isFalse();
        assertThat(file.get("request").isJsonNull()).isTrue();
        assertThat(file.get("age_seconds").getAsDouble()).isNotNegative();
        assertThat(file.keySet()).containsAll(List.of("created_at", "thread"));
      }
      assertThat(listed).isEqualTo(made).hasSize(5);
      assertThat(fork.metric("weir_temp_files")).isEqualTo(5);

      fork.say("delete");
      fork.line("deleted");
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .untilAsserted(
              () -> {
                assertThat(fork.json("/handles").getAsJsonArray("temp_files")).isEmpty();
                assertThat(fork.metric("weir_temp_files")).isZero();
              });
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }
}
