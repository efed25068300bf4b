package dev.weir.examples.governor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GovernorTest {
  @TempDir Path directory;

  @Test
  void commandLineIsRead() {
    assertThat(Options.parse())
        .isEqualTo(
            new Options(8080, Path.of("state"), Path.of("documents"), Path.of("."), false, null));
    assertThat(Options.parse("--careful", "--port", "0", "--port-file", "p"))
        .isEqualTo(
            new Options(
                0, Path.of("state"), Path.of("documents"), Path.of("."), true, Path.of("p")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--carefull", "x", "--port", "--port x", "--port -1", "--port 65536"})
  void wrongCommandLineIsRefused(String line) {
    assertThatThrownBy(() -> Options.parse(line.split(" ")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void unknownOptionPrintsUsageAndExitsWith2() throws Exception {
    Process governor = governor("--frob");
    assertThat(governor.waitFor()).isEqualTo(2);
    assertThat(Files.readString(directory.resolve("err")))
        .startsWith("governor: unknown option: --frob\nusage: ");
    assertThat(governor.inputReader().readLine()).isNull();
  }

  @Test
  void missingDocumentsExitsWith1() throws Exception {
    assertThat(governor("--port", "0", "--documents", "nowhere").waitFor()).isEqualTo(1);
    assertThat(Files.readString(directory.resolve("err"))).contains("nowhere");
  }

  @Test
  void startsAnswersAndStopsOnSigterm() throws Exception {
    Path port = directory.resolve("port");
    String documents = Path.of("site/documents").toAbsolutePath().toString();
    Process governor =
        governor("--port", "0", "--documents", documents, "--port-file", port.toString());
    try {
      String line = governor.inputReader().readLine();
      URI address = URI.create("http://127.0.0.1:" + Files.readString(port).strip() + "/");
      try (var body = address.resolve("/status").toURL().openStream()) {
        assertThat(new String(body.readAllBytes(), UTF_8)).contains("\"status\": \"ok\"");
      }
      // Process.destroy would also close the pipes.
      governor.toHandle().destroy();
      // 128 + SIGTERM: the JVM ended by the signal, after its shutdown hooks.
      assertThat(governor.waitFor()).isEqualTo(143);
      assertThat(port).doesNotExist();
      assertThat(line).isEqualTo("governor: " + address);
      assertThat(governor.inputReader().readLine()).isNull();
      assertThat(directory.resolve("err")).isEmptyFile();
    } finally {
      governor.destroyForcibly();
    }
  }

  private Process governor(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Governor.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectError(directory.resolve("err").toFile())
        .start();
  }
}
