package dev.weir.stress;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChildrenIT {
  private static final String SECRET = "hunter2abc";

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void ofShortOnesNothingIsLeft(Jdks.Jdk jdk) throws Exception {
    int count = Fork.scaled(1000) / 4 * 4;
    try (Fork fork = Fork.on(jdk).start(Parent.class)) {
      fork.say("many\t4"); // what the JDK opens once stays
      fork.line("many done");
      fork.say("threads");
      String threads = fork.line("threads ");
      eventually(() -> assertThat(ended(fork, "success")).isOne());
      TreeSet<String> before = descriptors(fork);

      fork.say("many\t" + count);
      while (!fork.out().contains("many done\nthreads " + threads + "\nmany done")) {
        fork.json("/handles"); // sweeps as often as it can, between an end and its reaper
        assertThat(fork.process().isAlive()).isTrue();
      }
      assertThat(fork.out()).doesNotContain("WRONG");
      eventually(
          () -> {
            assertThat(ended(fork, "success")).isEqualTo(count / 4 + 1);
            assertThat(ended(fork, "failure")).isEqualTo(count / 4 + 1);
            assertThat(ended(fork, "signal")).isEqualTo(count / 4 + 1);
          });
      assertThat(ended(fork, "unknown")).isZero();
      assertThat(fork.metric("weir_handles_opened_total{kind=\"process\"}"))
          .isEqualTo(count / 4 * 3 + 3);
      eventually(
          () -> {
            assertThat(fork.json("/handles").getAsJsonArray("processes")).isEmpty();
            assertThat(fork.metric("weir_handles_open{kind=\"process\"}")).isZero();
            assertThat(fork.metric("weir_handles_open{kind=\"pipe\"}")).isZero();
            assertThat(descriptors(fork)).isEqualTo(before);
          });
      fork.say("threads");
      fork.line("many done");
      assertThat(fork.line("threads ")).isEqualTo(threads);
      fork.say("gc");
      fork.line("collected");
      assertThat(fork.json("/leaks").getAsJsonArray("leaks")).isEmpty();
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void oneThatIsKilledFromOutsideIsGone(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).start(Parent.class)) {
      String pid = start(fork, "sleep", "600");
      assertThat(child(fork, pid).getAsJsonArray("command").toString())
          .isEqualTo("[\"sleep\",\"600\"]");
      assertThat(fork.metric("weir_processes_running")).isOne();
      long killed = System.nanoTime();
      kill(pid);
      eventually(() -> assertThat(fork.json("/handles").getAsJsonArray("processes")).isEmpty());
      long noticed = System.nanoTime();
      System.out.println(
          jdk + ": a killed process was noticed in " + (noticed - killed) / 1_000_000 + " ms");
      assertThat(fork.line("exited " + pid)).isEqualTo(" 137");
      JsonObject ended =
          fork.json("/handles").getAsJsonArray("ended_processes").get(0).getAsJsonObject();
      assertThat(ended.get("pid").getAsString()).isEqualTo(pid);
      assertThat(ended.get("exit_code").getAsInt()).isEqualTo(137);
      eventually(() -> assertThat(fork.metric("weir_handles_open{kind=\"pipe\"}")).isZero());
      assertThat(ended(fork, "signal")).isOne();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void memoryIsThatOfTheWholeTree(Jdks.Jdk jdk) throws Exception {
    long bytes = 100_000_000;
    try (Fork fork = Fork.on(jdk).start(Parent.class)) {
      // One line: tail keeps all of it; then it waits for somebody to read, and nobody does.
      String pid = start(fork, "sh", "-c", "head -c " + bytes + " /dev/zero | tail; :");
      eventually(
          () -> {
            JsonObject child = child(fork, pid);
            assertThat(child.get("tree_rss_bytes").getAsLong()).isGreaterThan(bytes);
            assertThat(child.get("rss_bytes").getAsLong()).isLessThan(bytes / 10);
            assertThat(child.get("tree_processes").getAsInt()).isGreaterThanOrEqualTo(2);
            assertThat(child.get("peak_rss_bytes").getAsLong()).isGreaterThan(bytes);
            assertThat(fork.metric("weir_processes_memory_bytes")).isGreaterThan(bytes);
          });
      fork.say("read\t" + pid);
      assertThat(fork.line("exited " + pid)).isEqualTo(" 0");
      eventually(() -> assertThat(fork.metric("weir_processes_memory_bytes")).isZero());
      JsonObject ended =
          fork.json("/handles").getAsJsonArray("ended_processes").get(0).getAsJsonObject();
      assertThat(ended.get("peak_rss_bytes").getAsLong()).isGreaterThan(bytes);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void oneThatNobodyReadsIsUnread(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).agent("leaks.unread-after=1s").start(Parent.class)) {
      String full = start(fork, "cat", "/dev/zero");
      String few = start(fork, "sh", "-c", "echo hello; exec sleep 600");
      String complains = start(fork, "sh", "-c", "echo hello >&2; exec sleep 600");
      String silent = start(fork, "sleep", "600");
      String read = start(fork, "sh", "-c", "while :; do echo hello; sleep 0.1; done");
      fork.say("read\t" + read);
      String slow = start(fork, "sh", "-c", "while :; do echo hello hello; sleep 0.1; done");
      fork.say("slow\t" + slow);
      eventually(
          () -> {
            assertThat(evidence(fork, full)).contains("unread");
            assertThat(evidence(fork, few)).contains("unread");
            assertThat(evidence(fork, complains)).contains("unread");
          });
      assertThat(fork.metric("weir_processes_unread")).isEqualTo(3);
      assertThat(evidence(fork, silent)).doesNotContain("unread");
      assertThat(evidence(fork, read)).doesNotContain("unread");
      assertThat(evidence(fork, slow)).doesNotContain("unread");
      JsonObject leak = leak(fork, "unread");
      assertThat(leak.get("kind").getAsString()).isEqualTo("process");
      assertThat(leak.get("count").getAsInt()).isEqualTo(3);
      assertThat(leak.get("site").getAsString()).startsWith("dev.weir.stress.Parent.start(");

      fork.say("read\t" + few);
      eventually(() -> assertThat(evidence(fork, few)).doesNotContain("unread"));
    }
  }

  /** The child has said all it has to say: what waits gets less, and is not written to. */
  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void oneThatIsReadSlowlyIsNotUnread(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).agent("leaks.unread-after=2s").start(Parent.class)) {
      String slow = start(fork, "sh", "-c", "head -c 65000 /dev/zero; exec sleep 600");
      fork.say("slow\t" + slow);
      String unread = start(fork, "sh", "-c", "head -c 65000 /dev/zero; exec sleep 600");
      eventually(() -> assertThat(evidence(fork, unread)).contains("unread"));
      assertThat(evidence(fork, slow)).doesNotContain("unread");
      assertThat(fork.metric("weir_processes_unread")).isOne();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aPipeThatOutlivesItsChildSaysWhoHoldsIt(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).start(Parent.class)) {
      String[] command = {
        "sh",
        "-c",
        "read go; \"$@\" & exit",
        "name",
        "sh",
        "-c",
        "sleep 600; :",
        "--password=" + SECRET
      };
      String pid = start(fork, command);
      fork.say("read\t" + pid);
      fork.say("write\t" + pid);
      assertThat(fork.line("exited " + pid)).isEqualTo(" 0");
      String[] holder = new String[1];
      eventually(
          () -> {
            for (JsonElement one : fork.json("/handles?kind=pipe").getAsJsonArray("open")) {
              JsonObject pipe = one.getAsJsonObject();
              if (pipe.get("target").getAsString().equals("stdout of process " + pid)) {
                assertThat(pipe.getAsJsonArray("evidence").toString()).isEqualTo("[\"orphaned\"]");
                JsonArray holders = pipe.getAsJsonArray("held_by");
                assertThat(holders.toString())
                    .contains("[\"sh\",\"-c\",\"sleep 600; :\",\"--password=***\"]");
                holder[0] = holders.toString().replaceAll(".*?\"pid\":(\\d+).*", "$1");
                assertThat(fork.metric("weir_pipes_orphaned")).isPositive();
                assertThat(leak(fork, "orphaned").get("kind").getAsString()).isEqualTo("pipe");
                return;
              }
            }
            throw new AssertionError("no such pipe: " + fork.get("/handles?kind=pipe"));
          });
      secretIsNowhere(fork);
      ProcessHandle child = ProcessHandle.of(Long.parseLong(holder[0])).orElseThrow();
      child.descendants().forEach(ProcessHandle::destroyForcibly);
      child.destroyForcibly();
      fork.line("end " + pid);
      eventually(
          () -> {
            assertThat(fork.json("/handles?kind=pipe").getAsJsonArray("open")).isEmpty();
            assertThat(fork.metric("weir_pipes_orphaned")).isZero();
          });
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void oneThatRunsForTooLongIsOverdueAndItsSecretIsNowhere(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).agent("leaks.max-age.process=1s").start(Parent.class)) {
      String pid =
          start(
              fork, "sh", "-c", "sleep 600; :", "--password=" + SECRET, "--password", SECRET + "2");
      eventually(() -> assertThat(evidence(fork, pid)).contains("overdue"));
      eventually(() -> assertThat(fork.metric("weir_handles_overdue{kind=\"process\"}")).isOne());
      assertThat(leak(fork, "overdue").get("kind").getAsString()).isEqualTo("process");
      assertThat(child(fork, pid).getAsJsonArray("command").toString())
          .contains("\"--password=***\",\"--password\",\"***\"");
      secretIsNowhere(fork);
      kill(pid);
      fork.line("exited " + pid);
      eventually(
          () -> assertThat(fork.json("/handles").getAsJsonArray("ended_processes")).hasSize(1));
      secretIsNowhere(fork);
    }
  }

  private static void secretIsNowhere(Fork fork) throws Exception {
    for (String page :
        new String[] {"/handles", "/handles?group=site", "/leaks", "/report", "/metrics"}) {
      assertThat(fork.get(page)).as(page).doesNotContain(SECRET);
    }
    assertThat(fork.err()).doesNotContain(SECRET);
  }

  private static String start(Fork fork, String... command) throws Exception {
    fork.say("start\t" + String.join("\t", command));
    return fork.line("child ");
  }

  private static void kill(String pid) {
    ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
  }

  private static JsonObject child(Fork fork, String pid) throws Exception {
    for (JsonElement one : fork.json("/handles").getAsJsonArray("processes")) {
      if (one.getAsJsonObject().get("pid").getAsString().equals(pid)) {
        return one.getAsJsonObject();
      }
    }
    throw new AssertionError("no process " + pid);
  }

  private static String evidence(Fork fork, String pid) throws Exception {
    return child(fork, pid).getAsJsonArray("evidence").toString();
  }

  private static JsonObject leak(Fork fork, String evidence) throws Exception {
    JsonArray leaks = fork.json("/leaks").getAsJsonArray("leaks");
    for (JsonElement leak : leaks) {
      if (leak.getAsJsonObject().get("evidence").getAsString().equals(evidence)) {
        return leak.getAsJsonObject();
      }
    }
    throw new AssertionError("no leak is " + evidence + ": " + leaks);
  }

  private static double ended(Fork fork, String outcome) throws Exception {
    return fork.metric("weir_processes_ended_total{outcome=\"" + outcome + "\"}");
  }

  private static TreeSet<String> descriptors(Fork fork) throws Exception {
    TreeSet<String> all = new TreeSet<>();
    JsonObject handles = fork.json("/handles?stacks=false");
    for (String list : new String[] {"open", "untracked"}) {
      for (JsonElement one : handles.getAsJsonArray(list)) {
        all.add(list + " " + one.getAsJsonObject().get("fd").getAsString());
      }
    }
    return all;
  }

  private static void eventually(ThrowingRunnable holds) {
    Awaitility.await().atMost(60, TimeUnit.SECONDS).untilAsserted(holds);
  }
}
