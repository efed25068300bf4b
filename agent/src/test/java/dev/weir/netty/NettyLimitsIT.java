package dev.weir.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.weir.fork.Fork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Limits on the connections of a real Netty by epoll. */
class NettyLimitsIT {
  static List<NettyIT.Case> epoll() throws Exception {
    return NettyIT.all().stream().filter(on -> on.transport() == Transport.EPOLL).toList();
  }

  private static int port(Fork fork) throws Exception {
    String line = fork.line();
    if (line.startsWith("unavailable")) {
      return abort(line);
    }
    return Integer.parseInt(line.substring("port ".length()));
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    return socket;
  }

  /** Whether what is sent comes back; false at the end of the connection. */
  private static boolean isServed(Socket socket) throws IOException {
    try {
      socket.getOutputStream().write(7);
      return socket.getInputStream().read() == 7;
    } catch (java.net.SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("epoll")
  void twoAreServedAndThreeSeeTheEnd(NettyIT.Case on) throws Exception {
    try (Fork fork =
        on.fork()
            .jvm("-Xverify:all")
            .agent(
                "mode=enforce",
                "sockets.max-connections=2",
                "sockets.max-connections-per-listener=2",
                "sockets.max-connections-per-peer=2")
            .start(NettyEcho.class, on.transport().name())) {
      int port = port(fork);
      List<Socket> clients = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        clients.add(connect(port));
      }
      int served = 0;
      for (Socket client : clients) {
        served += isServed(client) ? 1 : 0;
      }
      assertThat(served).isEqualTo(2);
      assertThat(fork.metric("weir_connections_refused_total{reason=\"max-connections\"}"))
          .isEqualTo(3);
      for (Socket client : clients) {
        client.close();
      }
      for (int i = 0; i < 10; i++) {
        Awaitility.await()
            .atMost(60, TimeUnit.SECONDS)
            .until(
                () -> {
                  try (Socket client = connect(port)) {
                    return isServed(client);
                  }
                });
      }
      assertThat(fork.err()).doesNotContain("Exception");
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("epoll")
  void theSilentAndTheIdleSeeTheEnd(NettyIT.Case on) throws Exception {
    try (Fork fork =
        on.fork()
            .agent("mode=enforce", "sockets.first-byte-timeout=1s", "sockets.idle-timeout=2s")
            .start(NettyEcho.class, on.transport().name())) {
      int port = port(fork);
      try (Socket silent = connect(port);
          Socket idle = connect(port);
          Socket busy = connect(port)) {
        assertThat(isServed(idle)).isTrue();
        for (int i = 0; i < 10; i++) {
          assertThat(isServed(busy)).isTrue();
          TimeUnit.MILLISECONDS.sleep(400);
        }
        assertThat(silent.getInputStream().read()).isNegative();
        assertThat(idle.getInputStream().read()).isNegative();
        assertThat(isServed(busy)).isTrue();
        assertThat(fork.metric("weir_connections_closed_total{reason=\"first-byte-timeout\"}"))
            .isEqualTo(1);
        assertThat(fork.metric("weir_connections_closed_total{reason=\"idle-timeout\"}"))
            .isEqualTo(1);
      }
      assertThat(fork.err()).doesNotContain("Exception");
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }
}
