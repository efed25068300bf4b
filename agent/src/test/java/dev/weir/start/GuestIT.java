package dev.weir.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.fork.Fork;
import dev.weir.fork.Holder;
import dev.weir.fork.Jdks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weir is a guest in the application's JVM: what must be there as if it were not. */
class GuestIT {
  @TempDir Path dir;

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void theApplicationNoticesNothing(Jdks.Jdk jdk) throws Exception {
    List<String> jars = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Path jar = dir.resolve(i + ".jar");
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
        zip.putNextEntry(new ZipEntry("entry"));
      }
      jars.add(jar.toString());
    }
    String opens = "--add-opens=java.base/java.lang=ALL-UNNAMED";
    try (Fork fork = Fork.on(jdk).jvm(opens).behind(String.join(":", jars)).start(Guest.class)) {
      assertThat(fork.line("group ")).isEqualTo("1");
      // The JVM's own, two of our jar, and at most the endpoint's: not the class path's 40.
      assertThat(Integer.parseInt(fork.line("descriptors "))).isLessThan(20);
      assertThat(fork.line("properties ")).isEqualTo("[dev.weir.shaded.bytebuddy.safe]");
      assertThat(fork.line("slf4j ")).isEqualTo("false");
      assertThat(fork.line("core ")).isEqualTo("false");
      assertThat(fork.line("logging ")).isEqualTo("false");
      assertThat(fork.line("interrupted ")).isEqualTo("true");
      fork.line("done");
      // What it interrupted was its own: the sweeper goes on.
      assertThat(fork.json("/handles?kind=file&site=Guest.hold").getAsJsonArray("open")).hasSize(5);
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void theApplicationsPrometheusSettingsAreNotOurs(Jdks.Jdk jdk) throws Exception {
    try (Fork fork =
        Fork.on(jdk)
            .environment("PROMETHEUS_CONFIG", "/etc/prometheus/prometheus.yml")
            .jvm("-Dprometheus.config=/none")
            .start(Holder.class)) {
      assertThat(fork.metric("weir_config_valid")).isOne();
    }
  }

  /** Deprecated in 17, gone in 24. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("dev.weir.fork.Jdks#withSecurityManager")
  void underASecurityManagerItWatches(Jdks.Jdk jdk) throws Exception {
    Path policy =
        Files.writeString(
            dir.resolve("java.policy"), "grant { permission java.security.AllPermission; };");
    Path file = Files.writeString(dir.resolve("a.txt"), "a");
    try (Fork fork =
        Fork.on(jdk)
            .jvm("-Djava.security.manager=default", "-Djava.security.policy=" + policy)
            .start(Holder.class)) {
      fork.command("open 2 " + file);
      assertThat(fork.json("/handles?kind=file&site=Holder").getAsJsonArray("open")).hasSize(2);
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aPortFileThatCannotBeWrittenIsSaidAndTheEndpointServes(Jdks.Jdk jdk) throws Exception {
    try (Fork fork =
        Fork.on(jdk).agent("metrics.port-file=" + dir.resolve("none/port")).start(Holder.class)) {
      fork.awaitError("metrics.port-file is not written: ");
      assertThat(fork.json("/healthz").get("status").getAsString()).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void environmentAndPropertiesSetKeysToo(Jdks.Jdk jdk) throws Exception {
    Path file = Files.writeString(dir.resolve("a.txt"), "a");
    Path policy =
        Files.writeString(dir.resolve("weir.yml"), "mode: enforce\nfiles: { max-open: 100 }\n");
    try (Fork fork =
        Fork.on(jdk)
            .environment("WEIR_CONFIG", policy.toString())
            .environment("WEIR_FILES_MAX_OPEN", "50")
            .jvm("-Dweir.files.max-open=7")
            .start(Holder.class)) {
      fork.command("open 7 " + file);
      fork.say("open 1 " + file);
      assertThat(fork.line())
          .isEqualTo(
              "failed java.io.FileNotFoundException: "
                  + file
                  + " (Too many open files: weir files.max-open 7)");
    }
  }
}
