package dev.weir.start;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.weir.fork.Fork;
import dev.weir.fork.Holder;
import dev.weir.fork.Jdks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code java -jar weir-agent.jar attach PID}, and what else the command line does. */
class AttachIT {
  @TempDir Path dir;

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aRunningJvmIsWatchedFromThenOn(Jdks.Jdk jdk) throws Exception {
    Path file = Files.writeString(dir.resolve("a.txt"), "a");
    try (Fork fork = Fork.on(jdk).withoutAgent().start(Holder.class)) {
      fork.command("open 2 " + file);
      String pid = Long.toString(fork.process().pid());
      Result attached = weir(jdk, "attach", pid, "metrics.port=0");
      assertThat(attached.out()).contains("attached to " + pid);
      assertThat(attached.code()).isZero();
      fork.command("open 3 " + file);
      int before = 0;
      int seen = 0;
      JsonObject handles = fork.json("/handles?kind=file");
      for (JsonElement one : handles.getAsJsonArray("open")) {
        JsonObject handle = one.getAsJsonObject();
        if (!handle.get("target").getAsString().equals(file.toString())) {
          continue;
        }
        if (handle.get("site").getAsString().equals("before attach")) {
          assertThat(handle.get("opened_at").isJsonNull()).isTrue();
          before++;
        } else {
          assertThat(handle.get("site").getAsString()).startsWith("dev.weir.fork.Holder.open");
          seen++;
        }
      }
      assertThat(before).isEqualTo(2);
      assertThat(seen).isEqualTo(3);
      fork.command("close");
      assertThat(fork.json("/handles?kind=file").getAsJsonArray("open").toString())
          .doesNotContain(file.toString());

      Result again = weir(jdk, "attach", pid, "metrics.port=0");
      assertThat(again.code()).isZero();
      fork.awaitError("already in this JVM");
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void detachedItLeavesNothingAndMayComeAgain(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).withoutAgent().start(Restored.class)) {
      String pid = Long.toString(fork.process().pid());
      Path port = dir.resolve("port");
      for (int round = 1; round <= 3; round++) {
        assertThat(weir(jdk, "attach", pid, "metrics.port=0,metrics.port-file=" + port).code())
            .isZero();
        fork.say("use");
        fork.line("ok");
        await().atMost(60, SECONDS).until(() -> Files.exists(port));
        String at = "http://127.0.0.1:" + Files.readString(port).trim();
        assertThat(Fork.read(at + "/healthz")).contains("\"status\":\"ok\"");
        assertThat(Fork.read(at + "/metrics"))
            .contains("weir_handles_opened_total{kind=\"listener\"} 1.0")
            .contains("weir_handles_opened_total{kind=\"process\"} 1.0")
            .contains("weir_agent_errors_total 0.0");

        Result detached = weir(jdk, "detach", pid);
        assertThat(detached.out()).contains("detached from " + pid);
        fork.awaitError("weir: detached; every class is as it was", round);
        assertThat(Files.deleteIfExists(port)).isTrue();
        fork.say("prove");
        assertThat(fork.line("seen ")).isEqualTo("0");
        ProcessHandle handle = fork.process().toHandle();
        await()
            .atMost(60, SECONDS)
            .until(() -> threads(handle.pid()).noneMatch(name -> name.startsWith("weir-")));
      }
      assertThat(weir(jdk, "detach", pid).code()).isZero();
      fork.awaitError("there is nothing to detach");
    }
  }

  /** Names as the kernel knows them. */
  private static Stream<String> threads(long pid) throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      List<String> names = new ArrayList<>();
      for (Path task : tasks.toList()) {
        names.add(Files.readString(task.resolve("comm")).trim());
      }
      return names.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void whatCannotBeAttachedToIsSaidInALine(Jdks.Jdk jdk) throws Exception {
    Result result = weir(jdk, "attach", "nobody");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).startsWith("weir: cannot attach to nobody: ").hasLineCount(1);
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aPolicyIsCheckedWithoutAnApplication(Jdks.Jdk jdk) throws Exception {
    Path policy = Files.writeString(dir.resolve("weir.yml"), "files:\n  max-open: many\n");
    Result wrong = weir(jdk, "check", policy.toString());
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains(policy + ":2:13: ").hasLineCount(1);
    Files.writeString(policy, "files:\n  max-open: 4000\n");
    Result right = weir(jdk, "check", policy.toString());
    assertThat(right.code()).isZero();
    assertThat(right.out())
        .startsWith(policy + " is valid\n")
        .contains("mode is observe"); // said as a hint
    assertThat(weir(jdk, "check", dir.resolve("none.yml").toString()).err())
        .contains("none.yml")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void theCommandLineExplainsItself(Jdks.Jdk jdk) throws Exception {
    assertThat(weir(jdk, "--version").out()).matches("Weir \\d+\\.\\d+\\.\\d+\\S*\n");
    assertThat(weir(jdk).out()).contains("attach PID").contains("check FILE");
    Result wrong = weir(jdk, "atach", "1");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("not a command: atach 1").contains("attach PID");
  }

  private record Result(int code, String out, String err) {}

  private Result weir(Jdks.Jdk jdk, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(jdk.java().toString(), "-jar", Fork.jar().toString()));
    command.addAll(List.of(arguments));
    Path err = dir.resolve("err");
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes());
    return new Result(process.waitFor(), out, Files.readString(err));
  }
}
