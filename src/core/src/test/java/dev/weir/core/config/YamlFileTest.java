package dev.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that cannot be read, or are no text. */
class YamlFileTest {
  @TempDir Path dir;

  @Test
  void aMissingFile() {
    File file = dir.resolve("none.yml").toFile();

    assertThat(problemOf(file.toString()))
        .isEqualTo(file + ": does not exist, or its directory may not be searched");
    assertThat(problemOf("none.yml"))
        .isEqualTo(
            "none.yml: does not exist, or its directory may not be searched; it was looked for as "
                + new File("none.yml").getAbsolutePath());
  }

  @Test
  void aDirectory() {
    assertThat(problemOf(dir.toString())).isEqualTo(dir + ": is a directory; name the file in it");
  }

  @Test
  void whatWouldNeverEndIsNotOpened() {
    assumeThat(new File("/dev/zero")).exists();

    assertThat(problemOf("/dev/zero")).isEqualTo("/dev/zero: is not a regular file; name one");
  }

  @Test
  void aFileWithoutPermission() throws IOException {
    File file = Files.writeString(dir.resolve("weir.yml"), "mode: observe").toFile();
    assertThat(file.setReadable(false, false)).isTrue();
    if (file.canRead()) {
      // Root reads every file, but for one that has no reader in the kernel.
      file = new File("/proc/sys/vm/compact_memory");
      assumeThat(file).exists();
    }

    assertThat(problemOf(file.toString()))
        .isEqualTo(file + ": may not be read by this user; change its permissions or its owner");
  }

  @Test
  void aFileThatFailsWhileItIsRead() {
    File file = new File("/proc/self/mem");
    assumeThat(file).exists();

    assertThat(problemOf(file.toString())).startsWith(file + ": cannot be read: ");
  }

  @Test
  void aFileOfTenMegabytes() throws IOException {
    File file = dir.resolve("big.yml").toFile();
    try (RandomAccessFile big = new RandomAccessFile(file, "rw")) {
      big.setLength(10 << 20);
    }

    assertThat(problemOf(file.toString()))
        .isEqualTo(file + ": is larger than 1 MiB, the most that is read; is it the right file?");
  }

  @Test
  void aFileAtTheLimitIsRead() throws IOException {
    String text = "mode: enforce\n";
    Path file = dir.resolve("weir.yml");
    Files.writeString(file, text + "#".repeat(YamlFile.LIMIT - text.length()));

    Loaded loaded = PolicyLoader.load("config=" + file, Map.of(), Map.of());

    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.policy().mode()).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void textThatIsNotUtf8() throws IOException {
    Path file = dir.resolve("weir.yml");
    Files.write(file, "mode: observe\n# für\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(problemOf(file.toString()))
        .isEqualTo(file + ":2:4: is not UTF-8 text; save it as UTF-8");

    Files.write(file, "mode: observe\n".getBytes(StandardCharsets.UTF_16));
    assertThat(problemOf(file.toString()))
        .isEqualTo(file + ":1:1: is not UTF-8 text; save it as UTF-8");

    // Cut in the middle of a character.
    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xe2, (byte) 0x82});
    assertThat(problemOf(file.toString()))
        .isEqualTo(file + ":1:4: is not UTF-8 text; save it as UTF-8");
  }

  @Test
  void aBinaryFile() throws IOException {
    Path file = dir.resolve("weir.yml");
    Files.write(file, new byte[] {'P', 'K', 3, 4, 0, (byte) 0xff});

    assertThat(problemOf(file.toString()))
        .isEqualTo(
            file
                + ":1:3: holds the character U+0003, which no YAML file may; is it the right"
                + " file?");
  }

  @Test
  void columnsCountCodePoints() throws IOException {
    Path file = dir.resolve("weir.yml");
    Files.writeString(file, "leaks: { skip: [\ud83d\ude00, 'x y'] }");

    // An emoji is one column, for the parser's marks and for the check of the characters.
    assertThat(PolicyLoader.load("config=" + file, Map.of(), Map.of()).problems())
        .map(Problem::where)
        .containsExactly(file + ":1:20");

    Files.writeString(file, "a: \ud83d\ude00\u0001");
    assertThat(problemOf(file.toString())).startsWith(file + ":1:5: ");
  }

  private static String problemOf(String file) {
    Loaded loaded = PolicyLoader.load("config=" + file, Map.of(), Map.of());
    assertThat(loaded.problems()).hasSize(1);
    assertThat(loaded.policy()).isEqualTo(Policy.defaults());
    assertThat(loaded.file()).isEqualTo(file);
    return loaded.problems().get(0).toString();
  }
}
