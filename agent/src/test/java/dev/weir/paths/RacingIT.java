package dev.weir.paths;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links that are swapped between check and use. */
class RacingIT {
  @TempDir Path temp;

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void noLinkIsQuickEnough(Jdks.Jdk jdk) throws Exception {
    Path base = temp.toRealPath().resolve("base");
    Path in = Files.createDirectories(base.resolve("in"));
    Path out = Files.createDirectories(base.resolve("out"));
    Files.createDirectories(in.resolve("d-inside"));
    for (String name : List.of("f", "w")) {
      Files.writeString(out.resolve(name), "SECRET");
      Files.writeString(in.resolve(name + "-inside"), name.equals("f") ? "inside" : "");
      Files.writeString(in.resolve("d-inside/" + name), name.equals("f") ? "inside" : "");
      Files.createSymbolicLink(in.resolve(name + "-outside"), Path.of("../out/" + name));
    }
    Files.createSymbolicLink(in.resolve("d-outside"), Path.of("../out"));
    Map<String, String> before = tree(out);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong swaps = new AtomicLong();
    AtomicLong failed = new AtomicLong();
    Thread swapper =
        new Thread(
            () -> {
              while (!stop.get()) {
                for (String name : List.of("d", "f", "w")) {
                  for (String side : List.of("inside", "outside")) {
                    try {
                      swap(in.resolve(name), in.resolve(name + "-" + side));
                      swaps.incrementAndGet();
                    } catch (IOException e) {
                      failed.incrementAndGet();
                    }
                  }
                }
              }
            });
    swapper.start();
    try (Fork fork =
        Fork.on(jdk)
            .agent("mode=enforce", "files.roots=[" + in + "]")
            .start(Racing.class, in.toString())) {
      for (String line = fork.line(); !line.equals("done"); line = fork.line()) {
        assertThat(line).doesNotStartWith("WRONG");
        assertThat(line).as("each way was let through, too").doesNotContain("through 0 ");
        assertThat(line).as("and refused").doesNotEndWith("refused 0");
      }
      assertThat(fork.metric("weir_agent_errors_total")).as(fork.err()).isZero();
    } finally {
      stop.set(true);
      swapper.join();
    }
    assertThat(failed).hasValue(0);
    assertThat(swaps.get()).isGreaterThan(1000);
    assertThat(tree(out)).isEqualTo(before);
  }

  /** For a moment {@code name} is {@code side}. */
  private static void swap(Path name, Path side) throws IOException {
    Files.move(side, name, StandardCopyOption.ATOMIC_MOVE);
    Files.move(name, side, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Map<String, String> tree(Path out) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (var walk = Files.walk(out)) {
      for (Path path : walk.toList()) {
        all.put(
            path.toString(),
            Files.isDirectory(path)
                ? "directory"
                : Files.readString(path) + Files.getAttribute(path, "unix:ino"));
      }
    }
    return all;
  }
}
