package dev.weir.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
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
      fork.line("dropped");
      fork.say("collect");
      fork.line("done");
      // Of each call: FORMATTER and the like hold what they hold through one FileOutputStream. A
      // class
      // loader's jar and a zip that is open already are shared by the JDK, so those count once at
      // least.
      int single = JdkCalls.values().length - 5;
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .untilAsserted(
              () ->
                  assertThat(collected(fork.json("/leaks")))
                      .isGreaterThanOrEqualTo(single * count));
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
      assertThat(fork.metric("weir_refusals_total{mode=\"enforce\",rule=\"files.max-open\"}"))
          .isGreaterThanOrEqualTo(JdkCalls.values().length);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void observingTheCapChangesNothingAndCounts(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).agent("files.max-open=50").start(Calls.class, "cap", "50")) {
      fork.line("done");
      for (JdkCalls call : JdkCalls.values()) {
        assertThat(fork.out()).contains("ADMITTED " + call + "\n");
      }
      assertThat(fork.metric("weir_refusals_total{mode=\"observe\",rule=\"files.max-open\"}"))
          .isGreaterThanOrEqualTo(JdkCalls.values().length);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void eightThreadsLoseNothingAndInventNothing(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).start(Calls.class, "soak", "" + Fork.scaled(100_000))) {
      fork.line("running");
      while (!fork.out().contains("done") && fork.process().isAlive()) {
        fork.json("/handles");
        fork.get("/metrics");
      }
      assertThat(fork.out()).doesNotContain("WRONG").contains("done");
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }

  private static long collected(JsonObject leaks) {
    long count = 0;
    for (JsonElement leak : leaks.getAsJsonArray("leaks")) {
      JsonObject one = leak.getAsJsonObject();
      if (one.get("evidence").getAsString().equals("collected")) {
        count += one.get("count").getAsLong();
      }
    }
    return count;
  }
}
