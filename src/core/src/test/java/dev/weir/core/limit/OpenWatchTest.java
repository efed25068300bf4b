package dev.weir.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.Descriptors;
import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.HookPoint.Words;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Meter;
import dev.weir.bootstrap.OpenGate;
import dev.weir.core.config.Mode;
import dev.weir.core.config.PolicyLoader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real FIFO whose open waits; the gate called as the advice calls it. */
@Timeout(60)
class OpenWatchTest {
  private static final HookPoint[] POINTS = {
    new HookPoint(0, "p", "P", Kind.FILE, Words.IO, null),
  };

  private static final String WITH = "mode: enforce\nfiles: { read-timeout: 1s }";
  private static final String WITHOUT = "mode: enforce\nfiles: { max-open: 100 }";

  @TempDir Path dir;
  private Path fifo;

  @BeforeEach
  void install() throws Exception {
    Gate.install(POINTS);
    fifo = dir.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
  }

  @AfterEach
  void forget() throws IOException {
    OpenWatch.end("");
    rules(WITHOUT); // ends the thread
    Gate.forget();
  }

  private InForce rules(String policy) throws IOException {
    Path yaml = Files.writeString(dir.resolve("weir.yml"), policy);
    var loaded = PolicyLoader.load("config=" + yaml, Map.of(), Map.of());
    assertThat(loaded.problems()).isEmpty();
    return new InForce(loaded.policy(), null, handle -> "", 1000, new Needed("/opt/jdk"));
  }

  private static Throwable opened(Object admitted, String path, FileDescriptor fd) {
    return OpenGate.opened(admitted, 0, fd, path, 1, 0, Descriptors.number(fd));
  }

  @Test
  void whatWasFreedIsRefusedAlsoUnderRulesThatHaveNoTimeout() throws Exception {
    Gate.rules(rules(WITH));
    AtomicReference<Throwable> found = new AtomicReference<>();
    Thread opener =
        new Thread(
            () -> {
              Object admitted = OpenGate.admit(0, fifo.toString(), 1, 0);
              try (FileInputStream in = new FileInputStream(fifo.toFile())) {
                Gate.rules(rules(WITHOUT));
                found.set(opened(admitted, fifo.toString(), in.getFD()));
              } catch (IOException e) {
                found.set(new AssertionError(e));
              }
            });
    opener.start();
    opener.join();
    assertThat(found.get())
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage(fifo + " (open timed out: weir files.read-timeout 1s)");
  }

  @Test
  void whatWasFreedDoesNotFailTheThreadsNextOpen() throws Exception {
    Gate.rules(rules(WITH));
    OpenGate.admit(0, fifo.toString(), 1, 0);
    new FileInputStream(fifo.toFile()).close();
    Path file = Files.writeString(dir.resolve("file"), "text");
    Object admitted = OpenGate.admit(0, file.toString(), 0, 1);
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      assertThat(opened(admitted, file.toString(), in.getFD())).isNull();
    }
  }

  @Test
  void nobodyWatchesWhereNoRuleHasATimeout() throws Exception {
    Gate.rules(rules(WITH));
    assertThat(watches()).isEqualTo(1);
    Gate.rules(rules(WITH));
    Gate.rules(rules(WITHOUT));
    while (watches() > 0) {
      Thread.sleep(10);
    }
  }

  private static long watches() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("weir-opens"))
        .count();
  }

  @Test
  void nothingIsFreedOnceTheGateIsShut() throws Exception {
    Gate.rules(rules(WITHOUT)); // so that no thread looks
    OpenWatch.of(true);
    OpenWatch.of(false);
    Gate.forget();
    Limit late = new Limit("files.read-timeout", "1s", Mode.ENFORCE, "");
    OpenWatch.begin(fifo.toString(), new FileLimits(Meter.FREE, null, Meter.FREE, null, 1, late));
    OpenWatch.look();
    assertThat(OpenWatch.end(fifo.toString())).isNull();

    Gate.install(POINTS);
    OpenWatch.begin(fifo.toString(), new FileLimits(Meter.FREE, null, Meter.FREE, null, 1, late));
    OpenWatch.look();
    assertThat(OpenWatch.end(fifo.toString())).as("while it is open").isNotNull();
  }
}
