package dev.weir.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code files.max-open}: what must go on when it is reached, and that it counts right. */
class CapIT {
  private static final String MAX = "20";

  @TempDir Path dir;

  /** Refused, each of these would be broken for the rest of the JVM's life, or end it. */
  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void whatIsReadOnceIsNotRefused(Jdks.Jdk jdk) throws Exception {
    Path keys = dir.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                jdk.home().resolve("bin/keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=a",
                "-storetype",
                "PKCS12",
                "-storepass",
                "secret",
                "-keystore",
                keys.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    Path classes = Files.createDirectories(dir.resolve("classes/META-INF/services"));
    Files.writeString(classes.resolve("java.lang.Runnable"), "dev.weir.calls.CapCalls$Service\n");
    Files.writeString(dir.resolve("classes/words.properties"), "hello=Hallo\n");
    try (Fork fork =
        Fork.on(jdk)
            .agent("mode=enforce", "files.max-open=" + MAX)
            .jvm(
                "-Djavax.net.ssl.keyStore=" + keys,
                "-Djavax.net.ssl.keyStorePassword=secret",
                "-XX:StartFlightRecording:filename=" + dir.resolve("a.jfr"))
            .behind(dir.resolve("classes").toString())
            .start(CapCalls.class, "needed", MAX)) {
      fork.line("done");
      assertThat(fork.out()).doesNotContain("WRONG");
      assertThat(fork.metric("weir_refusals_total{mode=\"enforce\",rule=\"files.max-open\"}"))
          .as("the cap was reached")
          .isPositive();
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void theCountComesBackFromEverything(Jdks.Jdk jdk) throws Exception {
    try (Fork fork =
        Fork.on(jdk)
            .agent("mode=enforce", "files.max-open=" + MAX)
            .start(CapCalls.class, "count", MAX)) {
      fork.line("done");
      assertThat(fork.out()).doesNotContain("WRONG");
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }
}
