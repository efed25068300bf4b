package dev.weir.leak;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.weir.fork.Fork;
import dev.weir.fork.Holder;
import dev.weir.fork.Jdks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EvidenceIT {
  private static final String SITE = "dev.weir.fork.Holder.open(Holder.java:";

  @TempDir Path dir;
  private Path file;

  @BeforeEach
  void makeFile() throws Exception {
    file = Files.writeString(dir.resolve("a.txt"), "a");
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void whatIsDroppedIsCollected(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).start(Holder.class)) {
      fork.command("drop 3 " + file);
      eventually(
          () -> {
            fork.command("gc");
            JsonObject leak = leak(fork, "collected");
            assertThat(leak.get("count").getAsInt()).isEqualTo(3);
            assertThat(leak.get("kind").getAsString()).isEqualTo("file");
            assertThat(leak.get("type").getAsString()).isEqualTo("java.io.FileInputStream");
            assertThat(leak.get("site").getAsString()).startsWith(SITE);
            assertThat(leak.getAsJsonArray("targets").toString()).isEqualTo("[\"" + file + "\"]");
            assertThat(leak.getAsJsonArray("stack").toString())
                .contains("java.io.FileInputStream.open(FileInputStream.java:")
                .contains("dev.weir.fork.Holder.main(Holder.java:");
          });
      assertThat(fork.metric("weir_handles_leaked_total{kind=\"file\"}")).isEqualTo(3);
      assertThat(fork.get("/metrics"))
          .contains("evidence=\"collected\",kind=\"file\",site=\"" + SITE);
      fork.awaitError("leak: java.io.FileInputStream never closed, opened by " + SITE);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aDroppedDirectoryKeepsItsDescriptorsAndStaysListed(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).start(Holder.class)) {
      fork.command("list 1 " + dir);
      assertThat(fork.json("/handles?kind=directory").getAsJsonArray("open")).hasSize(2);
      fork.command("drop-list 1 " + dir);
      eventually(
          () -> {
            fork.command("gc");
            assertThat(leak(fork, "collected").get("count").getAsInt()).isEqualTo(1);
          });
      JsonObject handles = fork.json("/handles?kind=directory");
      long collected = 0;
      for (JsonElement handle : handles.getAsJsonArray("open")) {
        collected +=
            handle.getAsJsonObject().getAsJsonArray("evidence").toString().contains("collected")
                ? 1
                : 0;
      }
      assertThat(handles.getAsJsonArray("open")).hasSize(4);
      assertThat(collected).isEqualTo(2);
      // It is held whatever becomes of its path.
      Files.move(dir, dir.resolveSibling(dir.getFileName() + "-moved"));
      fork.json("/handles");
      assertThat(fork.json("/handles?kind=directory").getAsJsonArray("open")).hasSize(4);
      Files.move(dir.resolveSibling(dir.getFileName() + "-moved"), dir);
      // Two descriptors are one handle, and its owner was one object.
      assertThat(fork.metric("weir_handles_leaked_total{kind=\"directory\"}")).isEqualTo(1);
      assertThat(fork.metric("weir_handles_open{kind=\"directory\"}")).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void whatIsOpenForTooLongIsOverdueUntilItIsClosed(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).agent("leaks.max-age.file=1s").start(Holder.class)) {
      fork.command("open 2 " + file);
      eventually(
          () -> {
            assertThat(leak(fork, "overdue").get("count").getAsInt()).isEqualTo(2);
            assertThat(fork.json("/handles?kind=file").getAsJsonArray("open").toString())
                .contains("\"evidence\":[\"overdue\"]");
          });
      assertThat(fork.metric("weir_handles_overdue{kind=\"file\"}")).isEqualTo(2);
      fork.command("close");
      assertThat(fork.json("/leaks").getAsJsonArray("leaks")).isEmpty();
      eventually(() -> assertThat(fork.metric("weir_handles_overdue{kind=\"file\"}")).isZero());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aSiteThatOnlyGrowsIsGrowing(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).agent("leaks.growing-sweeps=3").start(Holder.class)) {
      eventually(
          () -> {
            fork.command("open 1 " + file);
            assertThat(leak(fork, "growing").get("site").getAsString()).startsWith(SITE);
            assertThat(fork.metric("weir_sites_growing")).isEqualTo(1);
          });
      fork.command("close");
      fork.command("open 1 " + file);
      eventually(() -> assertThat(fork.metric("weir_sites_growing")).isZero());
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("dev.weir.fork.Jdks#withVirtualThreads")
  void aVirtualThreadIsNamed(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).start(Holder.class)) {
      fork.command("virtual " + file);
      JsonObject handle =
          fork.json("/handles?kind=file&site=Holder.open")
              .getAsJsonArray("open")
              .get(0)
              .getAsJsonObject();
      assertThat(handle.get("virtual").getAsBoolean()).isTrue();
      assertThat(handle.get("thread").getAsString()).startsWith("virtual-");
    }
  }

  private static JsonObject leak(Fork fork, String evidence) throws Exception {
    for (JsonElement leak : fork.json("/leaks").getAsJsonArray("leaks")) {
      if (leak.getAsJsonObject().get("evidence").getAsString().equals(evidence)) {
        return leak.getAsJsonObject();
      }
    }
    throw new AssertionError("no leak is " + evidence + " yet");
  }

  private static void eventually(ThrowingRunnable holds) {
    Awaitility.await().atMost(60, TimeUnit.SECONDS).untilAsserted(holds);
  }
}
