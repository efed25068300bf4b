package dev.weir.process;

import static dev.weir.process.TimeoutIT.eventually;
import static dev.weir.process.TimeoutIT.nothingIsLeft;
import static dev.weir.process.TimeoutIT.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which programs may be started, and how many. */
class StartIT {
  @TempDir Path temp;

  @AfterEach
  void endAll() {
    new TimeoutIT().endAll();
  }

  private Fork fork(Jdks.Jdk jdk, String mode, String processes) throws Exception {
    Path policy = temp.resolve("weir-" + jdk.feature() + mode + ".yml");
    Files.writeString(policy, "mode: " + mode + "\nprocesses: " + processes + "\n");
    Fork fork = Fork.on(jdk).agent("config=" + policy).start(Starter.class);
    fork.line("ready");
    fork.endpoint();
    return fork;
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void asManyAsThereMayBeAndNoMore(Jdks.Jdk jdk) throws Exception {
    String policy =
        "{ max-running: 3, rules: [{ command: sleep, max-running: 2 }, { command: cat }] }"
            .replace("cat }", "cat, max-running: 5 }");
    try (Fork fork = fork(jdk, "enforce", policy)) {
      String first = start(fork, "sleep", "600");
      start(fork, "sleep", "601");
      assertThat(refused(fork, "sleep", "602"))
          .isEqualTo("Cannot run program \"sleep\": weir processes.rules[0].max-running 2 reached");
      start(fork, "cat");
      assertThat(refused(fork, "cat"))
          .isEqualTo("Cannot run program \"cat\": weir processes.max-running 3 reached");
      assertThat(
              fork.metric("weir_refusals_total{mode=\"enforce\",rule=\"processes.max-running\"}"))
          .isOne();
      kill(first);
      fork.line("exited " + first);
      // Those that the system refuses have no place.
      for (int i = 0; i < 5; i++) {
        assertThat(refused(fork, "/there/is/no/such/program")).contains("No such file or directory");
      }
      start(fork, "sleep", "603");
      assertThat(refused(fork, "cat")).contains("max-running 3 reached");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void observingAllAreStarted(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = fork(jdk, "observe", "{ max-running: 1, allow: [], deny: [cat] }")) {
      start(fork, "sleep", "600");
      start(fork, "cat");
      String refusals = "weir_refusals_total{mode=\"observe\",rule=\"processes.";
      assertThat(fork.metric(refusals + "max-running\"}")).isOne();
      assertThat(fork.metric(refusals + "allow\"}")).isOne();
      assertThat(fork.metric(refusals + "deny\"}")).isOne();
    }
  }

  /** A link, another's name, a folder of its own, a path that is searched first: all are known. */
  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void onlyWhatIsAllowed(Jdks.Jdk jdk) throws Exception {
    Path sleep = Path.of("/usr/bin/sleep").toRealPath();
    Path folder = Files.createDirectory(temp.resolve("folder" + jdk.feature()));
    Files.createSymbolicLink(folder.resolve("good"), sleep);
    Files.createSymbolicLink(folder.resolve("sleep"), Path.of("/bin/sh").toRealPath());
    try (Fork fork = fork(jdk, "enforce", "{ allow: [" + sleep + ", cat], deny: [/**/rm] }")) {
      end(fork, start(fork, "sleep", "600"));
      end(fork, start(fork, folder + "/good", "600"));
      end(fork, startIn(fork, folder, "./good", "600"));
      end(fork, startIn(fork, folder, "sleep", "600"));
      end(fork, start(fork, "cat"));
      String no = ": Permission denied: weir processes.allow does not have ";
      assertThat(refused(fork, "sh", "-c", ":")).isEqualTo("Cannot run program \"sh\"" + no + "sh");
      assertThat(refused(fork, folder + "/sleep", "-c", ":")).endsWith(no + "sleep");
      fork.say("in\t" + folder + "\t./sleep\t-c\t:");
      assertThat(fork.line("failed ")).endsWith(no + "sleep");
      assertThat(refused(fork, "rm", "/nothing"))
          .isEqualTo("Cannot run program \"rm\": Permission denied: weir processes.deny has rm");
      nothingIsLeft(fork);
    }
  }

  /**
   * The JDK ends those of a pipeline that it has started before the one that is refused. (It
   * forgets the pipe to that one, as it does whenever a command of a pipeline cannot be started: 17
   * and 25.)
   */
  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void ofAPipelineThatIsRefusedNoProcessIsLeft(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = fork(jdk, "enforce", "{ max-running: 2, allow: [sleep, cat] }")) {
      fork.say("piped\tsleep\t600\t|\tcat\t|\tsh\t-c\tcat");
      assertThat(fork.line("failed ")).contains("processes.allow does not have sh");
      eventually(() -> assertThat(fork.process().descendants()).isEmpty());
      eventually(() -> assertThat(fork.metric("weir_processes_running")).isZero());
      fork.say("piped\tsleep\t600\t|\tcat\t|\tcat");
      assertThat(fork.line("failed ")).contains("processes.max-running 2 reached");
      eventually(() -> assertThat(fork.process().descendants()).isEmpty());
      eventually(() -> assertThat(fork.metric("weir_processes_running")).isZero());
      start(fork, "cat");
      start(fork, "cat");
    }
  }

  /** It runs already when the policy changes. */
  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aShorterTimeoutHoldsForWhatRuns(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = fork(jdk, "enforce", "{ max-running: 7 }")) {
      String pid = start(fork, "sleep", "600");
      Path policy = temp.resolve("weir-" + jdk.feature() + "enforce.yml");
      Path next = temp.resolve("next.yml");
      Files.writeString(next, "mode: enforce\nprocesses: { timeout: 1s }\n");
      Files.move(next, policy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      assertThat(fork.line("exited " + pid)).isEqualTo(" 143");
      nothingIsLeft(fork);
    }
  }

  private static String startIn(Fork fork, Path directory, String... command) throws Exception {
    fork.say("in\t" + directory + "\t" + String.join("\t", command));
    return TimeoutIT.remember(fork.line("child "));
  }

  private static String refused(Fork fork, String... command) throws Exception {
    fork.say("start\t" + String.join("\t", command));
    return fork.line("failed ");
  }

  private static void end(Fork fork, String pid) throws Exception {
    kill(pid);
    fork.line("exited " + pid);
    eventually(() -> assertThat(fork.metric("weir_processes_running")).isZero());
  }

  private static void kill(String pid) {
    ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
  }
}
