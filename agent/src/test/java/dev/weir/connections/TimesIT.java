package dev.weir.connections;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Timeouts where the application has set none; its own win, also longer ones. */
class TimesIT {
  private static final int LIMIT = 700;
  private static final int OWN = 3000;

  /** What ends the wait for a machine of two cores that is busy. */
  private static final int LATE = 1500;

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void eachWaitEndsAndTheApplicationsOwnWins(Jdks.Jdk jdk) throws Exception {
    try (Fork fork =
        Fork.on(jdk)
            .jvm("-Xverify:all")
            .agent(
                "mode=enforce",
                "sockets.connect-timeout=" + LIMIT + "ms",
                "sockets.accept-timeout=" + LIMIT + "ms",
                "sockets.read-timeout=" + LIMIT + "ms")
            .start(Waits.class, "enforce")) {
      List<String> wrong = new ArrayList<>();
      for (String line = fork.line(); !line.equals("done"); line = fork.line()) {
        String[] words = line.split(" ", 4);
        if (words[0].equals("WRONG")) {
          wrong.add(line);
          continue;
        }
        boolean own = words[0].endsWith("-own");
        int millis = Integer.parseInt(words[2]);
        int limit = own ? OWN : LIMIT;
        if (millis < limit - 50 || millis > limit + LATE) {
          wrong.add("time: " + line);
        }
        if (!words[3].equals(said(words[0], own))) {
          wrong.add(line + "; expected " + said(words[0], own));
        }
      }
      assertThat(wrong).isEmpty();
      assertThat(
              fork.metric("weir_refusals_total{mode=\"enforce\",rule=\"sockets.connect-timeout\"}"))
          .isPositive();
      int left = 0;
      for (JsonElement one : fork.json("/handles?kind=socket").getAsJsonArray("open")) {
        JsonObject record = one.getAsJsonObject();
        left += record.get("stack").toString().contains("Waits.fill") ? 0 : 1;
      }
      assertThat(left).as(fork.get("/handles?kind=socket")).isLessThanOrEqualTo(4);
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }

  /** What another thread sees and sets while one waits; a second reader has its limit too. */
  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void whatTheApplicationSetsStays(Jdks.Jdk jdk) throws Exception {
    try (Fork fork =
        Fork.on(jdk)
            .jvm("-Xverify:all")
            .agent(
                "mode=enforce",
                "sockets.accept-timeout=" + LIMIT + "ms",
                "sockets.read-timeout=" + LIMIT + "ms")
            .start(Waits.class, "set")) {
      String read = "Read timed out: weir sockets.read-timeout " + LIMIT + "ms";
      assertThat(List.of(fork.line(), fork.line(), fork.line()))
          .containsExactlyInAnyOrder(
              read, read, "Accept timed out: weir sockets.accept-timeout " + LIMIT + "ms");
      assertThat(fork.line()).isEqualTo("as it was true");
      assertThat(fork.line()).startsWith("Read timed out");
      assertThat(fork.line()).isEqualTo("set " + LIMIT);
      fork.line("done");
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }

  private static String said(String way, boolean own) {
    String what = way.substring(0, way.indexOf('-') < 0 ? way.length() : way.indexOf('-'));
    if (way.equals("connect-http")) {
      return "java.net.http.HttpConnectTimeoutException: HTTP connect timed out";
    }
    if (way.equals("read-http")) {
      return "java.net.http.HttpTimeoutException: request timed out";
    }
    String words = Character.toUpperCase(what.charAt(0)) + what.substring(1) + " timed out";
    return "java.net.SocketTimeoutException: "
        + words
        + (own ? "" : ": weir sockets." + what + "-timeout " + LIMIT + "ms");
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void inModeObserveNothingEndsAndItIsCounted(Jdks.Jdk jdk) throws Exception {
    try (Fork fork =
        Fork.on(jdk)
            .agent(
                "sockets.connect-timeout=1s",
                "sockets.accept-timeout=1s",
                "sockets.read-timeout=1s")
            .start(Waits.class, "observe")) {
      assertThat(fork.line()).isEqualTo("code 204");
      assertThat(fork.line()).isEqualTo("code 204");
      assertThat(fork.line()).isEqualTo("accepted");
      fork.line("done");
      assertThat(fork.metric("weir_refusals_total{mode=\"observe\",rule=\"sockets.read-timeout\"}"))
          .isEqualTo(1);
      assertThat(
              fork.metric("weir_refusals_total{mode=\"observe\",rule=\"sockets.accept-timeout\"}"))
          .isEqualTo(1);
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }
}
