package dev.weir.connections;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import dev.weir.stress.Served;
import dev.weir.stress.ServedByTomcat;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Accepted connections that are one too many. */
class AcceptedIT {
  @TempDir Path dir;

  static List<Arguments> jdksAndServers() throws Exception {
    List<Arguments> all = new ArrayList<>();
    for (Jdks.Jdk jdk : Jdks.all()) {
      for (Server.Way way : Server.Way.values()) {
        all.add(Arguments.of(jdk, way.name()));
      }
      all.add(Arguments.of(jdk, "jdk"));
      all.add(Arguments.of(jdk, "org.apache.coyote.http11.Http11NioProtocol"));
      all.add(Arguments.of(jdk, "org.apache.coyote.http11.Http11Nio2Protocol"));
    }
    return all;
  }

  static Fork start(Jdks.Jdk jdk, String server, String... policy) throws Exception {
    Fork.Builder builder = Fork.on(jdk).agent(policy).jvm("-Xverify:all");
    if (!server.equals("jdk") && !server.startsWith("org.")) {
      return builder.start(Server.class, server);
    }
    return builder.behind(ServedByTomcat.jars()).start(Served.class, server);
  }

  /** How many of these are served. */
  private static int served(List<Talk> clients) throws Exception {
    int served = 0;
    for (Talk client : clients) {
      served += client.isServed() ? 1 : 0;
    }
    return served;
  }

  private static List<Talk> clients(int count, int port) throws Exception {
    List<Talk> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(new Talk(port));
    }
    return clients;
  }

  private static void close(List<Talk> clients) throws Exception {
    for (Talk client : clients) {
      client.close();
    }
  }

  private static void awaitServed(int port) {
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(
            () -> {
              try (Talk client = new Talk(port)) {
                return client.isServed();
              }
            });
  }

  private static double refused(Fork fork, String reason) throws Exception {
    return fork.metric("weir_connections_refused_total{reason=\"" + reason + "\"}");
  }

  private static void assertQuiet(Fork fork) throws Exception {
    assertThat(fork.err()).doesNotContain("Exception", "SEVERE", " ERROR ");
    assertThat(fork.metric("weir_agent_errors_total")).isZero();
  }

  @ParameterizedTest
  @MethodSource("jdksAndServers")
  void twoAreServedAndThreeSeeTheEnd(Jdks.Jdk jdk, String server) throws Exception {
    try (Fork fork = start(jdk, server, "mode=enforce", "sockets.max-connections=2")) {
      int port = Integer.parseInt(fork.line("port "));
      List<Talk> clients = clients(5, port);
      assertThat(served(clients)).isEqualTo(2);
      assertThat(refused(fork, "max-connections")).isEqualTo(3);
      assertThat(
              fork.metric("weir_refusals_total{mode=\"enforce\",rule=\"sockets.max-connections\"}"))
          .isEqualTo(3);
      close(clients);
      awaitServed(port);
      for (int i = 0; i < 20; i++) {
        awaitServed(port); // the places come back
      }
      assertQuiet(fork);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void inModeObserveAllAreServedAndCounted(Jdks.Jdk jdk) throws Exception {
    try (Fork fork =
        start(
            jdk,
            "jdk",
            "sockets.max-connections=2",
            "sockets.max-connections-per-listener=2",
            "sockets.max-connections-per-peer=2",
            "sockets.max-open=3")) {
      int port = Integer.parseInt(fork.line("port "));
      List<Talk> clients = clients(5, port);
      assertThat(served(clients)).isEqualTo(5);
      assertThat(refused(fork, "max-connections")).isZero();
      for (String key : List.of("max-connections", "max-connections-per-listener")) {
        assertThat(
                fork.metric("weir_refusals_total{mode=\"observe\",rule=\"sockets." + key + "\"}"))
            .isEqualTo(3);
      }
      assertThat(
              fork.metric(
                  "weir_refusals_total{mode=\"observe\",rule=\"sockets.max-connections-per-peer\"}"))
          .isEqualTo(3);
      assertThat(fork.metric("weir_refusals_total{mode=\"observe\",rule=\"sockets.max-open\"}"))
          .isEqualTo(3); // the listener has one of the three
      close(clients);
      assertQuiet(fork);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void ofABurstNeverMoreThanTheCapAreOpen(Jdks.Jdk jdk) throws Exception {
    int cap = 50;
    try (Fork fork = start(jdk, "CHANNEL", "mode=enforce", "sockets.max-connections=" + cap)) {
      int port = Integer.parseInt(fork.line("port "));
      List<Talk> clients = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        clients.add(new Talk(port));
        if (i % 50 == 49) {
          assertThat(accepted(fork)).isLessThanOrEqualTo(cap);
        }
      }
      assertThat(served(clients)).isEqualTo(cap);
      assertThat(accepted(fork)).isEqualTo(cap);
      assertThat(refused(fork, "max-connections")).isEqualTo(500 - cap);
      close(clients);
      awaitServed(port);
      assertQuiet(fork);
    }
  }

  static int accepted(Fork fork) throws Exception {
    int accepted = 0;
    for (JsonElement one : fork.json("/handles?stacks=false").getAsJsonArray("open")) {
      JsonElement direction = one.getAsJsonObject().get("direction");
      accepted += direction != null && direction.getAsString().equals("accepted") ? 1 : 0;
    }
    return accepted;
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void eachPeerHasItsOwnAndProxiesAndProbesAreFree(Jdks.Jdk jdk) throws Exception {
    try (Fork fork =
        start(
            jdk,
            "SOCKET",
            "mode=enforce",
            "sockets.max-connections=6",
            "sockets.max-connections-per-peer=2",
            "sockets.trusted-proxies=[127.0.0.3]",
            "sockets.exempt=[127.0.0.4/31]")) {
      int port = Integer.parseInt(fork.line("port "));
      List<Talk> all = new ArrayList<>();
      assertThat(served(from("127.0.0.1", 3, port, all))).isEqualTo(2);
      assertThat(served(from("127.0.0.2", 3, port, all))).isEqualTo(2);
      assertThat(refused(fork, "max-connections-per-peer")).isEqualTo(2);
      assertThat(served(from("127.0.0.3", 3, port, all))).as("a proxy, up to the cap").isEqualTo(2);
      assertThat(refused(fork, "max-connections")).isEqualTo(1);
      assertThat(served(from("127.0.0.5", 3, port, all))).as("probes").isEqualTo(3);
      close(all);
      all.clear();
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .until(
              () -> {
                List<Talk> again = new ArrayList<>();
                int served = served(from("127.0.0.2", 2, port, again));
                close(again);
                return served == 2;
              });
      assertQuiet(fork);
    }
  }

  private static List<Talk> from(String address, int count, int port, List<Talk> all)
      throws Exception {
    List<Talk> these = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      these.add(new Talk(InetAddress.getByName(address), port));
    }
    all.addAll(these);
    return these;
  }

  /** The hooks are woven while an acceptor waits; what is open already takes its place. */
  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aPolicyThatChangesCountsWhatIsOpen(Jdks.Jdk jdk) throws Exception {
    Path policy = Files.writeString(dir.resolve("weir.yml"), "mode: enforce\n");
    try (Fork fork = start(jdk, "jdk", "config=" + policy)) {
      int port = Integer.parseInt(fork.line("port "));
      List<Talk> first = clients(3, port);
      assertThat(served(first)).isEqualTo(3);
      change(fork, policy, "mode: enforce\nsockets: { max-connections-per-peer: 4 }\n", 1);
      List<Talk> second = clients(3, port);
      assertThat(served(second)).isEqualTo(1);
      change(fork, policy, "mode: enforce\nsockets: { max-connections: 5 }\n", 2);
      List<Talk> third = clients(3, port);
      assertThat(served(third)).isEqualTo(1);
      close(first);
      close(second);
      close(third);
      awaitServed(port);
      assertQuiet(fork);
    }
  }

  private static void change(Fork fork, Path policy, String text, int times) throws Exception {
    Path part = Files.writeString(policy.resolveSibling("part"), text);
    Files.move(part, policy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    fork.awaitError("the policy has changed; in force", times);
  }
}
