package dev.weir.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A child that is over its time ends, with all that it has started, and leaves nothing behind. */
class TimeoutIT {
  private static final String SECRET = "s3cr3t-31";
  private static final Set<ProcessHandle> STARTED = ConcurrentHashMap.newKeySet();
  private static final String DEAF = "trap '' TERM; ";

  /** The JVM is killed at the end of a test; what it had spared would stay. */
  @AfterEach
  void endAll() {
    STARTED.forEach(ProcessHandle::destroyForcibly);
    STARTED.clear();
  }

  /** Each JDK, and who reads: platform threads, virtual ones where there are some. */
  static Stream<Arguments> readers() throws IOException {
    List<Arguments> all = new ArrayList<>();
    for (Jdks.Jdk jdk : Jdks.all()) {
      all.add(Arguments.of(jdk, "platform"));
      if (jdk.feature() >= 21) {
        all.add(Arguments.of(jdk, "virtual"));
      }
    }
    return all.stream();
  }

  private static Fork fork(Jdks.Jdk jdk, String threads, String... policy) throws Exception {
    Fork fork =
        Fork.on(jdk)
            .agent("mode=enforce", "processes.grace=500ms", "mask.arguments=[--password=*]")
            .agent(policy)
            .start(Starter.class, threads);
    fork.line("ready");
    fork.endpoint(); // what is over its time is not, before it can be asked for
    return fork;
  }

  @ParameterizedTest
  @MethodSource("readers")
  void oneThatNeverWritesIsEndedByTerm(Jdks.Jdk jdk, String threads) throws Exception {
    try (Fork fork = fork(jdk, threads, "processes.timeout=4s")) {
      String pid = start(fork, "sh", "-c", "sleep 600; :", "--password=" + SECRET);
      assertThat(child(fork, pid).get("deadline_seconds").getAsDouble()).isBetween(0.0, 4.0);
      ends(fork, pid, 143);
      eventually(() -> assertThat(killed(fork, "timeout")).isOne());
      eventually(
          () -> assertThat(fork.metric("weir_processes_ended_total{outcome=\"signal\"}")).isOne());
      JsonObject ended = ended(fork).get(0).getAsJsonObject();
      assertThat(ended.get("killed").getAsString()).isEqualTo("timeout");
      assertThat(ended.get("exit_code").getAsInt()).isEqualTo(143);
      fork.awaitError("processes.timeout 4s: process " + pid + " (sh -c sleep 600; :");
      assertThat(fork.err())
          .contains("--password=***), started by dev.weir.process.Starter.start(Starter.java:")
          .contains("it and 1 other gets TERM, after 0.5s KILL")
          .doesNotContain(SECRET);
      nothingIsLeft(fork);
    }
  }

  @ParameterizedTest
  @MethodSource("readers")
  void oneThatIgnoresTermIsEndedByKill(Jdks.Jdk jdk, String threads) throws Exception {
    try (Fork fork = fork(jdk, threads, "processes.timeout=1s")) {
      String pid = start(fork, "sh", "-c", DEAF + "while :; do sleep 0.1; done");
      ends(fork, pid, 137);
      eventually(() -> assertThat(killed(fork, "timeout")).isOne());
      nothingIsLeft(fork);
    }
  }

  @ParameterizedTest
  @MethodSource("readers")
  void oneThatHeedsTermSaysHowItEnds(Jdks.Jdk jdk, String threads) throws Exception {
    try (Fork fork = fork(jdk, threads, "processes.timeout=1s")) {
      String pid =
          start(fork, "sh", "-c", "trap 'echo bye; exit 3' TERM; while :; do sleep 0.1; done");
      assertThat(List.of(fork.line(), fork.line(), fork.line()))
          .containsExactlyInAnyOrder("said " + pid + " bye", "end " + pid, "exited " + pid + " 3");
      assertThat(ended(fork).get(0).getAsJsonObject().get("killed").getAsString())
          .isEqualTo("timeout");
    }
  }

  /** The reader waits for the grandchild; of the child's end alone it would not notice. */
  @ParameterizedTest
  @MethodSource("readers")
  void aGrandchildThatIgnoresTermAndHoldsTheOutput(Jdks.Jdk jdk, String threads) throws Exception {
    try (Fork fork = fork(jdk, threads, "processes.timeout=1s")) {
      String pid = start(fork, "sh", "-c", "(" + DEAF + "sh -c 'echo $$; exec sleep 600') & wait");
      String grandchild = fork.line("said " + pid + " ");
      ends(fork, pid, 143);
      gone(grandchild);
      eventually(() -> assertThat(killed(fork, "timeout")).isOne());
      assertThat(killed(fork, "orphan")).isZero();
      nothingIsLeft(fork);
    }
  }

  /** It is nobody's descendant; it is found by the pipe that it holds. */
  @ParameterizedTest
  @MethodSource("readers")
  void aDaemonOfItsOwnSessionThatHoldsTheOutput(Jdks.Jdk jdk, String threads) throws Exception {
    try (Fork fork = fork(jdk, threads, "processes.timeout=1s")) {
      String daemon = "(setsid sh -c '" + "trap \"\" TERM; echo $$; exec sleep 600' &) ; ";
      String pid = start(fork, "sh", "-c", daemon + "exec sleep 600");
      String orphan = fork.line("said " + pid + " ");
      ends(fork, pid, 143);
      gone(orphan);
      eventually(() -> assertThat(killed(fork, "timeout")).isOne());
      eventually(() -> assertThat(killed(fork, "orphan")).isOne());
      nothingIsLeft(fork);
    }
  }

  @ParameterizedTest
  @MethodSource("readers")
  void anOrphanOfOneThatHasEndedLongAgo(Jdks.Jdk jdk, String threads) throws Exception {
    try (Fork fork = fork(jdk, threads, "processes.timeout=2s")) {
      // It ends when somebody reads: else the JDK closes its pipes, and nobody waits.
      String daemon = "setsid sh -c 'trap \"\" TERM; echo $$; exec sleep 600' & read go; exit 3";
      String pid = start(fork, "sh", "-c", daemon);
      String orphan = fork.line("said " + pid + " ");
      fork.say("go\t" + pid);
      assertThat(fork.line("exited " + pid)).isEqualTo(" 3");
      assertThat(ProcessHandle.of(Long.parseLong(orphan))).isPresent();
      fork.line("end " + pid);
      gone(orphan);
      eventually(() -> assertThat(killed(fork, "orphan")).isOne());
      assertThat(killed(fork, "timeout")).isZero();
      assertThat(ended(fork).get(0).getAsJsonObject().has("killed")).isFalse();
      fork.awaitError("has ended, and what it has left behind holds its pipe; 1 other gets TERM");
      nothingIsLeft(fork);
    }
  }

  @ParameterizedTest
  @MethodSource("readers")
  void fiftyAtOnce(Jdks.Jdk jdk, String threads) throws Exception {
    int count = 50;
    try (Fork fork = fork(jdk, threads, "processes.timeout=5s")) {
      Set<String> pids = new HashSet<>();
      for (int i = 0; i < count; i++) {
        pids.add(start(fork, "sh", "-c", DEAF + "sleep 600 & sleep 600 & wait; wait; wait"));
      }
      assertThat(pids).hasSize(count);
      Set<String> expected = new HashSet<>();
      for (String pid : pids) {
        expected.add("exited " + pid + " 137");
        expected.add("end " + pid);
      }
      while (!expected.isEmpty()) {
        String line = fork.line();
        assertThat(expected.remove(line)).as(line).isTrue();
      }
      eventually(() -> assertThat(killed(fork, "timeout")).isEqualTo(count));
      nothingIsLeft(fork);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aRuleOfItsOwn(Jdks.Jdk jdk) throws Exception {
    Path policy = Files.createTempFile("weir", ".yml");
    Files.writeString(
        policy, "processes: { timeout: 1s, rules: [{ command: sleep, timeout: 600s }] }\n");
    try (Fork fork = fork(jdk, "platform", "config=" + policy)) {
      String spared = start(fork, "sleep", "600");
      String pid = start(fork, "sh", "-c", "sleep 600; :");
      ends(fork, pid, 143);
      assertThat(child(fork, spared).get("deadline_seconds").getAsDouble()).isGreaterThan(300);
      eventually(() -> assertThat(killed(fork, "timeout")).isOne());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void oneWithTooMuchMemory(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = fork(jdk, "platform", "processes.max-memory=60MiB")) {
      String small = start(fork, "sleep", "600");
      // One line: tail keeps all of it; then it waits for somebody to read, and nobody does.
      String pid = silent(fork, "sh", "-c", "head -c 100000000 /dev/zero | tail; :");
      assertThat(fork.line("exited " + pid)).isEqualTo(" 143");
      eventually(() -> assertThat(killed(fork, "memory")).isOne());
      eventually(
          () ->
              assertThat(ended(fork).get(0).getAsJsonObject().get("killed").getAsString())
                  .isEqualTo("memory"));
      assertThat(child(fork, small).has("killed")).isFalse();
      fork.awaitError("processes.max-memory 60MiB: process " + pid + " (sh");
    }
  }

  /** Page cache is nobody's memory: git maps its packs too. */
  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aFileThatIsMappedIsNoMemory(Jdks.Jdk jdk, @TempDir Path dir) throws Exception {
    Path file = Files.write(dir.resolve("pack"), new byte[250_000_000]);
    try (Fork fork = fork(jdk, "platform", "processes.max-memory=150MiB")) {
      String classes =
          Path.of(Maps.class.getProtectionDomain().getCodeSource().getLocation().toURI())
              .toString();
      String java = jdk.java().toString();
      String pid =
          start(
              fork,
              java,
              "-Xmx16m",
              "-XX:+UseSerialGC",
              "-cp",
              classes,
              Maps.class.getName(),
              file.toString());
      fork.line("said " + pid + " mapped");
      eventually(
          () ->
              assertThat(child(fork, pid).get("rss_bytes").getAsLong()).isGreaterThan(200_000_000));
      // One that has too much is found in a look at both of them.
      String fat = silent(fork, "sh", "-c", "head -c 200000000 /dev/zero | tail; :");
      assertThat(fork.line("exited " + fat)).isEqualTo(" 143");
      assertThat(child(fork, pid).has("killed")).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void observingNothingIsEnded(Jdks.Jdk jdk) throws Exception {
    try (Fork fork =
        fork(
            jdk,
            "platform",
            "processes.mode=observe",
            "processes.timeout=5s",
            "processes.max-memory=10KiB")) {
      String pid = start(fork, "sleep", "600");
      String parent = start(fork, "sh", "-c", "sleep 30 & echo ready; read go");
      fork.line("said " + parent + " ready");
      fork.say("go\t" + parent);
      fork.line("exited " + parent);
      String refusals = "weir_refusals_total{mode=\"observe\",rule=\"processes.";
      eventually(() -> assertThat(fork.metric(refusals + "timeout\"}")).isEqualTo(2));
      eventually(() -> assertThat(fork.metric(refusals + "max-memory\"}")).isPositive());
      assertThat(child(fork, pid).has("killed")).isFalse();
      for (String reason : List.of("timeout", "memory", "orphan")) {
        assertThat(killed(fork, reason)).as(reason).isZero();
      }
      fork.awaitError("; nothing is done about it", 3);
    }
  }

  /** The exit code and the end of the output, in whichever order. */
  private static void ends(Fork fork, String pid, int code) throws Exception {
    Set<String> lines = new HashSet<>(List.of(fork.line(), fork.line()));
    assertThat(lines).containsExactlyInAnyOrder("exited " + pid + " " + code, "end " + pid);
  }

  private static void gone(String pid) {
    eventually(() -> assertThat(ProcessHandle.of(Long.parseLong(pid))).isEmpty());
  }

  /** No process, no pipe, no record, and no thread but Weir's and the JDK's own. */
  static void nothingIsLeft(Fork fork) {
    eventually(
        () -> {
          assertThat(fork.process().descendants()).isEmpty();
          JsonObject handles = fork.json("/handles");
          assertThat(handles.getAsJsonArray("processes")).isEmpty();
          assertThat(fork.json("/handles?kind=pipe").getAsJsonArray("open")).isEmpty();
          for (JsonElement one : handles.getAsJsonArray("untracked")) {
            assertThat(one.getAsJsonObject().has("what")).as(one.toString()).isTrue();
          }
          assertThat(fork.metric("weir_processes_running")).isZero();
          assertThat(fork.metric("weir_pipes_orphaned")).isZero();
          assertThat(fork.metric("weir_agent_errors_total")).isZero();
        });
  }

  static String start(Fork fork, String... command) throws Exception {
    fork.say("start\t" + String.join("\t", command));
    return remember(fork.line("child "));
  }

  static String remember(String pid) {
    ProcessHandle.of(Long.parseLong(pid)).ifPresent(STARTED::add);
    return pid;
  }

  private static String silent(Fork fork, String... command) throws Exception {
    fork.say("silent\t" + String.join("\t", command));
    return fork.line("child ");
  }

  private static double killed(Fork fork, String reason) throws Exception {
    return fork.metric("weir_processes_killed_total{reason=\"" + reason + "\"}");
  }

  private static JsonArray ended(Fork fork) throws Exception {
    return fork.json("/handles").getAsJsonArray("ended_processes");
  }

  private static JsonObject child(Fork fork, String pid) throws Exception {
    for (JsonElement one : fork.json("/handles").getAsJsonArray("processes")) {
      if (one.getAsJsonObject().get("pid").getAsString().equals(pid)) {
        return one.getAsJsonObject();
      }
    }
    throw new AssertionError("no process " + pid);
  }

  static void eventually(ThrowingRunnable holds) {
    Awaitility.await().atMost(60, TimeUnit.SECONDS).untilAsserted(holds);
  }
}
