package dev.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in the file or the arguments, there is a policy and readable problems. */
class MutatedFilesTest {
  private static final String[] PIECES = {
    "\t",
    "\n",
    " ",
    ":",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "'",
    "\"",
    "#",
    "&a ",
    "*a",
    "!x ",
    "|",
    ">",
    "?",
    "%",
    "@",
    "`",
    "---\n",
    "...\n",
    "<<: ",
    "null",
    "~",
    "\u0000",
    "\u0085",
    "\ufeff",
    "\u2028",
    "\ud83d\ude00",
    "99999999999999999999",
    "-1",
    "mode: enforce\n",
    "\\",
    ",",
    "\r"
  };

  @TempDir Path dir;
  private Path file;
  private byte[] valid;

  @BeforeEach
  void read() throws IOException {
    file = dir.resolve("weir.yml");
    valid = Files.readAllBytes(Path.of("src/test/resources/policy/whole.yml"));
  }

  @Test
  void everyTruncation() throws IOException {
    for (int length = 0; length <= valid.length; length++) {
      check(Arrays.copyOf(valid, length), "the first " + length + " bytes");
    }
  }

  @Test
  void everyMissingLineAndEveryLineTwice() throws IOException {
    String[] lines = new String(valid, StandardCharsets.UTF_8).split("\n");
    for (int i = 0; i < lines.length; i++) {
      String[] changed = lines.clone();
      changed[i] = "";
      check(String.join("\n", changed).getBytes(StandardCharsets.UTF_8), "without line " + i);
      changed[i] = lines[i] + "\n" + lines[i];
      check(String.join("\n", changed).getBytes(StandardCharsets.UTF_8), "twice line " + i);
    }
  }

  @Test
  void randomBytesAndPieces() throws IOException {
    Random random = new Random(4711);
    for (int i = 0; i < 1500; i++) {
      byte[] bytes = valid;
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        bytes = change(bytes, random);
      }
      check(bytes, "mutation " + i);
    }
  }

  @Test
  void randomArguments() {
    Random random = new Random(4711);
    String arguments = "mode=enforce,leaks.skip=[a;b],metrics.port=0,leaks.max-age.file=5s";
    for (int i = 0; i < 500; i++) {
      byte[] bytes = change(arguments.getBytes(StandardCharsets.UTF_8), random);
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      check(PolicyLoader.load(text, Map.of("WEIR_MODE", text), Map.of("weir.x", text)), text);
    }
  }

  private static byte[] change(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length + 1);
    int end = random.nextBoolean() ? at : Math.min(bytes.length, at + random.nextInt(20));
    byte[] piece =
        random.nextInt(10) == 0
            ? new byte[] {(byte) random.nextInt()}
            : PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8);
    byte[] changed = Arrays.copyOf(bytes, at + piece.length + bytes.length - end);
    System.arraycopy(piece, 0, changed, at, piece.length);
    System.arraycopy(bytes, end, changed, at + piece.length, bytes.length - end);
    return changed;
  }

  private void check(byte[] bytes, String what) throws IOException {
    Files.write(file, bytes);
    check(
        PolicyLoader.load("config=" + file, Map.of(), Map.of()),
        what + ":\n" + new String(bytes, StandardCharsets.UTF_8));
  }

  private static void check(Loaded loaded, String what) {
    assertThat(loaded.policy()).as(what).isNotNull();
    assertThat(loaded.valid()).as(what).isEqualTo(loaded.problems().isEmpty());
    if (!loaded.valid()) {
      assertThat(loaded.policy().mode()).as(what).isEqualTo(Mode.OBSERVE);
      assertThat(loaded.policy().files()).as(what).isEqualTo(Policy.defaults().files());
    }
    for (Problem problem : loaded.problems()) {
      assertThat(problem.toString()).as(what).hasSizeLessThan(500);
      assertThat(problem.toString().lines()).as(what).hasSize(1);
      // The library's surprises would come with this word.
      assertThat(problem.message()).as(what).doesNotContain("Weir failed");
    }
  }
}
