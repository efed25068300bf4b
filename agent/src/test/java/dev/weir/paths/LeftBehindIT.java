package dev.weir.paths;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code files.temp}: what is left behind, at its age and at the end of the JVM. */
class LeftBehindIT {
  @TempDir Path temp;

  private final List<Path> go = new ArrayList<>();
  private final List<Path> stay = new ArrayList<>();
  private Path hooked;

  private Fork start(Jdks.Jdk jdk, String... policy) throws Exception {
    Path tmp = Files.createDirectories(temp.toRealPath().resolve("tmp"));
    Path elsewhere = Files.createDirectories(temp.toRealPath().resolve("elsewhere"));
    Path victim = Files.writeString(elsewhere.resolve("victim"), "victim");
    Fork fork =
        Fork.on(jdk)
            .agent(policy)
            .jvm("-Djava.io.tmpdir=" + tmp)
            .start(LeftBehind.class, elsewhere.toString(), victim.toString());
    for (String line = fork.line(); !line.equals("made all"); line = fork.line()) {
      Path path = Path.of(line.substring(line.indexOf(' ') + 1));
      switch (line.substring(0, line.indexOf(' '))) {
        case "goes" -> go.add(path);
        case "stays" -> stay.add(path);
        default -> hooked = path;
      }
    }
    assertThat(go).hasSize(5);
    assertThat(stay).hasSize(8);
    return fork;
  }

  private static boolean there(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void whatIsTooOldIsDeletedIfItIsTheSameFile(Jdks.Jdk jdk) throws Exception {
    try (Fork fork =
        start(jdk, "mode=enforce", "files.temp.max-age=1s", "files.temp.on-max-age=delete")) {
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .untilAsserted(
              () -> assertThat(go).allMatch(path -> !there(path) || Files.isDirectory(path)));
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .untilAsserted(
              // those that go, the one of the hook and the one for the end; and left over are the
              // directories, the one elsewhere, the other file of that name, the link's, and the
              // one behind a link
              () -> {
                assertThat(fork.metric("weir_temp_files_deleted_total")).isEqualTo(5);
                assertThat(fork.metric("weir_temp_files_overdue")).isPositive();
              });
      assertThat(stay).allMatch(LeftBehindIT::there);
      assertThat(go.stream().filter(LeftBehindIT::there))
          .as("empty, and yet somebody's")
          .hasSize(2)
          .allMatch(
              path ->
                  path.toString().contains("weir-empty")
                      || path.toString().contains("weir-around"));
      Map<String, String> states = new HashMap<>();
      for (JsonElement each : fork.json("/handles").getAsJsonArray("temp_files")) {
        JsonObject file = each.getAsJsonObject();
        states.put(
            Path.of(file.get("path").getAsString()).getFileName().toString().split("\\d")[0],
            file.get("state").getAsString());
      }
      assertThat(states).containsEntry("weir-full", "overdue").containsEntry("weir-open", "there");
      fork.awaitError("temp files deleted: ");
      fork.awaitError("left over: ");
      fork.awaitError("made by dev.weir.paths.LeftBehind.main");

      Path open = stay.stream().filter(path -> path.toString().contains("open")).findFirst().get();
      fork.say("close");
      fork.line("closed");
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .untilAsserted(() -> assertThat(there(open)).as("closed, it goes too").isFalse());
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void atTheEndTheApplicationsHooksComeFirst(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = start(jdk, "mode=enforce", "files.temp.on-exit=delete")) {
      fork.say("end");
      assertThat(fork.end()).isZero();
      assertThat(fork.out()).contains("hook 0");
      assertThat(hooked).doesNotExist();
      assertThat(go).noneMatch(LeftBehindIT::there);
      assertThat(stay).allMatch(LeftBehindIT::there);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void observingAllIsReportedAndStays(Jdks.Jdk jdk) throws Exception {
    try (Fork fork =
        start(
            jdk,
            "files.temp.max-age=1s",
            "files.temp.on-max-age=delete",
            "files.temp.on-exit=delete")) {
      fork.awaitError("left over: ");
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .untilAsserted(() -> assertThat(fork.metric("weir_temp_files_overdue")).isGreaterThan(5));
      assertThat(fork.metric("weir_temp_files_deleted_total")).isZero();
      fork.say("end");
      assertThat(fork.end()).isZero();
      assertThat(fork.err()).contains("files.temp.on-exit: ");
      assertThat(go).allMatch(LeftBehindIT::there);
      assertThat(stay).allMatch(LeftBehindIT::there);
    }
  }
}
