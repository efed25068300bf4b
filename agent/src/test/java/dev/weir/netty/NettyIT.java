package dev.weir.netty;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Native transports of real Nettys, held against /proc/self/fd. */
class NettyIT {
  /** A JDK with a Netty. */
  record Case(Jdks.Jdk jdk, String sets, Transport transport) {
    Fork.Builder fork() {
      return Fork.on(jdk).behind(classPath(sets));
    }

    @Override
    public String toString() {
      return jdk + ", Netty " + sets + ", " + transport;
    }
  }

  static String classPath(String sets) {
    List<String> entries = new ArrayList<>();
    for (String set : sets.split(" ")) {
      entries.add(System.getProperty("weir.netty") + "/" + set + "/*");
    }
    return String.join(":", entries);
  }

  static List<Case> all() throws Exception {
    List<Case> all = new ArrayList<>();
    for (Jdks.Jdk jdk : Jdks.all()) {
      all.add(new Case(jdk, "4.1", Transport.EPOLL));
      all.add(new Case(jdk, "4.2", Transport.EPOLL));
      all.add(new Case(jdk, "4.2", Transport.IO_URING));
      all.add(new Case(jdk, "4.1 incubator", Transport.INCUBATOR));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyDescriptorOfEveryWayHasOneRecord(Case on) throws Exception {
    List<String> wrong = new ArrayList<>();
    try (Fork fork =
        on.fork()
            .jvm("-Xverify:all")
            .agent("leaks.stacks.budget=100%")
            .start(NettyTruth.class, on.transport().name())) {
      available(on, fork.line());
      TreeSet<Integer> known = fds(fork.json("/handles"));
      fork.say("");
      for (String line = fork.line(); !line.equals("done"); line = fork.line()) {
        String[] words = line.split(" ");
        NettyWay way = NettyWay.valueOf(words[1]);
        JsonObject now = fork.json("/handles");
        if (words[0].equals("open")) {
          opened(wrong, way, on.transport(), now, words, known);
        } else {
          expect(wrong, way + ": " + line, 2, words.length);
          expect(wrong, way + ": records after close", known, fds(now));
        }
        fork.say("");
      }
      assertThat(wrong).isEmpty();
      JsonObject health = fork.json("/healthz");
      assertThat(health.get("status").getAsString()).as("%s", health).isEqualTo("ok");
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
      await()
          .atMost(60, SECONDS)
          .until(() -> !fork.json("/leaks").getAsJsonArray("leaks").isEmpty());
      for (JsonElement leak : fork.json("/leaks").getAsJsonArray("leaks")) {
        assertThat(text(leak.getAsJsonObject(), "kind")).as("%s", leak).isEqualTo("pipe");
      }
      if (on.transport() != Transport.EPOLL) {
        assertThat(fork.json("/handles").getAsJsonArray("untracked").toString())
            .contains("a ring of io_uring, opened by native code");
      }
    }
  }

  private static void opened(
      List<String> wrong,
      NettyWay way,
      Transport transport,
      JsonObject now,
      String[] words,
      TreeSet<Integer> known) {
    TreeSet<Integer> descriptors = new TreeSet<>();
    for (int i = 2; i < words.length; i++) {
      if (!words[i].endsWith("[io_uring]")) {
        descriptors.add(Integer.parseInt(words[i].split("=", 2)[0]));
      }
    }
    TreeSet<Integer> records = fds(now);
    records.removeAll(known);
    expect(wrong, way + ": records of " + String.join(" ", words), descriptors, records);
    List<String> kinds = new ArrayList<>();
    for (JsonElement one : now.getAsJsonArray("open")) {
      JsonObject record = one.getAsJsonObject();
      if (!known.contains(record.get("fd").getAsInt())) {
        kinds.add(record.get("kind").getAsString());
        boolean accepted = record.has("direction") && text(record, "direction").equals("accepted");
        expect(wrong, way + ": " + record, "open", text(record, "state"));
        String site = accepted ? "io.netty." : "dev.weir.netty.";
        expect(wrong, way + ": " + record, true, text(record, "site").startsWith(site));
        expect(wrong, way + ": " + record, accepted, record.has("listener"));
        if (text(record, "kind").equals("listener")) {
          String local = way.name().startsWith("DOMAIN") ? "/" : "127.0.0.1:";
          expect(wrong, way + ": " + record, true, text(record, "local").startsWith(local));
          expect(wrong, way + ": " + record, false, text(record, "local").endsWith(":0"));
        }
        if (way.name().endsWith("CONNECTED") && text(record, "kind").equals("socket")) {
          expect(wrong, way + ": " + record, true, record.has("direction"));
        }
      }
    }
    Collections.sort(kinds);
    expect(wrong, way + ": kinds", way.kinds(transport), String.join(" ", kinds));
  }

  @ParameterizedTest
  @MethodSource("all")
  void connectionsAreCountedRightUnderLoad(Case on) throws Exception {
    // The incubator's transport stalls beyond some 1,500, without Weir too.
    int connections =
        Math.min(
            Fork.scaled(10_000), on.transport() == Transport.INCUBATOR ? 1000 : Integer.MAX_VALUE);
    try (Fork fork =
        on.fork().start(NettyLoad.class, on.transport().name(), Integer.toString(connections))) {
      String at = fork.line();
      available(on, at);
      String address = at.substring(at.indexOf('/') + 1);
      int before = sockets(fork.json("/handles"));
      fork.say("");
      fork.line("under way");
      for (int i = 0; i < 20; i++) {
        // One that the kernel has accepted, and the event loop has not come to yet, is known soon.
        Set<String> unseen = untrackedSockets(fork.json("/handles"));
        await()
            .atMost(60, SECONDS)
            .until(
                () -> {
                  unseen.retainAll(untrackedSockets(fork.json("/handles")));
                  return unseen.isEmpty();
                });
      }
      double accepted = Double.parseDouble(fork.line("accepted "));

      JsonObject held = fork.json("/handles");
      assertThat(untrackedSockets(held)).isEmpty();
      assertThat(sockets(held) - before).isEqualTo(2 * NettyLoad.HELD);
      assertThat(of(held, address)).isEqualTo(NettyLoad.HELD);
      String labels = "{listener=\"" + address + "\"}";
      assertThat(fork.metric("weir_connections_open" + labels)).isEqualTo(NettyLoad.HELD);
      assertThat(fork.metric("weir_connections_accepted_total" + labels)).isEqualTo(accepted);

      fork.say("");
      fork.line("closed");
      await().atMost(60, SECONDS).until(() -> sockets(fork.json("/handles")) == before);
      assertThat(fork.metric("weir_connections_open" + labels)).isZero();
      fork.say("");
      fork.line("ended");
      assertThat(fork.json("/handles?kind=selector").getAsJsonArray("open").toString())
          .doesNotContain("io.netty");
      assertThat(untrackedSockets(fork.json("/handles"))).isEmpty();
      assertThat(fork.json("/leaks").getAsJsonArray("leaks")).isEmpty();
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }

  /** A sandbox may forbid io_uring, and then there is nothing to see; epoll is everywhere. */
  private static void available(Case on, String line) {
    if (line.startsWith("unavailable") && on.transport() != Transport.EPOLL) {
      System.err.println("SKIPPED: " + on + " is " + line);
      abort(on + " is " + line);
    }
    assertThat(line).doesNotStartWith("unavailable");
  }

  static int sockets(JsonObject handles) {
    int sockets = 0;
    for (JsonElement one : handles.getAsJsonArray("open")) {
      sockets += text(one.getAsJsonObject(), "kind").equals("socket") ? 1 : 0;
    }
    return sockets;
  }

  private static int of(JsonObject handles, String listener) {
    int its = 0;
    for (JsonElement one : handles.getAsJsonArray("open")) {
      JsonObject record = one.getAsJsonObject();
      its += record.has("listener") && text(record, "listener").equals(listener) ? 1 : 0;
    }
    return its;
  }

  /** But for the JDK's own, which is named. */
  static Set<String> untrackedSockets(JsonObject handles) {
    Set<String> sockets = new HashSet<>();
    for (JsonElement one : handles.getAsJsonArray("untracked")) {
      JsonObject record = one.getAsJsonObject();
      if (text(record, "target").startsWith("socket:") && !record.has("what")) {
        sockets.add(text(record, "target"));
      }
    }
    return sockets;
  }

  private static String text(JsonObject record, String name) {
    JsonElement value = record.get(name);
    return value == null || value.isJsonNull() ? "" : value.getAsString();
  }

  private static void expect(List<String> wrong, String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      wrong.add(what + ": " + expected + ", found " + found);
    }
  }

  private static TreeSet<Integer> fds(JsonObject handles) {
    TreeSet<Integer> fds = new TreeSet<>();
    for (JsonElement one : handles.getAsJsonArray("open")) {
      assertThat(fds.add(one.getAsJsonObject().get("fd").getAsInt())).isTrue();
    }
    return fds;
  }
}
