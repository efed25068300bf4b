package dev.weir.stress;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Weir beside another agent, and in the children of a JVM that has it from the environment. */
class TwoAgentsIT {
  private static final int REQUESTS = 20;
  private static final String OPEN_TELEMETRY =
      "-javaagent:" + System.getProperty("weir.opentelemetry.jar");

  /** It takes most of a start's time in classes of its own: they need not be compiled well. */
  private static final String[] SETTINGS = {
    "-XX:TieredStopAtLevel=1",
    "-Dotel.traces.exporter=logging",
    "-Dotel.metrics.exporter=none",
    "-Dotel.logs.exporter=none"
  };

  /** What OpenTelemetry alone says, by JDK. */
  private static final Map<Jdks.Jdk, TreeSet<String>> ALONE = new HashMap<>();

  static List<Arguments> jdksAndOrders() throws Exception {
    List<Arguments> all = new ArrayList<>();
    for (Jdks.Jdk jdk : Jdks.all()) {
      all.add(Arguments.of(jdk, "Weir first"));
      all.add(Arguments.of(jdk, "OpenTelemetry first"));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("jdksAndOrders")
  void withOpenTelemetryBothWork(Jdks.Jdk jdk, String order) throws Exception {
    Fork.Builder builder = Fork.on(jdk).jvm(SETTINGS);
    if (order.equals("Weir first")) {
      builder.jvm(OPEN_TELEMETRY);
    } else {
      builder.before(OPEN_TELEMETRY);
    }
    try (Fork fork = builder.start(Web.class, "" + REQUESTS)) {
      String listener =
          "{listener=\""
              + InetAddress.getLoopbackAddress().getHostAddress()
              + ":"
              + fork.line("port ")
              + "\"}";
      fork.line("held");
      // The client keeps its connection; the other one is the socket that is held.
      assertThat(fork.metric("weir_connections_accepted_total" + listener)).isEqualTo(2);
      JsonArray open = fork.json("/handles").getAsJsonArray("open");
      assertThat(count(open, "file", "dev.weir.stress.Web.main")).isOne();
      assertThat(count(open, "socket", "dev.weir.stress.Web.main")).isPositive();
      assertThat(count(open, "listener", "dev.weir.stress.Web.main")).isOne();
      assertThat(fork.metric("weir_handles_opened_total{kind=\"file\"}")).isGreaterThan(REQUESTS);
      assertThat(fork.metric("weir_processes_ended_total{outcome=\"success\"}")).isOne();
      assertThat(fork.json("/leaks").getAsJsonArray("leaks")).isEmpty();
      assertThat(fork.get("/healthz")).contains("\"status\":\"ok\"");
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
      fork.say("end");
      fork.line("let go 2true");
      assertThat(fork.end()).isZero();
      assertThat(spans(fork)).isEqualTo(2 * REQUESTS);
      TreeSet<String> both = complaints(fork);
      both.removeAll(alone(jdk));
      assertThat(both).isEmpty();
    }
  }

  /** The parent has it from the environment too; the child's is its own, on a port of its own. */
  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aChildThatInheritsItHasItsOwn(Jdks.Jdk jdk) throws Exception {
    try (Fork fork =
        Fork.on(jdk)
            .withoutAgent()
            .toolOptions("-javaagent:" + Fork.jar() + "=metrics.port=0")
            .start(Parent.class)) {
      String classes = System.getProperty("weir.test.classes");
      fork.say(
          String.join(
              "\t", "start", jdk.java().toString(), "-cp", classes, Parent.class.getName(), "x"));
      String pid = fork.line("child ");
      JsonObject child = fork.json("/handles").getAsJsonArray("processes").get(0).getAsJsonObject();
      assertThat(child.get("pid").getAsString()).isEqualTo(pid);
      assertThat(child.getAsJsonArray("command").toString()).contains(Parent.class.getName());
      fork.say("read errors\t" + pid);
      // What the child says on its own standard error: the JVM's word, and where its pages are.
      String picked = fork.line("error Picked up JAVA_TOOL_OPTIONS: ");
      assertThat(picked).contains("weir-agent.jar");
      String its = fork.line("error INFO weir - ").replaceFirst(".*(http://\\S+?)/?$", "$1");
      assertThat(its).isNotEqualTo(fork.endpoint().toString());
      assertThat(Fork.read(its + "/healthz")).contains("\"status\":\"ok\"");
      assertThat(Fork.read(its + "/handles")).contains("\"pid\":" + pid);

      // A second one, from the child: it starts, ends, and the parent's ledger knows only its own.
      fork.say("write\t" + pid + "\tstart\ttrue");
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .untilAsserted(
              () ->
                  assertThat(Fork.read(its + "/metrics"))
                      .contains("weir_processes_ended_total{outcome=\"success\"} 1.0"));
      assertThat(fork.json("/handles").getAsJsonArray("processes")).hasSize(1);
      assertThat(fork.metric("weir_handles_opened_total{kind=\"process\"}")).isOne();
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
      assertThat(Fork.read(its + "/metrics")).contains("weir_agent_errors_total 0.0");
      fork.say("close\t" + pid);
      assertThat(fork.line("exited " + pid)).isEqualTo(" 0");
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> fork.json("/handles").getAsJsonArray("processes").isEmpty());
    }
  }

  private static synchronized TreeSet<String> alone(Jdks.Jdk jdk) throws Exception {
    if (!ALONE.containsKey(jdk)) {
      try (Fork fork =
          Fork.on(jdk)
              .withoutAgent()
              .jvm(OPEN_TELEMETRY)
              .jvm(SETTINGS)
              .start(Web.class, "" + REQUESTS)) {
        fork.line("held");
        fork.say("end");
        assertThat(fork.end()).isZero();
        assertThat(spans(fork)).isEqualTo(2 * REQUESTS);
        ALONE.put(jdk, complaints(fork));
      }
    }
    return ALONE.get(jdk);
  }

  private static int count(JsonArray open, String kind, String site) {
    int count = 0;
    for (JsonElement one : open) {
      JsonObject handle = one.getAsJsonObject();
      boolean is = handle.get("kind").getAsString().equals(kind);
      count += is && handle.get("site").toString().contains(site) ? 1 : 0;
    }
    return count;
  }

  /** One for each request on each side. */
  private static int spans(Fork fork) {
    return fork.err().split("LoggingSpanExporter - 'GET", -1).length - 1;
  }

  /** Lines that warn, without what differs from run to run. */
  private static TreeSet<String> complaints(Fork fork) {
    TreeSet<String> all = new TreeSet<>();
    for (String line : fork.err().split("\n")) {
      if (line.matches("(?i).*(warn|error|exception|fatal).*")) {
        all.add(line.replaceAll("\\d+", "n"));
      }
    }
    return all;
  }
}
