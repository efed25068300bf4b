package dev.weir.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeededPathsTest {
  private static final Needed NEEDED = new Needed("/opt/jdk", "/srv/app.jar");

  @TempDir Path dir;

  private NeededPaths of(Path home) {
    return new NeededPaths(NEEDED, home);
  }

  @Test
  void javaHomeAndWhatItsLinksLeadTo() throws Exception {
    Path home = Files.createDirectories(dir.toRealPath().resolve("jdk/conf")).getParent();
    Path settings = Files.createFile(dir.toRealPath().resolve("settings"));
    Files.createSymbolicLink(home.resolve("conf/net.properties"), settings);
    NeededPaths paths = of(home);
    assertThat(paths.reads(home + "/lib/modules")).isTrue();
    assertThat(paths.reads(settings.toString())).isTrue();
    assertThat(paths.reads(settings + ".other")).isFalse();
  }

  /**
   * Who runs the tests may be root, for whom no directory is unreadable but one whose name is
   * longer than PATH_MAX. Two links, for the order in which they are visited is the file system's:
   * one of them is beside what cannot be read, and one above it.
   */
  @Test
  void whatCannotBeReadHidesNoLink() throws Exception {
    Path home = Files.createDirectories(dir.toRealPath().resolve("jdk/conf")).getParent();
    Path settings = Files.createFile(dir.toRealPath().resolve("settings"));
    Files.createSymbolicLink(home.resolve("conf/net.properties"), settings);
    try {
      shell(
          home,
          "n=$(printf %0250d 0); for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do"
              + " mkdir $n && cd -P $n || exit 1; done");
      assertThat(of(home).reads(settings.toString())).isTrue();
    } finally {
      shell(home, "rm -rf 0*");
    }
  }

  private static void shell(Path directory, String script) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", script).directory(directory.toFile()).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }
}
