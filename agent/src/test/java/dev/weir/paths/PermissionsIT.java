package dev.weir.paths;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code files.private} and {@code files.create-mode}. */
class PermissionsIT {
  @TempDir Path temp;

  private List<String> run(Jdks.Jdk jdk, String mode) throws Exception {
    Path dir = temp.toRealPath().resolve("dir");
    Path secrets = Files.createDirectories(dir.resolve("secrets/..data")).getParent();
    Files.createDirectories(dir.resolve("plain"));
    for (String name : List.of("secrets/lax", "secrets/strict", "secrets/..data/lax", "before")) {
      Path file = Files.writeString(dir.resolve(name), "SECRET");
      Files.setPosixFilePermissions(
          file,
          PosixFilePermissions.fromString(name.contains("strict") ? "rw-------" : "rw-r--r--"));
    }
    Files.setPosixFilePermissions(
        dir.resolve("before"), PosixFilePermissions.fromString("rw-rw-rw-"));
    Files.createSymbolicLink(secrets.resolve("lax-link"), Path.of("lax"));
    List<String> lines = new ArrayList<>();
    try (Fork fork =
        Fork.on(jdk)
            .agent("mode=" + mode, "files.create-mode=0640", "files.private=[" + secrets + "/**]")
            .directory(dir)
            .start(Permissions.class, dir.toString())) {
      for (String line = fork.line(); !line.equals("done"); line = fork.line()) {
        lines.add(line);
      }
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
      assertThat(fork.metric("weir_refusals_total{mode=\"" + mode + "\",rule=\"files.private\"}"))
          .isPositive();
    }
    return lines;
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void narrowedAndRefused(Jdks.Jdk jdk) throws Exception {
    List<String> lines = run(jdk, "enforce");
    List<String> wrong = new ArrayList<>();
    int made = 0;
    int read = 0;
    for (String line : lines) {
      boolean good;
      if (line.startsWith("plain ") || line.startsWith("secrets ")) {
        boolean secret = line.startsWith("secrets ");
        String mode = line.substring(line.lastIndexOf(' ') + 1);
        boolean directory = line.contains("mkdir") || line.contains("createDirectory");
        made++;
        if (line.contains("read only")) {
          good = mode.equals(secret ? "r--------" : "r--r-----");
        } else if (line.contains("createTempFile")) {
          good = mode.startsWith("rw-") && mode.endsWith("---");
        } else if (directory) {
          good = mode.equals(secret ? "rwx------" : "rwxr-x---");
        } else {
          good = line.equals("plain 0") || mode.equals(secret ? "rw-------" : "rw-r-----");
        }
      } else if (line.startsWith("before ")) {
        good = line.equals("before rw-rw-rw-");
      } else if (line.startsWith("read strict")) {
        good = line.endsWith("SECRET") || line.contains("zip file") || line.endsWith("as zip file");
      } else {
        read++;
        good = line.contains("Permission denied: weir files.private ") || line.contains("NOFOLLOW");
      }
      if (!good) {
        wrong.add(line);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(made).isGreaterThan(20);
    assertThat(read).isGreaterThan(40);
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void observingNothingIsChanged(Jdks.Jdk jdk) throws Exception {
    List<String> lines = run(jdk, "observe");
    assertThat(lines).noneMatch(line -> line.contains("weir files"));
    assertThat(lines).contains("plain FileOutputStream rw-r--r--", "written lax");
    assertThat(lines).contains("read lax | FileInputStream | SECRET");
  }
}
