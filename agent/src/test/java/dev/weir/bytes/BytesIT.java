package dev.weir.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.stream.JsonReader;
import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code files.max-read-size} and {@code files.max-write-size}, by every way to read and write. */
class BytesIT {
  /** Smaller than some class files of the tests, which are read and are no business of a limit. */
  private static final String LIMIT = "20000";

  static List<Arguments> jdksAndModes() throws IOException {
    List<Arguments> all = new ArrayList<>();
    for (Jdks.Jdk jdk : Jdks.all()) {
      for (String mode : List.of("enforce", "observe")) {
        all.add(Arguments.of(jdk, mode, "platform"));
      }
    }
    for (Jdks.Jdk jdk : Jdks.withVirtualThreads()) {
      all.add(Arguments.of(jdk, "enforce", "virtual"));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("jdksAndModes")
  void noWayToReadGetsMoreThanTheLimit(Jdks.Jdk jdk, String mode, String thread) throws Exception {
    try (Fork fork =
        Fork.on(jdk)
            .agent("mode=" + mode, "files.max-read-size=" + LIMIT)
            .behind(gson())
            .jvm("-Xverify:all")
            .start(ReadTable.class, mode, LIMIT, thread)) {
      long expected = Long.parseLong(fork.line("expected "));
      fork.line("done");
      assertThat(fork.out()).doesNotContain("WRONG");
      assertThat(expected).isGreaterThan(100);
      assertThat(refusals(fork, mode, "files.max-read-size")).isEqualTo(expected);
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
      assertThat(open(fork)).doesNotContain("weir-reads");
    }
  }

  static List<Arguments> jdksAndBoth() throws IOException {
    List<Arguments> all = new ArrayList<>();
    for (Jdks.Jdk jdk : Jdks.all()) {
      all.add(Arguments.of(jdk, "enforce"));
      all.add(Arguments.of(jdk, "observe"));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("jdksAndBoth")
  void noWayToWriteMakesAFileLargerThanTheLimit(Jdks.Jdk jdk, String mode) throws Exception {
    try (Fork fork =
        Fork.on(jdk)
            .agent("mode=" + mode, "files.max-write-size=" + LIMIT)
            .jvm("-Xverify:all")
            .start(WriteTable.class, mode, LIMIT)) {
      long expected = Long.parseLong(fork.line("expected "));
      fork.line("done");
      assertThat(fork.out()).doesNotContain("WRONG");
      assertThat(expected).isGreaterThan(20);
      assertThat(refusals(fork, mode, "files.max-write-size")).isEqualTo(expected);
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
      assertThat(open(fork)).doesNotContain("weir-writes");
    }
  }

  /** A library that reads a file; it is not among the tests' own classes. */
  private static String gson() throws URISyntaxException {
    return Path.of(JsonReader.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .toString();
  }

  /** What is open, as text. */
  static String open(Fork fork) throws InterruptedException {
    return fork.json("/handles?stacks=false").getAsJsonArray("open").toString();
  }

  static double refusals(Fork fork, String mode, String rule) throws InterruptedException {
    return fork.metric("weir_refusals_total{mode=\"" + mode + "\",rule=\"" + rule + "\"}");
  }
}
