package dev.weir.core.limit.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "/etc/**, /etc/passwd, true",
    "/etc/**, /etc/a/b/c, true",
    "/etc/**, /etc, true",
    "/etc/**, /etcetera, false",
    "/etc/**, /srv/etc/passwd, false",
    "/etc/*, /etc/passwd, true",
    "/etc/*, /etc/a/b, false",
    "**/*.json, /a.json, true",
    "**/*.json, /a/b/c.json, true",
    "**/*.json, /a/b/c.jsonx, false",
    "**/*.json, /a/c.json/d, false",
    "*.json, /a/c.json, true",
    "*.json, /a/c.json.txt, false",
    "/a/?.txt, /a/b.txt, true",
    "/a/?.txt, /a/bb.txt, false",
    "/a?b, /a/b, false",
    "/a/**/b, /a/b, false",
    "/a/**/b, /a/x/b, true",
    "/a/**/b, /a/x/y/b, true",
    "/a/*/b*/c, /a/x/bb/c, true",
    "/a/*/b*/c, /a/x/y/bb/c, false",
    "/a/**b/*.c, /a/x/bb/b/y.c, true",
    "secret, /run/secret, true",
    "secret, /run/secret/x, false",
    "/**, /anything, true",
    "/nowhere/a, /nowhere/a, true",
    "/nowhere/a, /nowhere/ab, false"
  })
  void matches(String pattern, String path, boolean expected) {
    assertThat(Glob.of(pattern).matches(path)).isEqualTo(expected);
  }

  @Test
  void theStartOfAPatternIsLookedUp(@TempDir Path dir) throws Exception {
    Path real = dir.toRealPath();
    Files.createDirectory(real.resolve("there"));
    Files.createSymbolicLink(real.resolve("link"), real.resolve("there"));
    Glob glob = Glob.of(real + "/link/**");
    assertThat(glob.matches(real + "/there/secret")).isTrue();
    assertThat(glob.matches(real + "/link/secret")).isTrue();
    assertThat(glob.matches(real + "/other/secret")).isFalse();
  }

  /** A regular expression would go back and forth for ever. */
  @Test
  void manyStarsOverALongNameAreNoWork() {
    String name = "/" + "a".repeat(4000);
    assertThat(Glob.of("/**a**a**a**a**a**a**a**a**a**b").matches(name)).isFalse();
    assertThat(Glob.of("/*a*a*a*a*a*a*a*a*a*a*a*a*b").matches(name)).isFalse();
  }
}
