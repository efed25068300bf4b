package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Under the strictest policy that there is, what the JVM needs is never refused. */
class StrictIT {
  @TempDir Path dir;

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void theJvmGoesOn(Jdks.Jdk jdk) throws Exception {
    Path root = Files.createDirectories(dir.resolve("root"));
    Path inside = Files.writeString(root.resolve("a.txt"), "a");
    Path policy =
        Files.writeString(
            dir.resolve("weir.yml"),
            """
            mode: enforce
            files: { max-open: 1, roots: [%s], deny: ["/etc/**"], max-read-size: 1KiB, max-write-size: 1, read-timeout: 10s, create-mode: 0600, private: ["/run/secrets/**"] }
            processes: { allow: [], max-running: 1, timeout: 1s }
            sockets: { allow-connect: [], max-open: 1, connect-timeout: 10s, read-timeout: 10s, accept-timeout: 10s, max-connections: 1, first-byte-timeout: 10s, idle-timeout: 10s }
            """
                .formatted(root));
    Path keys = dir.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                (jdk.home().resolve("bin/keytool")
                        + " -genkeypair -alias localhost -keyalg EC -dname CN=localhost -ext"
                        + " san=dns:localhost -storetype PKCS12 -storepass secret -keystore "
                        + keys)
                    .split(" "))
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    Path classes = Files.createDirectories(dir.resolve("classes/META-INF/services"));
    Files.writeString(classes.resolve("java.lang.Runnable"), "dev.weir.policy.Strict$Service\n");
    Files.writeString(dir.resolve("classes/words.properties"), "hello=Hallo\n");
    try (Fork fork =
        Fork.on(jdk)
            .agent("config=" + policy)
            .jvm(
                "-Djavax.net.ssl.keyStore=" + keys,
                "-Djavax.net.ssl.keyStorePassword=secret",
                "-Djavax.net.ssl.trustStore=" + keys,
                "-Djavax.net.ssl.trustStorePassword=secret")
            .behind(dir.resolve("classes").toString())
            .start(Strict.class, inside.toString())) {
      fork.line("done");
      assertThat(fork.out()).doesNotContain("WRONG");
      assertThat(fork.err())
          .doesNotContain("Exception")
          .as("what the JVM needs is not refused either where nobody notices")
          .doesNotContain("refused /etc/java")
          .doesNotContain("refused /proc");
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }
}
