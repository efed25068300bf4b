package dev.weir.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections on which nothing comes, or nothing moves any more. */
class IdleIT {
  private static final int FIRST_BYTE = 1000;
  private static final int IDLE = 2000;
  private static final int LATE = 1500;

  static List<Arguments> jdksAndServers() throws Exception {
    return AcceptedIT.jdksAndServers();
  }

  @ParameterizedTest
  @MethodSource("jdksAndServers")
  void theSilentAndTheSlowSeeTheEnd(Jdks.Jdk jdk, String server) throws Exception {
    try (Fork fork =
        AcceptedIT.start(
            jdk,
            server,
            "mode=enforce",
            "sockets.first-byte-timeout=" + FIRST_BYTE + "ms",
            "sockets.idle-timeout=" + IDLE + "ms",
            "sockets.exempt=[127.0.0.9]")) {
      int port = Integer.parseInt(fork.line("port "));
      try (Talk probe = new Talk(InetAddress.getByName("127.0.0.9"), port);
          Talk silent = new Talk(port);
          Talk half = new Talk(port);
          Talk kept = new Talk(port)) {
        half.say("GET / HTTP/1.1\r\nHost: a\r\n");
        assertThat(kept.isServed()).isTrue();
        assertThat(silent.end()).isLessThan(FIRST_BYTE + LATE);
        assertThat(half.end()).isLessThan(IDLE + LATE);
        assertThat(kept.end()).isLessThan(IDLE + LATE);
        assertThat(closed(fork, "first-byte-timeout")).isEqualTo(1);
        assertThat(closed(fork, "idle-timeout")).isEqualTo(2);
        assertThat(probe.isServed()).as("the probe").isTrue();
      }
      try (Talk next = new Talk(port)) {
        assertThat(next.isServed()).isTrue();
      }
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .untilAsserted(() -> assertThat(AcceptedIT.accepted(fork)).as("left open").isZero());
      if (server.equals("jdk") || server.startsWith("org.")) {
        assertThat(fork.err()).doesNotContain("Exception", "SEVERE", " ERROR ");
      }
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }

  private static double closed(Fork fork, String reason) throws Exception {
    return fork.metric("weir_connections_closed_total{reason=\"" + reason + "\"}");
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void whoMovesBytesStaysAndInModeObserveAll(Jdks.Jdk jdk) throws Exception {
    for (String mode : List.of("enforce", "observe")) {
      try (Fork fork = AcceptedIT.start(jdk, "jdk", "mode=" + mode, "sockets.idle-timeout=2s")) {
        int port = Integer.parseInt(fork.line("port "));
        List<Talk> clients = new ArrayList<>();
        clients.add(new Talk(port));
        if (mode.equals("observe")) {
          clients.add(new Talk(port));
          clients.get(1).isServed();
        }
        for (int i = 0; i < 8; i++) {
          assertThat(clients.get(0).isServed()).isTrue();
          TimeUnit.MILLISECONDS.sleep(500);
        }
        double counted =
            fork.metric("weir_refusals_total{mode=\"" + mode + "\",rule=\"sockets.idle-timeout\"}");
        if (mode.equals("observe")) {
          assertThat(counted).as("the other one").isEqualTo(1);
          assertThat(clients.get(1).isServed()).isTrue();
        } else {
          assertThat(counted).isZero();
        }
        for (Talk client : clients) {
          client.close();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void whatIsOverdueIsClosedIfThePolicySaysSo(Jdks.Jdk jdk) throws Exception {
    try (Fork fork =
        Fork.on(jdk)
            .agent(
                "mode=enforce",
                "leaks.max-age.socket=1s",
                "leaks.max-age.listener=1s",
                "leaks.max-age.datagram=1s",
                "leaks.close-overdue=[socket;listener;datagram]")
            .start(Held.class)) {
      fork.line("held");
      assertThat(List.of(fork.line(), fork.line()))
          .containsExactlyInAnyOrder("socket closed", "channel closed");
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .untilAsserted(
              () -> {
                for (String kind : List.of("socket", "listener", "datagram")) {
                  assertThat(fork.metric("weir_handles_open{kind=\"" + kind + "\"}"))
                      .as(kind)
                      .isZero();
                }
              });
      assertThat(closed(fork, "max-age")).isEqualTo(5);
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }
}
