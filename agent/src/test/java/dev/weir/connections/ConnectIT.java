package dev.weir.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code sockets.allow-connect} and {@code sockets.max-open}, by every way. */
class ConnectIT {
  private static final int MOST = 5;

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void whoIsNotAllowedIsRefusedInEveryWay(Jdks.Jdk jdk) throws Exception {
    try (Fork fork =
        Fork.on(jdk)
            .jvm("-Xverify:all")
            .agent("mode=enforce", "sockets.allow-connect=[localhost:*]")
            .start(Connects.class, "connect")) {
      assertThat(fork.line()).as("by its name").isEqualTo("name: nothing");
      fork.line("ready");
      List<String> wrong = new ArrayList<>();
      int ways = 0;
      for (String line = fork.line(); !line.equals("done"); line = fork.line()) {
        if (line.equals("resolved true")) {
          continue;
        }
        ways++;
        String refused =
            ": java.net.ConnectException: Connection refused: weir sockets.allow-connect: ";
        if (!line.contains(refused)) {
          wrong.add(line);
        }
      }
      assertThat(wrong).isEmpty();
      assertThat(ways).isEqualTo(11);
      assertThat(fork.metric("weir_handles_open{kind=\"socket\"}"))
          .as(fork.get("/handles"))
          .isZero();
      assertThat(fork.metric("weir_handles_open{kind=\"datagram\"}")).isZero();
      assertThat(
              fork.metric("weir_refusals_total{mode=\"enforce\",rule=\"sockets.allow-connect\"}"))
          .isGreaterThanOrEqualTo(11);
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void inModeObserveAllAreReached(Jdks.Jdk jdk) throws Exception {
    try (Fork fork =
        Fork.on(jdk).agent("sockets.allow-connect=[]").start(Connects.class, "connect")) {
      for (String line = fork.line(); !line.equals("done"); line = fork.line()) {
        assertThat(line).doesNotContain("weir");
      }
      assertThat(
              fork.metric("weir_refusals_total{mode=\"observe\",rule=\"sockets.allow-connect\"}"))
          .isGreaterThanOrEqualTo(12);
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void soManySocketsAndNoMoreOfEachKind(Jdks.Jdk jdk) throws Exception {
    try (Fork fork =
        Fork.on(jdk)
            .agent("mode=enforce", "sockets.max-open=" + MOST)
            .start(Connects.class, "open", "" + MOST)) {
      List<String> wrong = new ArrayList<>();
      int lines = 0;
      for (String line = fork.line(); !line.equals("done"); line = fork.line()) {
        lines++;
        if (!line.contains(
            " "
                + MOST
                + " java.net.SocketException: Too many open sockets: weir sockets.max-open "
                + MOST)) {
          wrong.add(line);
        }
      }
      assertThat(wrong).isEmpty();
      assertThat(lines).isEqualTo(3 * 12);
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }
}
