package dev.weir.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.calls.Calls;
import dev.weir.calls.Truth;
import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Under {@code -Xcheck:jni} and {@code -Xverify:all} the JVM complains of nothing that it does not
 * complain of without Weir: the JDK's own native code has a few.
 */
class CheckedIT {
  private static final String[] CHECKS = {"-Xverify:all", "-Xcheck:jni"};

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void everyWayToOpen(Jdks.Jdk jdk) throws Exception {
    TreeSet<String> without;
    try (Fork fork = Fork.on(jdk).withoutAgent().jvm(CHECKS).start(Truth.class, "platform")) {
      through(fork);
      without = complaints(fork);
    }
    try (Fork fork = Fork.on(jdk).jvm(CHECKS).start(Truth.class, "platform")) {
      fork.endpoint(); // what Weir opens is open before the program compares
      through(fork);
      assertThat(complaints(fork)).isSubsetOf(without);
      assertThat(fork.err()).doesNotContain("VerifyError");
    }
  }

  /** It compares itself with the ledger, so without Weir there is none to compare with. */
  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void eightThreads(Jdks.Jdk jdk) throws Exception {
    TreeSet<String> without;
    try (Fork fork =
        Fork.on(jdk)
            .withoutAgent()
            .behind(Fork.jar().toString())
            .jvm(CHECKS)
            .start(Calls.class, "soak", "1")) {
      fork.line("done");
      fork.say("end");
      assertThat(fork.end()).isZero();
      without = complaints(fork);
    }
    try (Fork fork = Fork.on(jdk).jvm(CHECKS).start(Calls.class, "soak", "" + Fork.scaled(30))) {
      fork.line("done");
      assertThat(fork.json("/leaks").getAsJsonArray("leaks")).isEmpty();
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
      fork.say("end");
      assertThat(fork.end()).isZero();
      assertThat(fork.out()).doesNotContain("WRONG");
      assertThat(complaints(fork)).isSubsetOf(without);
    }
  }

  private static void through(Fork fork) throws Exception {
    fork.say("");
    fork.line("warm");
    fork.say("");
    for (String line = fork.line(); !line.equals("done"); line = fork.line()) {
      if (line.matches("(open|closed|failed) .*")) {
        fork.say("");
      }
    }
    fork.say("");
    assertThat(fork.end()).isZero();
  }

  /** Of the JVM's checks, with the frame that they are of. */
  private static TreeSet<String> complaints(Fork fork) {
    TreeSet<String> all = new TreeSet<>();
    String[] lines = (fork.out() + fork.err()).split("\n");
    for (int i = 0; i < lines.length; i++) {
      String frame = i + 1 < lines.length ? lines[i + 1].trim() : "";
      if (lines[i].contains("in native method") || lines[i].contains("JNI local refs")) {
        all.add((lines[i] + " " + frame).replaceAll("\\d+", "n"));
      }
    }
    return all;
  }
}
