package dev.weir.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code files.read-timeout}: each wait ends, and what was waited for can be read afterwards. */
class WaitsIT {
  private static final String MILLIS = "300";

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void eachWaitEnds(Jdks.Jdk jdk) throws Exception {
    run(Fork.on(jdk), "enforce", "platform");
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void eachWaitIsCountedAndGoesOn(Jdks.Jdk jdk) throws Exception {
    run(Fork.on(jdk), "observe", "platform");
  }

  /** On one carrier thread, which nobody may keep for ever. */
  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#withVirtualThreads")
  void eachWaitEndsOnVirtualThreads(Jdks.Jdk jdk) throws Exception {
    run(
        Fork.on(jdk)
            .jvm(
                "-Djdk.virtualThreadScheduler.parallelism=1",
                "-Djdk.virtualThreadScheduler.maxPoolSize=1"),
        "enforce",
        "virtual");
  }

  private static void run(Fork.Builder builder, String mode, String thread) throws Exception {
    try (Fork fork =
        builder
            .agent("mode=" + mode, "files.read-timeout=" + MILLIS + "ms")
            .jvm("-Xverify:all")
            .start(Waits.class, mode, MILLIS, thread)) {
      long expected = Long.parseLong(fork.line("expected "));
      fork.line("done");
      assertThat(fork.out()).doesNotContain("WRONG");
      assertThat(BytesIT.refusals(fork, mode, "files.read-timeout")).isEqualTo(expected);
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
      assertThat(BytesIT.open(fork)).doesNotContain("weir-waits");
    }
  }
}
