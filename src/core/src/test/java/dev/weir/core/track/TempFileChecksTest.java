package dev.weir.core.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.OpenGate;
import dev.weir.bootstrap.TempFile;
import dev.weir.bootstrap.TempFiles;
import dev.weir.core.config.PolicyLoader;
import dev.weir.core.limit.path.TempRules;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TempFileChecksTest {
  private static final String POLICY = "files: { temp: { max-age: 1ms } }";

  @TempDir File directory;
  private final TempFileChecks checks = new TempFileChecks(new Sites(java.util.List.of()));

  @BeforeEach
  void install() {
    Gate.install(new HookPoint[] {new HookPoint(0, "p", "P", Kind.FILE, null, null)});
  }

  private TempFile find(File file) {
    Iterator<TempFile> all = TempFiles.iterator();
    while (all.hasNext()) {
      TempFile one = all.next();
      if (one.path().equals(file.getPath())) {
        return one;
      }
    }
    return null;
  }

  @Test
  void aDeletedOneIsListedUntilTheNextLook() throws Exception {
    File file = new File(directory, "a");
    assertThat(file.createNewFile()).isTrue();
    OpenGate.made(0, file);
    checks.round();
    int there = checks.there();
    assertThat(there).isPositive();
    assertThat(find(file).deleted()).isFalse();
    assertThat(file.delete()).isTrue();
    checks.round();
    assertThat(find(file).deleted()).isTrue();
    assertThat(checks.there()).isEqualTo(there - 1);
    checks.round();
    assertThat(find(file)).isNull();
  }

  /** It was made long ago, as the clock goes; what is written to is in use. */
  @Test
  void theAgeCountsFromTheLastWrite() throws Exception {
    Path policy = Files.writeString(directory.toPath().resolve("p.yml"), POLICY);
    checks.rules(
        new TempRules(PolicyLoader.load("config=" + policy, Map.of(), Map.of()).policy().files()));
    File file = new File(directory, "c");
    assertThat(file.createNewFile()).isTrue();
    OpenGate.made(0, file);
    TempFile made = find(file);
    while (System.nanoTime() - made.madeNanos() <= TimeUnit.MILLISECONDS.toNanos(1)) {
      Thread.onSpinWait();
    }
    assertThat(file.setLastModified(System.currentTimeMillis() + 3_600_000)).isTrue();
    checks.round();
    assertThat(made.overdue()).isFalse();
    assertThat(file.setLastModified(System.currentTimeMillis() - 3_600_000)).isTrue();
    checks.round();
    assertThat(made.overdue()).isTrue();
  }

  /** The old way to make a temp directory: delete the file, and make a directory of its name. */
  @Test
  void whatIsMadeAgainIsThereAgain() throws Exception {
    File file = new File(directory, "b");
    OpenGate.made(0, file);
    checks.round();
    assertThat(file.mkdir()).isTrue();
    checks.round();
    assertThat(find(file).deleted()).isFalse();
  }
}
