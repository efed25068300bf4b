package dev.weir.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SocketsIT {
  @TempDir Path dir;

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void addressesDirectionsAndListeners(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = start(jdk)) {
      for (String way : List.of("net", "nio", "async")) {
        String[] ports = say(fork, way).split(" ");
        String listener = "127.0.0.1:" + ports[0];
        String client = "127.0.0.1:" + ports[1];
        List<JsonObject> open = handles(fork);

        assertThat(open).as(way).hasSize(3);
        assertThat(of(open, "kind", "listener"))
            .satisfies(one -> assertThat(text(one, "local")).isEqualTo(listener))
            .satisfies(one -> assertThat(text(one, "target")).isEqualTo(listener))
            .satisfies(one -> assertThat(text(one, "kernel_state")).isEqualTo("LISTEN"))
            .satisfies(one -> assertThat(text(one, "direction")).isEqualTo("bound"));
        assertThat(of(open, "direction", "connected"))
            .satisfies(one -> assertThat(text(one, "remote")).isEqualTo(listener))
            .satisfies(one -> assertThat(text(one, "local")).isEqualTo(client))
            .satisfies(one -> assertThat(text(one, "kernel_state")).isEqualTo("ESTABLISHED"));
        assertThat(of(open, "direction", "accepted"))
            .satisfies(one -> assertThat(text(one, "remote")).isEqualTo(client))
            .satisfies(one -> assertThat(text(one, "local")).isEqualTo(listener))
            .satisfies(one -> assertThat(text(one, "listener")).isEqualTo(listener));
        String label = "{listener=\"" + listener + "\"}";
        assertThat(fork.metric("weir_connections_open" + label)).isEqualTo(1);
        say(fork, "close");
        assertThat(fork.metric("weir_connections_open" + label)).isZero();
        assertThat(fork.metric("weir_connections_accepted_total" + label)).isEqualTo(1);
        assertThat(handles(fork)).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void unixSocketsDatagramsAndNames(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = start(jdk)) {
      Path path = dir.resolve("socket");
      say(fork, "unix " + path);
      List<JsonObject> open = handles(fork);
      assertThat(text(of(open, "kind", "listener"), "local")).isEqualTo(path.toString());
      assertThat(text(of(open, "direction", "connected"), "remote")).isEqualTo(path.toString());
      assertThat(text(of(open, "direction", "accepted"), "listener")).isEqualTo(path.toString());
      say(fork, "close");

      String port = say(fork, "udp");
      JsonObject udp = of(handles(fork), "kind", "datagram");
      assertThat(text(udp, "local")).isEqualTo("127.0.0.1:" + port);
      assertThat(text(udp, "direction")).isEqualTo("bound");
      say(fork, "close");

      String named = say(fork, "named");
      JsonObject client = of(handles(fork), "direction", "connected");
      assertThat(text(client, "target")).matches("localhost/.*:" + named);
      assertThat(text(client, "remote")).matches("[0-9.:\\[\\]]+:" + named);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aPeerThatHasClosedIsSeen(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = start(jdk)) {
      String port = say(fork, "half");
      await()
          .atMost(60, SECONDS)
          .untilAsserted(
              () -> {
                JsonObject client = of(handles(fork), "local", "127.0.0.1:" + port);
                assertThat(text(client, "kernel_state")).isEqualTo("CLOSE_WAIT");
                assertThat(client.get("receive_queue_bytes").getAsInt()).isGreaterThanOrEqualTo(7);
              });
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void whatIsClosedAndHeldByASelectorIsClosing(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = start(jdk)) {
      say(fork, "registered");
      JsonObject closing = of(handles(fork), "state", "closing");
      assertThat(text(closing, "direction")).isEqualTo("connected");
      say(fork, "select");
      assertThat(handles(fork)).noneMatch(one -> text(one, "state").equals("closing"));
      assertThat(fork.json("/leaks").getAsJsonArray("leaks")).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#withVirtualThreads")
  void thePollersOfVirtualThreadsAreTheJdks(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = start(jdk)) {
      say(fork, "virtual");
      // The JDK opens them when the first virtual thread blocks in a read.
      await()
          .atMost(60, SECONDS)
          .untilAsserted(
              () -> {
                List<JsonObject> pollers = new ArrayList<>();
                for (JsonElement one : fork.json("/handles?kind=selector").getAsJsonArray("open")) {
                  pollers.add(one.getAsJsonObject());
                }
                assertThat(pollers).isNotEmpty();
                assertThat(pollers)
                    .allSatisfy(
                        one -> assertThat(text(one, "site")).isEqualTo("JDK: virtual threads"));
              });
      assertThat(of(handles(fork), "direction", "connected").get("virtual").getAsBoolean())
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void whatWasOpenBeforeAnAttachHasItsKindAndAddresses(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).withoutAgent().start(Sockets.class)) {
      fork.line("ready");
      String[] ports = say(fork, "net").split(" ");
      say(fork, "udp");
      say(fork, "pipe");
      String pid = Long.toString(fork.process().pid());
      Process attach =
          new ProcessBuilder(
                  jdk.java().toString(),
                  "-jar",
                  Fork.jar().toString(),
                  "attach",
                  pid,
                  "metrics.port=0")
              .inheritIO()
              .start();
      assertThat(attach.waitFor()).isZero();

      List<String> before = new ArrayList<>();
      for (JsonElement one : fork.json("/handles?site=before").getAsJsonArray("open")) {
        JsonObject handle = one.getAsJsonObject();
        assertThat(text(handle, "site")).isEqualTo("before attach");
        assertThat(text(handle, "opened_at")).isNull();
        before.add(
            text(handle, "kind") + " " + text(handle, "local") + " " + text(handle, "remote"));
      }
      String server = "127.0.0.1:" + ports[0];
      String client = "127.0.0.1:" + ports[1];
      assertThat(before)
          .contains(
              "listener " + server + " ",
              "socket " + client + " " + server,
              "socket " + server + " " + client)
          .anyMatch(one -> one.startsWith("datagram 127.0.0.1:"))
          .contains("pipe null null", "selector null null");
      say(fork, "close");
      String after = fork.json("/handles?site=before").getAsJsonArray("open").toString();
      assertThat(after).doesNotContain(server).doesNotContain("pipe");
    }
  }

  /** docs/limits.md has the list. */
  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void whatIsUntrackedInAPlainJvmHasAName(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = start(jdk)) {
      say(fork, "net");
      JsonObject handles = fork.json("/handles");
      List<String> names = new ArrayList<>();
      for (JsonElement one : handles.getAsJsonArray("untracked")) {
        JsonObject untracked = one.getAsJsonObject();
        assertThat(untracked.has("what")).as(untracked.toString()).isTrue();
        names.add(text(untracked, "what"));
      }
      assertThat(names)
          .contains("standard input, inherited", "the JDK's own classes")
          .containsOnlyOnce("the JDK's own: stands in for a closed socket");
      assertThat(fork.metric("weir_fds_untracked")).isEqualTo(names.size());
    }
  }

  private static Fork start(Jdks.Jdk jdk) throws Exception {
    Fork fork = Fork.on(jdk).agent("leaks.stacks.budget=100%").start(Sockets.class);
    fork.line("ready");
    fork.endpoint();
    return fork;
  }

  private static String say(Fork fork, String command) throws Exception {
    fork.say(command);
    String answer = fork.line();
    assertThat(answer).startsWith("ok");
    return answer.substring(2).trim();
  }

  /** The program's sockets. */
  private static List<JsonObject> handles(Fork fork) throws Exception {
    List<JsonObject> open = new ArrayList<>();
    for (JsonElement one : fork.json("/handles").getAsJsonArray("open")) {
      JsonObject handle = one.getAsJsonObject();
      if (handle.has("direction")) {
        open.add(handle);
      }
    }
    return open;
  }

  private static JsonObject of(List<JsonObject> all, String field, String value) {
    List<JsonObject> found = all.stream().filter(one -> value.equals(text(one, field))).toList();
    assertThat(found).as(field + "=" + value + " in " + all).hasSize(1);
    return found.get(0);
  }

  private static String text(JsonObject of, String field) {
    JsonElement value = of.get(field);
    return value == null || value.isJsonNull() ? null : value.getAsString();
  }
}
