package dev.weir.core.limit.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootsTest {
  @TempDir Path temp;
  private Path dir;

  @BeforeEach
  void real() throws Exception {
    dir = temp.toRealPath();
  }

  @Test
  void coversItselfAndWhatIsInside() {
    Roots roots = new Roots(List.of(dir.toString()));
    assertThat(roots.cover(dir)).isTrue();
    assertThat(roots.cover(dir.resolve("a/b"))).isTrue();
    assertThat(roots.cover(Path.of(dir + "x"))).isFalse();
    assertThat(roots.cover(dir.getParent())).isFalse();
  }

  @Test
  void ofALinkCountsWhereItLed() throws Exception {
    Path there = Files.createDirectory(dir.resolve("there"));
    Path link = Files.createSymbolicLink(dir.resolve("link"), there);
    Roots roots = new Roots(List.of(link + "/"));
    assertThat(roots.cover(there.resolve("a"))).isTrue();
    assertThat(roots.cover(dir.resolve("a"))).isFalse();
    assertThat(roots.seemToCover(link + "/a")).isTrue();
    assertThat(roots.seemToCover(there + "/a")).isTrue();
    assertThat(roots.seemToCover(link + "b/a")).isFalse();
  }

  /** One that is made later is a root; a link that is put there is none. */
  @Test
  void oneThatIsNotThereYet() throws Exception {
    Roots roots = new Roots(List.of(dir + "/a/b"));
    assertThat(roots.cover(dir.resolve("a/b/c"))).isTrue();
    assertThat(roots.cover(dir.resolve("a"))).isFalse();
    Files.createSymbolicLink(dir.resolve("a"), Path.of("/"));
    assertThat(roots.cover(Path.of("/etc/passwd"))).isFalse();
  }

  @Test
  void theRootOfAll() {
    assertThat(new Roots(List.of("/")).cover(Path.of("/etc"))).isTrue();
    assertThat(new Roots(List.of("/")).seemToCover("/etc")).isTrue();
  }
}
