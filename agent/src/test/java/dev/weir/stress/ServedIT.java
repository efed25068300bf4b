package dev.weir.stress;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A server under load, with clients that hang up: its ledger ends where it began. */
class ServedIT {
  private static final int WARM = 100;

  static List<Arguments> jdksAndServers() throws Exception {
    List<Arguments> all = new ArrayList<>();
    for (Jdks.Jdk jdk : Jdks.all()) {
      all.add(Arguments.of(jdk, "jdk"));
      all.add(Arguments.of(jdk, "org.apache.coyote.http11.Http11NioProtocol"));
      all.add(Arguments.of(jdk, "org.apache.coyote.http11.Http11Nio2Protocol"));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("jdksAndServers")
  void theLedgerEndsWhereItBegan(Jdks.Jdk jdk, String server) throws Exception {
    int connections = Fork.scaled(10_000);
    try (Fork fork = Fork.on(jdk).behind(ServedByTomcat.jars()).start(Served.class, server)) {
      int port = Integer.parseInt(fork.line("port "));
      String listener =
          "{listener=\"" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port + "\"}";
      Clients clients = new Clients(port);
      clients.connect(WARM); // what a server opens once stays
      settled(fork, listener, WARM);
      Map<String, Integer> before = open(fork);

      int answers = clients.connect(connections);
      assertThat(answers).isEqualTo(connections / 5 * 4);
      settled(fork, listener, WARM + connections);
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .untilAsserted(() -> assertThat(open(fork)).isEqualTo(before));
      fork.say("gc");
      fork.line("collected");
      assertThat(fork.json("/leaks").getAsJsonArray("leaks")).isEmpty();
      assertThat(open(fork)).isEqualTo(before);
      assertThat(fork.metric("weir_handles_opened_total{kind=\"socket\"}"))
          .isEqualTo(WARM + connections);
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
      assertThat(fork.err()).doesNotContain("WARN").doesNotContain("ERROR");
    }
  }

  /** Every connection was accepted and none of them is open. */
  private static void settled(Fork fork, String listener, int connections) {
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              assertThat(fork.metric("weir_connections_accepted_total" + listener))
                  .isEqualTo(connections);
              assertThat(fork.metric("weir_connections_open" + listener)).isZero();
            });
  }

  /** Records by kind, and untracked descriptors by what they are. */
  private static Map<String, Integer> open(Fork fork) throws Exception {
    Map<String, Integer> all = new TreeMap<>();
    JsonObject handles = fork.json("/handles?stacks=false");
    for (JsonElement one : handles.getAsJsonArray("open")) {
      all.merge(one.getAsJsonObject().get("kind").getAsString(), 1, Integer::sum);
    }
    for (JsonElement one : handles.getAsJsonArray("untracked")) {
      JsonObject untracked = one.getAsJsonObject();
      assertThat(untracked.has("what") || !untracked.get("target").getAsString().contains("socket"))
          .as(untracked.toString())
          .isTrue();
      all.merge("untracked", 1, Integer::sum);
    }
    return all;
  }
}
