package dev.weir.paths;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code files.roots} against every way to a path that leads outside. */
class HostileIT {
  private static final String REFUSED = "weir files.roots ";

  @TempDir Path temp;

  private List<String> run(Fork.Builder builder, Path base, String what) throws Exception {
    try (Fork fork = builder.directory(base.resolve("in")).start(Hostile.class, what, "" + base)) {
      List<String> lines = new ArrayList<>();
      for (String line = fork.line(); !line.equals("done"); line = fork.line()) {
        lines.add(comparable(line.replace(base.toString(), "BASE")));
      }
      if (!what.equals("legal")) {
        assertThat(fork.metric("weir_refusals_total{mode=\"enforce\",rule=\"files.roots\"}"))
            .isPositive();
        assertThat(fork.metric("weir_agent_errors_total")).isZero();
      }
      return lines;
    }
  }

  /** Without what differs from run to run, or from 17 to 25 with ENOTDIR. */
  private static String comparable(String line) {
    return line.replaceAll("/proc/\\d+/", "/proc/PID/")
        .replaceAll("weir\\d+", "weirN")
        .replaceAll("FileSystemException: (.*): Not a directory$", "NoSuchFileException: $1");
  }

  private static Fork.Builder enforced(Jdks.Jdk jdk, Path base) {
    return Fork.on(jdk).agent("mode=enforce", "files.roots=[" + base + "/in]");
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void nothingGetsOut(Jdks.Jdk jdk) throws Exception {
    Path base = temp.toRealPath().resolve("base");
    Hostile.lay(base);
    Map<String, String> before = tree(base);
    List<String> lines = run(enforced(jdk, base), base, "hostile");
    assertThat(lines).hasSizeGreaterThan(60);
    List<String> wrong = new ArrayList<>();
    for (String line : lines) {
      String[] row = line.split(" \\| ", -1);
      String came = row[row.length - 1];
      boolean boolLike = came.equals("no") || came.equals("no list");
      // Those that look at a link's name see the link, and the system refuses to follow it.
      boolean link = came.contains("NOFOLLOW_LINKS specified");
      if (!came.contains(REFUSED) && !boolLike && !link) {
        wrong.add(line);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(tree(base)).as("outside nothing has changed").isEqualTo(before);
  }

  /** With and without Weir, each legal use ends the same, words and all. */
  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void whatIsLegalIsAsWithoutWeir(Jdks.Jdk jdk) throws Exception {
    Path base = temp.toRealPath().resolve("base");
    Hostile.lay(base);
    List<String> plain = run(Fork.on(jdk).withoutAgent(), base, "legal");
    Map<String, String> after = tree(base);
    remove(base);
    Hostile.lay(base);
    List<String> ruled = run(enforced(jdk, base), base, "legal");
    assertThat(ruled).isEqualTo(plain);
    assertThat(tree(base)).isEqualTo(after);
  }

  /** All that is beside {@code in}: what it holds, its permissions, its links. */
  private static Map<String, String> tree(Path base) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (var walk = Files.walk(base)) {
      for (Path path : walk.toList()) {
        if (path.startsWith(base.resolve("in"))) {
          continue;
        }
        String what = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS).toString();
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          what += " " + Files.readString(path) + " " + Files.getAttribute(path, "unix:nlink");
        }
        all.put(path.toString(), what);
      }
    }
    return all;
  }

  private static void remove(Path base) throws IOException {
    try (var walk = Files.walk(base)) {
      for (Path path : walk.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
