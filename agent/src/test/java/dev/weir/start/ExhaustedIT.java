package dev.weir.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.calls.JdkCalls;
import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** "Too many open files" by each way that a descriptor can be asked for, right after the start. */
class ExhaustedIT {
  static List<Arguments> jdksAndCalls() throws Exception {
    List<Arguments> all = new ArrayList<>();
    for (Jdks.Jdk jdk : Jdks.all()) {
      for (JdkCalls call :
          List.of(
              JdkCalls.FILE_INPUT_STREAM,
              JdkCalls.FILE_OUTPUT_STREAM,
              JdkCalls.RANDOM_ACCESS_FILE,
              JdkCalls.FILE_CHANNEL,
              JdkCalls.ASYNCHRONOUS,
              JdkCalls.DIRECTORY_STREAM,
              JdkCalls.SECURE_CHILD_DIRECTORY)) {
        all.add(Arguments.of(jdk, call));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("jdksAndCalls")
  void thereIsOneDumpAndItNamesTheLine(Jdks.Jdk jdk, JdkCalls call) throws Exception {
    try (Fork fork = Fork.on(jdk).descriptors(120).start(Exhaust.class, call.name())) {
      fork.line("refused by the system");
      fork.awaitError("handles from");
      fork.say("end");
      assertThat(fork.end()).isZero();
      assertThat(fork.err())
          .containsOnlyOnce("Too many open files, seen by")
          .containsOnlyOnce("; the limit is 120. ")
          .contains("dev.weir.calls.JdkCalls.");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void itIsSeenByWhateverAsks(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).descriptors(160).start(Exhaust.class, "each")) {
      fork.line("done");
      assertThat(fork.end()).isZero();
      assertThat(fork.out()).doesNotContain("MISSED").contains("seen PROCESS:", "seen SELECTOR:");
      assertThat(fork.err()).containsOnlyOnce("Too many open files, seen by");
    }
  }

  /** The words of the system are then not the ones that the gate knows. */
  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void inAnotherLanguageTheSweeperLooks(Jdks.Jdk jdk) throws Exception {
    try (Fork fork =
        Fork.on(jdk)
            .descriptors(120)
            .environment("LC_ALL", "de_DE.UTF-8")
            .start(Exhaust.class, JdkCalls.FILE_INPUT_STREAM.name())) {
      fork.line("refused by the system");
      fork.awaitError("handles from");
      assertThat(fork.err()).containsOnlyOnce("Too many open files, seen by");
    }
  }
}
