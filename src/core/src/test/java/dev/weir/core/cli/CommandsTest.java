package dev.weir.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.Version;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
  @TempDir Path directory;
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void asBefore() {
    System.setOut(out);
    System.setErr(err);
  }

  private static int run(String... arguments) {
    return Commands.command(arguments, new File("weir-agent.jar"));
  }

  private String written() {
    return written.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return complained.toString(StandardCharsets.UTF_8);
  }

  private String policy(String text) throws Exception {
    return Files.writeString(directory.resolve("weir.yml"), text).toString();
  }

  @Test
  void version() {
    assertThat(run("--version")).isZero();
    assertThat(written()).isEqualTo("Weir " + Version.TEXT + System.lineSeparator());
    assertThat(Version.TEXT).matches("\\d+\\.\\d+\\.\\d+.*");
  }

  @Test
  void helpNamesEveryCommand() {
    for (String[] arguments : new String[][] {{}, {"--help"}, {"-h"}}) {
      written.reset();
      assertThat(run(arguments)).isZero();
      assertThat(written()).contains("-javaagent:", "check FILE", "attach PID", "--version");
    }
    assertThat(complained()).isEmpty();
  }

  @Test
  void whatIsNoCommandIsTwoAndSaysSo() {
    for (String line :
        new String[] {"chek weir.yml", "check", "check a b", "attach", "--version 1"}) {
      complained.reset();
      assertThat(run(line.split(" "))).as(line).isEqualTo(2);
      assertThat(complained()).startsWith("weir: not a command: " + line).contains("check FILE");
    }
    assertThat(written()).isEmpty();
  }

  @Test
  void aValidFileIsZero() throws Exception {
    String file = policy("mode: enforce\nfiles:\n  max-open: 10\n");
    assertThat(run("check", file)).isZero();
    assertThat(written()).isEqualTo(file + " is valid" + System.lineSeparator());
    assertThat(complained()).isEmpty();
  }

  @Test
  void hintsFollowAndAreNoMistake() throws Exception {
    String file = policy("mode: observe\npreset: renderer\n");
    assertThat(run("check", file)).isZero();
    assertThat(written().lines().toList().get(0)).isEqualTo(file + " is valid");
    assertThat(written())
        .contains(file + ":1:7: hint: nothing is refused: mode is observe")
        .contains(file + ":2:9: hint: the preset cannot know files.roots");
    assertThat(complained()).isEmpty();
  }

  @Test
  void aWrongFileIsTwoWithEveryMistakeAndItsPlace() throws Exception {
    String file = policy("mode: enforced\nfiles:\n  max-opne: 10\n");
    assertThat(run("check", file)).isEqualTo(2);
    assertThat(complained().lines()).hasSize(2);
    assertThat(complained())
        .contains(file + ":1:7: ")
        .contains(file + ":3:3: ")
        .contains("max-open");
    assertThat(written()).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsTwo() {
    String file = directory.resolve("none.yml").toString();
    assertThat(run("check", file)).isEqualTo(2);
    assertThat(complained()).startsWith(file);
  }

  @Test
  void attachingToWhatIsNoJvmIsTwo() {
    assertThat(run("attach", "no-pid")).isEqualTo(2);
    assertThat(complained()).startsWith("weir: cannot attach to no-pid: ").doesNotContain("null");
  }
}
