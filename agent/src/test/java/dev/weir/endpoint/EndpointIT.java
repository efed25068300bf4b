package dev.weir.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.weir.fork.Fork;
import dev.weir.fork.Holder;
import dev.weir.fork.Jdks;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EndpointIT {
  private static final int HANDLES = 3000;

  @TempDir Path dir;

  /**
   * The page is far larger than what socket buffers take, so the writers stand still; the
   * application opens and closes on, and a client that does read is answered meanwhile.
   */
  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void clientsThatDoNotReadHoldNobodyUp(Jdks.Jdk jdk) throws Exception {
    Path file = Files.writeString(dir.resolve("a.txt"), "a");
    List<Socket> clients = new ArrayList<>();
    try (Fork fork = Fork.on(jdk).agent("leaks.stacks.budget=100%").start(Holder.class)) {
      fork.command("open " + HANDLES + " " + file);
      assertThat(fork.get("/handles").length()).isGreaterThan(1_000_000);
      URI endpoint = fork.endpoint();
      for (int i = 0; i < 8; i++) {
        Socket client = new Socket();
        client.setReceiveBufferSize(4096);
        client.connect(
            new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.getPort()));
        client
            .getOutputStream()
            .write(
                "GET /handles HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        clients.add(client);
      }
      fork.command("churn " + Fork.scaled(200_000) + " " + file);
      JsonObject grouped = fork.json("/handles?group=site&kind=file");
      assertThat(grouped.getAsJsonArray("sites").get(0).getAsJsonObject().get("open").getAsInt())
          .isEqualTo(HANDLES);
      fork.command("close");
      assertThat(fork.json("/handles?kind=file&site=Holder").getAsJsonArray("open")).isEmpty();
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aPasswordIsAskedFor(Jdks.Jdk jdk) throws Exception {
    Path password = Files.writeString(dir.resolve("password"), "s3cret\n");
    try (Fork fork =
        Fork.on(jdk)
            .agent("metrics.basic-auth.user=ops", "metrics.basic-auth.password-file=" + password)
            .start(Holder.class)) {
      assertThat(get(fork.endpoint(), null).statusCode()).isEqualTo(401);
      assertThat(get(fork.endpoint(), "ops:wrong").statusCode()).isEqualTo(401);
      HttpResponse<String> answer = get(fork.endpoint(), "ops:s3cret");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(
              JsonParser.parseString(answer.body()).getAsJsonObject().get("status").getAsString())
          .isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void prometheusAndOpenMetricsAreBothSpoken(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).start(Holder.class)) {
      String text = fork.get("/metrics");
      assertThat(text)
          .contains("# TYPE weir_handles_opened_total counter")
          .contains("weir_handle_lifetime_seconds_bucket{kind=\"file\",le=\"+Inf\"}")
          .contains("weir_agent_build_info{version=\"")
          .contains("weir_config_valid 1.0")
          .contains("jvm_memory_used_bytes{")
          .contains("process_files_open_files");
      HttpResponse<String> open =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(fork.endpoint().resolve("metrics"))
                      .header("Accept", "application/openmetrics-text; version=1.0.0")
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(open.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/openmetrics-text");
      assertThat(open.body()).endsWith("# EOF\n");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aWrongQuestionIsAnsweredInWords(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).start(Holder.class)) {
      assertThat(fork.get("/handles?min-age=soon")).contains("min-age=soon: write 30s, 10m or 2h");
      assertThat(fork.get("/handles?group=type")).contains("only group=site is known");
      assertThat(fork.get("/nothing")).contains("No such page").contains("/metrics");
      assertThat(fork.get("/")).startsWith("Weir ").contains("/report").contains("/handles");
    }
  }

  private static HttpResponse<String> get(URI endpoint, String credentials) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.resolve("healthz"));
    if (credentials != null) {
      request.header(
          "Authorization",
          "Basic "
              + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
