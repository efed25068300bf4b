package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * After a fault has passed, forced or real, the service answers and every gauge is back within ten
 * seconds. The real ones are made from outside, on the running process, by prlimit(1): no room for
 * a large file in the middle of its writing, no descriptors.
 */
class FaultsIT {
  private static final int REQUESTS = 16;
  private static final String CALM = "mode: enforce\nsockets: { read-timeout: 1s }\n";

  @TempDir Path dir;

  private Fork fork;
  private int port;
  private int changes;

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void whenItHasPassedAllIsAsBefore(Jdks.Jdk jdk) throws Exception {
    write(CALM);
    try (Fork its = Fork.on(jdk).agent("config=" + dir.resolve("weir.yml")).start(Renderer.class)) {
      fork = its;
      fork.endpoint();
      port = Integer.parseInt(fork.line("port "));
      assertThat(requests()).containsOnly("200");
      assertThat(requests()).containsOnly("200");
      // The pages are deleted, and looked after once a second; the directory that they were in
      // stays.
      await().atMost(Duration.ofMinutes(1)).until(() -> fork.metric("weir_temp_files") == 1);
      Map<String, Double> before = gauges();

      limit("fsize", "1048576");
      assertThat(requests()).as("no room").anyMatch(answer -> answer.contains("File too large"));
      limit("fsize", "unlimited");
      recovers("no room", before);

      limit("nofile", Integer.toString(open() + 2));
      assertThat(requests()).as("no descriptors").anyMatch(answer -> !answer.equals("200"));
      limit("nofile", "20000");
      recovers("no descriptors", before);

      fork.say("silent");
      fork.line("silent");
      assertThat(requests()).as("a dead peer").anyMatch(answer -> answer.contains("timed out"));
      fork.say("answering");
      fork.line("answering");
      recovers("a dead peer", before);

      for (String call : List.of("open", "connect", "start", "read", "write", "accept")) {
        change(
            CALM + "inject: { enabled: true, seed: 4, rules: [{ on: " + call + ", share: 40% }] }");
        double earlier = forced();
        List<String> answers = requests();
        assertThat(forced()).as("forced: " + call).isGreaterThan(earlier);
        if (!call.equals("accept")) { // which both servers try again
          assertThat(answers).anyMatch(answer -> answer.contains("weir inject.rules[0] " + call));
        }
        assertThat(fork.metric("weir_inject_enabled")).isOne();
        change(CALM);
        recovers("forced: " + call, before);
      }
      assertThat(fork.err()).contains("ERRORS ARE FORCED");
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }

  private double forced() throws InterruptedException {
    double forced = fork.metric("weir_refusals_total{mode=\"enforce\",rule=\"inject.rules[0]\"}");
    return Double.isNaN(forced) ? 0 : forced;
  }

  private void recovers(String after, Map<String, Double> before) {
    await(after)
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              assertThat(requests()).containsOnly("200");
              assertThat(gauges()).isEqualTo(before);
            });
  }

  /** What is open and was left, by kind. */
  private Map<String, Double> gauges() throws InterruptedException {
    Map<String, Double> gauges = new TreeMap<>();
    for (String line : fork.get("/metrics").split("\n")) {
      if (line.startsWith("weir_handles_open{")
          || line.startsWith("weir_handles_overdue{")
          || line.startsWith("weir_processes_running ")
          || line.startsWith("weir_processes_unread ")
          || line.startsWith("weir_pipes_orphaned ")
          || line.startsWith("weir_temp_files ")
          || line.startsWith("weir_connections_open{")) {
        int blank = line.lastIndexOf(' ');
        gauges.put(line.substring(0, blank), Double.parseDouble(line.substring(blank + 1)));
      }
    }
    return gauges;
  }

  private int open() throws IOException {
    try (var fds = Files.list(Path.of("/proc/" + fork.process().pid() + "/fd"))) {
      return (int) fds.count();
    }
  }

  /** The soft limit only. */
  private void limit(String what, String value) throws Exception {
    Process prlimit =
        new ProcessBuilder(
                "prlimit",
                "--pid",
                Long.toString(fork.process().pid()),
                "--" + what + "=" + value + ":")
            .inheritIO()
            .start();
    assertThat(prlimit.waitFor()).isZero();
  }

  private void write(String policy) throws IOException {
    Path part = Files.writeString(dir.resolve("weir.part"), policy);
    Files.move(
        part,
        dir.resolve("weir.yml"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }

  private void change(String policy) throws Exception {
    write(policy);
    int so = ++changes;
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> fork.metric("weir_config_reloads_total{outcome=\"taken\"}") == so);
  }

  /** Eight at a time: 200, or what went wrong. */
  private List<String> requests() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(8);
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      answers.add(clients.submit(this::request));
    }
    clients.shutdown();
    List<String> all = new ArrayList<>();
    for (Future<String> answer : answers) {
      all.add(answer.get());
    }
    return all;
  }

  private String request() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/").toURL().openConnection();
      connection.setConnectTimeout(5_000);
      connection.setReadTimeout(10_000);
      int status = connection.getResponseCode();
      if (status == 200) {
        return "200";
      }
      return new String(
          connection.getErrorStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
