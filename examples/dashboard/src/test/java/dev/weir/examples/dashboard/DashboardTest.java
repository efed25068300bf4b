package dev.weir.examples.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardTest {
  @TempDir Path directory;

  @Test
  void commandLineIsRead() {
    assertThat(Options.parse())
        .isEqualTo(new Options(8080, List.of(), 0, Transport.AUTO, 2000, false, null));
    assertThat(
            Options.parse(
                "--careful --port 0 --services a=http://h:1,b=http://[::1]/x?y --transport nio"
                    .concat(" --timeout 5 --stub-services 7 --port-file p")
                    .split(" ")))
        .isEqualTo(
            new Options(
                0,
                List.of(
                    new Service("a", URI.create("http://h:1/health")),
                    new Service("b", URI.create("http://[::1]/x?y"))),
                7,
                Transport.NIO,
                5,
                true,
                Path.of("p")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--carefull",
        "x",
        "--port",
        "--port x",
        "--port 65536",
        "--timeout 0",
        "--stub-services -1",
        "--transport kqueue",
        "--services a",
        "--services a=b",
        "--services a=https://h",
        "--services A=http://h",
        "--services a=http://h,a=http://i",
      })
  void wrongCommandLineIsRefused(String line) {
    assertThatThrownBy(() -> Options.parse(line.split(" ")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void unknownOptionPrintsUsageAndExitsWith2() throws Exception {
    Process dashboard = dashboard("--frob");
    assertThat(dashboard.waitFor()).isEqualTo(2);
    assertThat(Files.readString(directory.resolve("err")))
        .startsWith("dashboard: unknown option: --frob\nusage: ");
    assertThat(dashboard.inputReader().readLine()).isNull();
  }

  @Test
  void portThatIsTakenExitsWith1() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = "" + taken.getLocalPort();
      assertThat(dashboard("--port", port, "--stub-services", "2").waitFor()).isEqualTo(1);
      assertThat(Files.readString(directory.resolve("err"))).contains("port " + port);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void startsAnswersAndStopsOnSigtermWithItsChildren(String transport) throws Exception {
    assumeTrue(transport.equals("nio") || Epoll.isAvailable());
    Path port = directory.resolve("port");
    Process dashboard =
        dashboard(
            "--port",
            "0",
            "--port-file",
            port.toString(),
            "--transport",
            transport,
            "--timeout",
            "300");
    try {
      String line = dashboard.inputReader().readLine();
      URI address = URI.create("http://127.0.0.1:" + Files.readString(port).strip() + "/");
      try (var body = address.resolve("/status").toURL().openStream()) {
        assertThat(new String(body.readAllBytes(), UTF_8)).contains("\"" + transport + "\"");
      }
      assertThatThrownBy(() -> address.resolve("/checks/share").toURL().openStream())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("504");
      List<ProcessHandle> forgotten = dashboard.toHandle().children().toList();
      assertThat(forgotten).hasSize(1);
      // Process.destroy would also close the pipes.
      dashboard.toHandle().destroy();
      // 128 + SIGTERM: the JVM ended by the signal, after its shutdown hooks.
      assertThat(dashboard.waitFor()).isEqualTo(143);
      assertThat(forgotten.get(0).isAlive()).isFalse();
      assertThat(port).doesNotExist();
      assertThat(line).isEqualTo("dashboard: " + address);
      assertThat(dashboard.inputReader().readLine()).isNull();
      assertThat(directory.resolve("err")).isEmptyFile();
    } finally {
      dashboard.descendants().forEach(ProcessHandle::destroyForcibly);
      dashboard.destroyForcibly();
    }
  }

  private Process dashboard(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    if (Runtime.version().feature() >= 22) {
      // In the jar its manifest says this.
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Dashboard.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectError(directory.resolve("err").toFile())
        .start();
  }
}
