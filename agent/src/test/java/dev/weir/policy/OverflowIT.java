package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A cap does not get smaller by what goes wrong where no stack is left. */
class OverflowIT {
  private static final int MOST = 50;

  @TempDir Path dir;

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void theRoomComesBack(Jdks.Jdk jdk) throws Exception {
    Path file = Files.writeString(dir.resolve("a.txt"), "a");
    try (Fork fork =
        Fork.on(jdk)
            .agent("mode=enforce", "files.max-open=" + MOST)
            .start(Overflow.class, file.toString(), Integer.toString(MOST))) {
      fork.endpoint();
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () -> {
                fork.say("");
                assertThat(fork.line("room ")).isEqualTo(Integer.toString(MOST));
              });
    }
  }
}
