package dev.weir.core.limit.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.Descriptors;
import dev.weir.bootstrap.HookPoint.Words;
import dev.weir.core.config.PolicyLoader;
import dev.weir.core.limit.Refusals;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathRulesTest {
  @TempDir Path temp;
  private Path dir;
  private boolean byCaller;

  private final Exempt exempt =
      new Exempt() {
        @Override
        public boolean reads(String real) {
          return real.endsWith("/needed") || real.startsWith("/proc/");
        }

        @Override
        public boolean byCaller(String path) {
          return byCaller;
        }
      };

  @BeforeEach
  void files() throws Exception {
    dir = temp.toRealPath();
    Files.createDirectories(dir.resolve("in/sub"));
    for (String name : new String[] {"in/a", "in/b.key", "in/sub/needed", "needed", "out"}) {
      Files.writeString(dir.resolve(name), "x");
    }
    Files.createSymbolicLink(dir.resolve("in/link"), dir.resolve("out"));
  }

  private PathRules rules(String mode, String files) throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("weir.yml"),
            "mode: " + mode + "\nfiles: { " + files.replace("DIR", dir.toString()) + " }");
    var loaded = PolicyLoader.load("config=" + file, Map.of(), Map.of());
    assertThat(loaded.problems()).isEmpty();
    return PathRules.of(loaded.policy().files(), exempt);
  }

  private Throwable after(PathRules rules, String name, boolean writes) throws Exception {
    try (FileInputStream in = new FileInputStream(dir.resolve(name).toFile())) {
      return rules.after(Words.IO, dir + "/" + name, writes, Descriptors.number(in.getFD()));
    }
  }

  @Test
  void withNoRuleThereIsNothingToAsk() throws Exception {
    assertThat(rules("enforce", "max-open: 1")).isNull();
  }

  @Test
  void theWordsAreTheSystemsAndNameTheKey() throws Exception {
    PathRules rules = rules("enforce", "roots: [DIR/in]");
    assertThat(after(rules, "in/a", false)).isNull();
    assertThat(after(rules, "in/link", false))
        .isExactlyInstanceOf(FileNotFoundException.class)
        .hasMessage(dir + "/in/link (Permission denied: weir files.roots " + dir + "/in)");
    assertThat(rules.before(Words.NIO, dir + "/out", false))
        .isExactlyInstanceOf(AccessDeniedException.class)
        .hasMessage(dir + "/out: Permission denied: weir files.roots " + dir + "/in");
  }

  /** A link inside is found when it is open: before, only what looks as if it led outside is. */
  @Test
  void beforeTheOpenItGoesByTheLook() throws Exception {
    PathRules rules = rules("enforce", "roots: [DIR/in]");
    assertThat(rules.before(Words.IO, dir + "/in/link", false)).isNull();
    assertThat(rules.before(Words.IO, dir + "/in/../out", false)).isNotNull();
    assertThat(rules.before(Words.IO, dir + "/in/../in/a", false)).isNull();
    assertThat(rules.before(Words.IO, dir + "/none", false)).as("the system says it").isNull();
  }

  @Test
  void deniedInsideOfTheRootsToo() throws Exception {
    PathRules rules = rules("enforce", "roots: [DIR/in], deny: ['*.key']");
    assertThat(after(rules, "in/b.key", false))
        .hasMessage(dir + "/in/b.key (Permission denied: weir files.deny *.key)");
    assertThat(rules.before(Words.IO, dir + "/in/b.key", false)).isNotNull();
    assertThat(after(rules, "in/a", false)).isNull();
  }

  @Test
  void whatTheJvmNeedsIsReadAndNotWritten() throws Exception {
    PathRules rules = rules("enforce", "roots: [DIR/in], deny: [DIR/in/sub/**, /proc/**]");
    assertThat(after(rules, "needed", false)).isNull();
    assertThat(after(rules, "needed", true)).isNotNull();
    assertThat(after(rules, "in/sub/needed", false)).as("denied with others").isNull();
    assertThat(rules.before(Words.IO, "/proc/self/status", false)).as("meant").isNotNull();
    byCaller = true;
    assertThat(after(rules, "out", false)).isNull();
    assertThat(rules.before(Words.IO, "/proc/self/status", false)).isNull();
  }

  @Test
  void observingItCountsOnceAndAdmits() throws Exception {
    PathRules rules = rules("observe", "roots: [DIR/in]");
    long before = Refusals.rule("files.roots", "observe").count();
    assertThat(rules.before(Words.IO, dir + "/out", false)).isNull();
    assertThat(after(rules, "out", false)).isNull();
    assertThat(Refusals.rule("files.roots", "observe").count()).isEqualTo(before + 1);
  }
}
