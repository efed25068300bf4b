package dev.weir.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CallsIT {
  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void everyCallIsInTheLedgerWhileOpenAndOutOfItAfter(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).jvm("-Xverify:all").start(Calls.class, "truth")) {
      fork.line("done");
      assertThat(fork.out()).doesNotContain("WRONG");
      assertThat(fork.metric("weir_handles_opened_total{kind=\"mapping\"}")).isPositive();
      assertThat(fork.metric("weir_handles_leaked_total{kind=\"mapping\"}"))
          .as("a buffer is never closed: that is no leak")
          .isZero();
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void whatIsDroppedIsCollectedAndWhatIsClosedIsNot(Jdks.Jdk jdk) throws Exception {
    int count = Fork.scaled(100);
    // No budget: every handle has its site, however slow this machine is.
    try (Fork fork =
        Fork.on(jdk).agent("leaks.stacks.budget=100%").start(Calls.class, "leak", "" + count)) {
      Map<String, Integer> dropped = new TreeMap<>();
      Map<String, Integer> pinned = new TreeMap<>();
      for (String line = fork.line(); !line.equals("all"); line = fork.line()) {
        String[] words = line.split(" ", 2);
        (words[0].equals("pinned") ? pinned : dropped).merge(words[1], 1, Integer::sum);
      }
      assertThat(dropped.values().stream().mapToInt(n -> n).sum())
          .isGreaterThanOrEqualTo((JdkCalls.values().length - 1) * count);
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .untilAsserted(
              () -> {
                fork.say("collect");
                assertThat(collected(fork.json("/leaks"))).isEqualTo(dropped);
              });
      // By one more collection nothing is added: what was closed is no leak.
      fork.say("collect");
      assertThat(collected(fork.json("/leaks"))).isEqualTo(dropped);
      for (Map.Entry<String, Integer> site : pinned.entrySet()) {
        Set<String> handles = new HashSet<>();
        for (JsonElement one :
            fork.json("/handles?site=" + encoded(site.getKey())).getAsJsonArray("open")) {
          handles.add(one.getAsJsonObject().get("handle").getAsString());
        }
        // The first asynchronous channel opens the default group too.
        assertThat(handles)
            .as("pinned: " + site.getKey())
            .hasSizeGreaterThanOrEqualTo(site.getValue());
      }
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void theCapRefusesTheNextByEveryCallAndTheJvmGoesOn(Jdks.Jdk jdk) throws Exception {
    try (Fork fork =
        Fork.on(jdk).agent("mode=enforce", "files.max-open=50").start(Calls.class, "cap", "50")) {
      fork.line("done");
      assertThat(fork.out()).doesNotContain("WRONG").doesNotContain("ADMITTED");
      assertThat(fork.out()).contains("needed works");
      long refused = Arrays.stream(JdkCalls.values()).filter(call -> !call.needed()).count();
      assertThat(fork.metric("weir_refusals_total{mode=\"enforce\",rule=\"files.max-open\"}"))
          .isGreaterThanOrEqualTo(refused);
      assertThat(fork.out()).contains("NEEDED URL_CLASS_LOADER\n");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void observingTheCapChangesNothingAndCounts(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).agent("files.max-open=50").start(Calls.class, "cap", "50")) {
      fork.line("done");
      for (JdkCalls call : JdkCalls.values()) {
        assertThat(fork.out()).contains((call.needed() ? "NEEDED " : "ADMITTED ") + call + "\n");
      }
      assertThat(fork.metric("weir_refusals_total{mode=\"observe\",rule=\"files.max-open\"}"))
          .isGreaterThanOrEqualTo(JdkCalls.values().length - 1);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void eightThreadsLoseNothingAndInventNothing(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).start(Calls.class, "soak", "" + Fork.scaled(60))) {
      fork.line("running");
      while (!fork.out().contains("done") && fork.process().isAlive()) {
        fork.json("/handles");
        fork.get("/metrics");
      }
      assertThat(fork.out()).doesNotContain("WRONG").contains("done");
      assertThat(collected(fork.json("/leaks"))).as("all was closed").isEmpty();
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }

  /** By site of the program's. */
  private static Map<String, Integer> collected(JsonObject leaks) {
    Map<String, Integer> bySite = new TreeMap<>();
    for (JsonElement leak : leaks.getAsJsonArray("leaks")) {
      JsonObject one = leak.getAsJsonObject();
      if (one.get("evidence").getAsString().equals("collected")
          && one.get("site").getAsString().startsWith("dev.weir.calls.")) {
        bySite.merge(one.get("site").getAsString(), one.get("count").getAsInt(), Integer::sum);
      }
    }
    return bySite;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
