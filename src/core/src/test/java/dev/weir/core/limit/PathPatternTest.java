package dev.weir.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
  @ParameterizedTest
  @CsvSource({
    "/etc/passwd, /etc/passwd",
    "/etc/*, /etc/passwd",
    "/etc/**, /etc/passwd",
    "/etc/**, /etc/ssl/private/key.pem",
    "/**, /a",
    "/**, /",
    "**, /a/b",
    "*, /a/b",
    "/, /",
    "*.json, /a.json",
    "*.json, /srv/a/b.json",
    "*.json, /srv/.json",
    "**/*.json, /srv/a/b.json",
    "**/*.json, /b.json",
    "*.json, b.json",
    "git, git",
    "git, /usr/bin/git",
    "git*, /usr/bin/git-upload-pack",
    "bin/git, /usr/bin/git",
    "/srv/**/x, /srv/x",
    "/srv/**/x, /srv/a/x",
    "/srv/**/x, /srv/a/b/c/x",
    "/srv/**/**/x, /srv/x",
    "/srv/**/*.json, /srv/a.json",
    "/srv/**/*.json, /srv/b/c/a.json",
    "/srv/**/a/**/b, /srv/a/b",
    "/srv/**/a/**/b, /srv/x/a/a/y/b",
    "/srv/a**b, /srv/a/x/b",
    "/srv/a**b, /srv/ab",
    "/srv/***/x, /srv/a/b/x",
    "/srv/*/x, /srv/a/x",
    "/srv/*a*a*, /srv/banana",
    "/srv/?, /srv/\ud83d\ude00",
    "/srv/?x, /srv/\u00fcx",
    "/srv/*\u00fc\ud83d\ude00*, /srv/a\u00fc\ud83d\ude00b",
    "/a b/*, /a b/c",
    "/x/*/, ''"
  })
  void matches(String pattern, String path) {
    if (path.isEmpty()) {
      assertThatThrownBy(() -> PathPattern.of(pattern)).hasMessageContaining("**");
      return;
    }
    assertThat(PathPattern.of(pattern).matches(path)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/etc/passwd, /etc/passwd2",
    "/etc/passwd, /etc/passw",
    "/etc/passwd, /x/etc/passwd",
    "/etc/**, /etc",
    "/etc/**, /etcetera/x",
    "/etc/*, /etc/ssl/key",
    "/etc/*, /etc",
    "*.json, /a.json/b",
    "*.json, /a.jsonx",
    "*.json, /a.JSON",
    "git, /usr/bin/agit",
    "git, /usr/bin/git/x",
    "bin/git, /usr/sbin/git",
    "/srv/**/x, /srv/ax",
    "/srv/**/x, /srvx",
    "/srv/**/x, /srv/a/xx",
    "/srv/*/x, /srv/x",
    "/srv/*/x, /srv/a/b/x",
    "/srv/?, /srv/",
    "/srv/a?b, /srv/a/b",
    "/srv/?, /srv/ab",
    "/srv/*a*a*, /srv/bnan",
    "/a/*b*c, /a/bx/c",
    "a/**, /b/a"
  })
  void matchesNot(String pattern, String path) {
    assertThat(PathPattern.of(pattern).matches(path)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/etc/, /etc/** for",
    "/a//b, one slash",
    "//a, one slash",
    "/a/../b, the path that",
    "../b, the path that",
    "/a/., the path that",
    "/a[bc], ? for the character [",
    "'/{a,b}', ? for the character {",
    "/a\\*b, ? for the character \\",
    "~/x, home",
    "'${HOME}/x', variables",
    "$HOME/x, variables",
    "'  ', a path",
    "'', a path"
  })
  void whatIsNone(String pattern, String instead) {
    assertThatThrownBy(() -> PathPattern.of(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(instead);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a\u0000b", "/a\nb"})
  void controlCharactersAreNone(String pattern) {
    assertThatThrownBy(() -> PathPattern.of(pattern)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Against what java.util.regex says of the same pattern. */
  @Test
  void randomPatternsAndPaths() {
    Random random = new Random(4711);
    String[] pieces = {"a", "b", "/", "*", "**", "/**/", "?", "ab", "\ud83d\ude00"};
    String[] texts = {"a", "b", "/", "ab", "\ud83d\ude00", "/a"};
    int matched = 0;
    int asked = 0;
    while (asked < 200_000) {
      String text = join(pieces, random, 6);
      PathPattern pattern;
      try {
        pattern = PathPattern.of(text);
      } catch (IllegalArgumentException e) {
        continue;
      }
      Pattern regex = regex(text);
      for (int i = 0; i < 20; i++) {
        String path = "/" + join(texts, random, 7);
        boolean expected = regex.matcher(path).matches();
        assertThat(pattern.matches(path)).as("%s on %s", text, path).isEqualTo(expected);
        matched += expected ? 1 : 0;
        asked++;
      }
    }
    assertThat(matched).isBetween(asked / 50, asked - asked / 50);
  }

  private static String join(String[] pieces, Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most) + 1; i > 0; i--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }

  private static Pattern regex(String pattern) {
    String text = pattern.startsWith("/") ? pattern : "**/" + pattern;
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean first = i == 0 || text.charAt(i - 1) == '/';
      if (first && text.startsWith("**/", i)) {
        regex.append("(?:.*/)?");
        i += 2;
      } else if (text.startsWith("**", i)) {
        regex.append(".*");
        while (i + 1 < text.length() && text.charAt(i + 1) == '*') {
          i++;
        }
      } else {
        regex.append(c == '*' ? "[^/]*" : c == '?' ? "[^/]" : c == '/' ? "/" : "" + c);
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  @Test
  void aLongPatternIsTakenAndAPatternWithTooMuchBetweenItsStarsIsNot() {
    String name = "x".repeat(300);
    assertThat(PathPattern.of("/" + name + "/**/" + name).matches("/" + name + "/a/" + name))
        .isTrue();
    String most = "y".repeat(Glob.MOST - 2);
    assertThat(PathPattern.of("/*" + most + "*").matches("/a" + most + "b")).isTrue();
    assertThat(PathPattern.of("/*" + most + "*").matches("/a" + most.substring(1) + "b")).isFalse();
    assertThatThrownBy(() -> PathPattern.of("/*" + most + "y*")).hasMessageContaining("too long");
  }

  /** What backtracking would take for ever, or many objects, takes neither. */
  @Test
  void aHostilePathCostsOneReadingAndNoObjects() {
    PathPattern pattern = PathPattern.of("/**a*a*a*a*a*a*a*a*a*a*a*a*a**b");
    String path = "/" + "a".repeat(1_000_000);
    assertThat(pattern.matches(path)).isFalse();
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      boolean matches = pattern.matches(path);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      assertThat(matches).isFalse();
    }
    assertThat(least).isLessThan(200); // the counter's own boxes, if any
  }

  @Test
  void equalByText() {
    assertThat(PathPattern.of("/a/*")).isEqualTo(PathPattern.of("/a/*"));
    assertThat(PathPattern.of("/a/*")).hasSameHashCodeAs(PathPattern.of("/a/*"));
    assertThat(PathPattern.of("/a/*")).isNotEqualTo(PathPattern.of("/a/**")).hasToString("/a/*");
    assertThat(PathPattern.of("**").matchesAll()).isTrue();
    assertThat(PathPattern.of("/a/**").matchesAll()).isFalse();
    assertThat(PathPattern.of("a").isAbsolute()).isFalse();
  }
}
