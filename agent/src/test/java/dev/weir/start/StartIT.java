package dev.weir.start;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StartIT {
  @TempDir Path dir;

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aNormalStartIsOneLineOnStderr(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).start(Idle.class, "wait")) {
      fork.endpoint();
      assertThat(fork.line()).isEqualTo("hello");
      fork.say("");
      assertThat(fork.end()).isZero();
      assertThat(fork.out()).isEqualTo("hello\n");
      assertThat(fork.err().lines()).hasSize(1);
      assertThat(fork.err()).containsPattern("watches (\\d{2}) of \\1 hooks, mode observe");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void theExitCodeIsTheApplications(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).start(Idle.class)) {
      assertThat(fork.end()).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aFolderWithSpacesWorks(Jdks.Jdk jdk) throws Exception {
    Path jar = Files.createDirectories(dir.resolve("a b%c")).resolve("weir-agent.jar");
    Files.copy(Fork.jar(), jar);
    try (Fork fork = Fork.on(jdk).jar(jar).start(Idle.class, "wait")) {
      assertThat(fork.json("/healthz").get("status").getAsString()).isEqualTo("ok");
      assertThat(fork.err().lines()).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aRenamedJarFallsBack(Jdks.Jdk jdk) throws Exception {
    Path jar = dir.resolve("renamed.jar");
    Files.copy(Fork.jar(), jar);
    try (Fork fork = Fork.on(jdk).jar(jar).start(Idle.class, "wait")) {
      assertThat(fork.json("/healthz").get("status").getAsString()).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void anotherJarBesideARenamedOneIsSaidAndWeirStaysOff(Jdks.Jdk jdk) throws Exception {
    Files.copy(Fork.jar(), dir.resolve("weir-agent.jar"));
    Path jar = dir.resolve("renamed.jar");
    Files.copy(Fork.jar(), jar);
    try (Fork fork = Fork.on(jdk).jar(jar).start(Idle.class)) {
      assertThat(fork.end()).isEqualTo(7);
      assertThat(fork.err()).contains("Weir stays off").contains("runs on, without Weir");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aJdkToolIsLeftAlone(Jdks.Jdk jdk) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(jdk.home().resolve("bin/javac").toString(), "-version")
            .redirectErrorStream(true);
    builder.environment().put("JAVA_TOOL_OPTIONS", "-javaagent:" + Fork.jar());
    Process javac = builder.start();
    String text = new String(javac.getInputStream().readAllBytes());
    assertThat(javac.waitFor()).isZero();
    assertThat(text.lines().filter(line -> !line.startsWith("Picked up"))).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void givenTwiceItStartsOnce(Jdks.Jdk jdk) throws Exception {
    try (Fork fork =
        Fork.on(jdk)
            .jvm("-javaagent:" + Fork.jar() + "=metrics.port=0")
            .start(Idle.class, "wait")) {
      fork.awaitError("already in this JVM");
      assertThat(fork.json("/healthz").get("status").getAsString()).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aTakenPortIsAWarning(Jdks.Jdk jdk) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Fork fork =
            Fork.on(jdk)
                .exactly("metrics.port=" + taken.getLocalPort())
                .start(Idle.class, "wait")) {
      fork.awaitError("no endpoint");
      assertThat(fork.line()).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aBadPolicyIsNamedAndTheApplicationRuns(Jdks.Jdk jdk) throws Exception {
    Path policy = dir.resolve("weir.yml");
    Files.writeString(policy, "mode: enforce\nfiles:\n  max-opne: 10\n");
    try (Fork fork = Fork.on(jdk).agent("config=" + policy).start(Idle.class, "wait")) {
      assertThat(fork.metric("weir_config_valid")).isZero();
      assertThat(fork.json("/healthz").get("status").getAsString()).isEqualTo("degraded");
      assertThat(fork.err())
          .contains(policy + ":3:3: files.max-opne is not a key; did you mean files.max-open?")
          .contains("mode observe");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void handlesHasTheDesignedFields(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).descriptors(200).start(Idle.class, "wait")) {
      JsonObject handles = fork.json("/handles");
      assertThat(handles.keySet())
          .contains(
              "pid",
              "fds",
              "open",
              "untracked",
              "processes",
              "containers",
              "mappings",
              "temp_files");
      JsonObject fds = handles.getAsJsonObject("fds");
      assertThat(fds.get("limit").getAsInt()).isEqualTo(200);
      assertThat(fds.get("tracked").getAsInt() + fds.get("untracked").getAsInt())
          .isEqualTo(fds.get("open").getAsInt());
      // The endpoint's sockets are Weir's own; one is the JDK's, which dup2(2)s it over a socket
      // before its close (sun.nio.ch, made with the first channel).
      assertThat(handles.getAsJsonArray("untracked").toString())
          .containsOnlyOnce("socket:")
          .contains("/lib/modules");
    }
  }
}
