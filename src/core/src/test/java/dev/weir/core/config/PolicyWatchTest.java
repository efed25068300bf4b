package dev.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyWatchTest {
  @TempDir Path dir;

  private interface Step {
    void call() throws InterruptedException;
  }

  /** What a listener was told, as {@code changed 5} or {@code invalid: message}. */
  private static final class Told implements PolicyWatch.Listener {
    private final List<String> all = new ArrayList<>();
    private boolean fail;
    private Step pause;

    @Override
    public void changed(Loaded loaded) {
      assertThat(loaded.valid()).isTrue();
      Policy.Amount amount = loaded.policy().files().maxOpen();
      all.add("changed " + (amount == null ? 0 : amount.count()));
      if (fail) {
        throw new IllegalStateException("half of it");
      }
      if (pause != null) {
        try {
          pause.call();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }

    @Override
    public void invalid(Loaded loaded) {
      all.add("invalid: " + loaded.problems().get(0).message());
    }

    @Override
    public void failed(Throwable error) {
      all.add("failed: " + error);
    }

    List<String> since() {
      List<String> since = List.copyOf(all);
      all.clear();
      return since;
    }
  }

  private final Told told = new Told();
  private Path file;

  private PolicyWatch watch(String text) throws IOException {
    return watch(text, "", Map.of());
  }

  private PolicyWatch watch(String text, String more, Map<String, String> environment)
      throws IOException {
    file = dir.resolve("weir.yml");
    if (text != null) {
      Files.writeString(file, text);
    }
    String arguments = "config=" + file + more;
    Loaded loaded = PolicyLoader.load(arguments, environment, Map.of());
    return new PolicyWatch(arguments, environment, Map.of(), loaded, told);
  }

  private List<String> looks(PolicyWatch watch, int times) {
    for (int i = 0; i < times; i++) {
      watch.look();
    }
    return told.since();
  }

  @Test
  void aChangeIsToldOnceAndAfterTwoEqualReadings() throws IOException {
    PolicyWatch watch = watch("files: { max-open: 1 }");
    assertThat(looks(watch, 4)).isEmpty();

    Files.writeString(file, "files: { max-open: 2 }");
    assertThat(watch.look()).isTrue();
    assertThat(told.since()).isEmpty();
    assertThat(watch.look()).isFalse();
    assertThat(told.since()).containsExactly("changed 2");
    assertThat(looks(watch, 3)).isEmpty();
  }

  @Test
  void aChangeBetweenTheStartAndTheFirstLookIsSeen() throws IOException {
    PolicyWatch watch = watch("files: { max-open: 1 }");
    Files.writeString(file, "files: { max-open: 2 }");
    assertThat(looks(watch, 2)).containsExactly("changed 2");
  }

  @Test
  void aFileThatIsBeingWrittenIsNotTaken() throws IOException {
    PolicyWatch watch = watch("files: { max-open: 1 }");
    looks(watch, 2);
    String whole = "mode: enforce\nfiles: { max-open: 2 }\n";
    for (int i = 1; i <= whole.length(); i++) {
      Files.writeString(file, whole.substring(0, i));
      watch.look();
    }
    assertThat(told.since()).isEmpty();
    assertThat(looks(watch, 1)).containsExactly("changed 2");
  }

  @Test
  void whatIsInvalidIsToldOnceAndTheWayBackToo() throws IOException {
    PolicyWatch watch = watch("files: { max-open: 1 }");
    looks(watch, 2);
    Files.writeString(file, "files: { max-opne: 2 }");
    assertThat(looks(watch, 5))
        .containsExactly("invalid: files.max-opne is not a key; did you mean files.max-open?");
    Files.writeString(file, "files: { max-opne: 2 } # the same mistake");
    assertThat(looks(watch, 3)).isEmpty();
    Files.writeString(file, "files: { max-open: 1 }");
    assertThat(looks(watch, 3)).containsExactly("changed 1");
  }

  /** What it has thrown at may be half in force: then nothing is known to be. */
  @Test
  void afterAChangeThatFailedAnyValidContentIsOne() throws IOException {
    PolicyWatch watch = watch("files: { max-open: 1 }");
    looks(watch, 2);
    for (String text :
        List.of(
            "files: { max-open: 2 }",
            "files: { max-open: 2 } # the same",
            "files: { max-open: 1 } # the way back")) {
      Files.writeString(file, text);
      told.fail = true;
      watch.look();
      assertThatThrownBy(watch::look).as(text).isInstanceOf(IllegalStateException.class);
      told.fail = false;
      assertThat(looks(watch, 3)).as("the same bytes are not tried again").hasSize(1);
    }
    Files.writeString(file, "files: { max-open: 1 } # and now");
    assertThat(looks(watch, 3)).containsExactly("changed 1");
    Files.writeString(file, "files: { max-open: 1 } # it is in force");
    assertThat(looks(watch, 3)).isEmpty();
  }

  @Test
  void aStopWaitsForTheListener() throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean through = new AtomicBoolean();
    told.pause =
        () -> {
          called.countDown();
          goOn.await();
          through.set(true);
        };
    PolicyWatch watch = watch("files: { max-open: 1 }");
    Files.writeString(file, "files: { max-open: 2 }");
    Thread thread = new Thread(watch);
    thread.start();
    assertThat(called.await(60, TimeUnit.SECONDS)).isTrue();
    AtomicBoolean sawItThrough = new AtomicBoolean();
    Thread stopping = new Thread(() -> sawItThrough.set(watch.stop() && through.get()));
    stopping.start();
    // Either it waits for the thread, or it has returned too early.
    while (stopping.isAlive() && stopping.getState() != Thread.State.TIMED_WAITING) {
      Thread.sleep(1);
    }
    goOn.countDown();
    stopping.join(60_000);
    assertThat(sawItThrough).isTrue();
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void stoppedBeforeItBeginsItDoesNotLook() throws Exception {
    PolicyWatch watch = watch("files: { max-open: 1 }");
    Files.writeString(file, "files: { max-open: 2 }");
    assertThat(watch.stop()).isTrue();
    watch.run();
    assertThat(told.since()).isEmpty();
  }

  @Test
  void aStartWithABadFileCanBeMended() throws IOException {
    PolicyWatch watch = watch("files: { max-open: many }");
    assertThat(looks(watch, 3)).isEmpty();
    Files.writeString(file, "files: { max-open: 3 }");
    assertThat(looks(watch, 3)).containsExactly("changed 3");
  }

  @Test
  void aFileThatComesLater() throws IOException {
    PolicyWatch watch = watch(null);
    assertThat(looks(watch, 3)).isEmpty();
    Files.writeString(file, "files: { max-open: 3 }");
    assertThat(looks(watch, 3)).containsExactly("changed 3");
  }

  @Test
  void aFileThatVanishesIsToldOnce() throws IOException {
    PolicyWatch watch = watch("files: { max-open: 1 }");
    looks(watch, 2);
    Files.delete(file);
    assertThat(looks(watch, 5))
        .containsExactly("invalid: does not exist, or its directory may not be searched");
    Files.writeString(file, "files: { max-open: 1 }");
    assertThat(looks(watch, 3)).containsExactly("changed 1");
  }

  @Test
  void aFileThatIsReplacedByRenamingIsNeverMissed() throws IOException {
    PolicyWatch watch = watch("files: { max-open: 1 }");
    looks(watch, 2);
    Files.delete(file); // as some editors do, for a moment
    assertThat(looks(watch, 1)).isEmpty();
    Path part = Files.writeString(dir.resolve("weir.yml~"), "files: { max-open: 1 }");
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    assertThat(looks(watch, 3)).isEmpty();
  }

  /** Of 0 bytes it would be a policy without limits: what is left where a disk was full. */
  @Test
  void aFileThatHasBecomeEmptyLiftsNothing() throws IOException {
    PolicyWatch watch = watch("files: { max-open: 1 }");
    looks(watch, 2);
    Files.writeString(file, "");
    assertThat(looks(watch, 3))
        .containsExactly("invalid: has become empty; for a policy without limits write {}");
    Files.writeString(file, "{}");
    assertThat(looks(watch, 3)).containsExactly("changed 0");
  }

  @Test
  void aLargeFileADirectoryAndBytesThatAreNoText() throws IOException {
    PolicyWatch watch = watch("files: { max-open: 1 }");
    looks(watch, 2);
    Files.writeString(file, "#".repeat(YamlFile.LIMIT + 1));
    assertThat(looks(watch, 3)).singleElement().asString().contains("larger than 1 MiB");
    Files.delete(file);
    Files.createDirectory(file);
    assertThat(looks(watch, 3)).singleElement().asString().contains("is a directory");
    Files.delete(file);
    Files.write(file, "mode: enforce".getBytes(StandardCharsets.UTF_16));
    assertThat(looks(watch, 3)).singleElement().asString().startsWith("invalid: ");
  }

  /** The JVM's or the system's lack of descriptors is no word about the policy. */
  @Test
  void withoutADescriptorNothingIsConcluded() {
    for (String words : List.of("Too many open files", "Too many open files in system")) {
      assertThat(new YamlFile.Content(null, "cannot be read: f (" + words + ")").noDescriptor())
          .isTrue();
    }
    assertThat(new YamlFile.Content(null, "cannot be read: f (I/O error)").noDescriptor())
        .isFalse();
    assertThat(new YamlFile.Content(new byte[0], null).noDescriptor()).isFalse();
  }

  /** By content: the times are equal, and so are the sizes. */
  @Test
  void timesMayLie() throws IOException {
    PolicyWatch watch = watch("files: { max-open: 1 }");
    looks(watch, 2);
    FileTime before = Files.getLastModifiedTime(file);
    Files.writeString(file, "files: { max-open: 2 }");
    Files.setLastModifiedTime(file, before);
    assertThat(looks(watch, 2)).containsExactly("changed 2");
  }

  /** As Kubernetes mounts a ConfigMap: weir.yml -> ..data/weir.yml, and ..data is swapped. */
  @Test
  void aSymbolicLinkThatIsSwapped() throws IOException {
    Path one = Files.createDirectory(dir.resolve("..one"));
    Path two = Files.createDirectory(dir.resolve("..two"));
    Files.writeString(one.resolve("weir.yml"), "files: { max-open: 1 }");
    Files.writeString(two.resolve("weir.yml"), "files: { max-open: 2 }");
    Path data = Files.createSymbolicLink(dir.resolve("..data"), one.getFileName());
    Files.createSymbolicLink(dir.resolve("weir.yml"), Path.of("..data/weir.yml"));
    PolicyWatch watch = watch(null);
    assertThat(looks(watch, 2)).isEmpty();

    Path next = Files.createSymbolicLink(dir.resolve("..data_tmp"), two.getFileName());
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
    assertThat(looks(watch, 2)).containsExactly("changed 2");
  }

  @Test
  void argumentsAndVariablesStillCountBeforeTheFile() throws IOException {
    PolicyWatch watch =
        watch("mode: observe", ",files.max-open=7", Map.of("WEIR_FILES_MAX_MAPPINGS", "8"));
    looks(watch, 2);
    Files.writeString(file, "files: { max-open: 1, max-mappings: 1 }");
    assertThat(looks(watch, 2)).isEmpty(); // nothing has changed
    Files.writeString(file, "files: { max-open: 1, max-mappings: 1, read-timeout: 5s }");
    assertThat(looks(watch, 2)).containsExactly("changed 7");
  }

  @Test
  void withoutAFileThereIsNothingToWatch() {
    Loaded loaded = PolicyLoader.load(null, Map.of(), Map.of());
    assertThatThrownBy(() -> new PolicyWatch(null, Map.of(), Map.of(), loaded, told))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The thread itself: a listener that throws does not end it, stop() does. */
  @Test
  void itRunsUntilItIsStopped() throws Exception {
    file = Files.writeString(dir.resolve("weir.yml"), "files: { max-open: 1 }");
    String arguments = "config=" + file;
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    PolicyWatch watch =
        new PolicyWatch(
            arguments,
            Map.of(),
            Map.of(),
            PolicyLoader.load(arguments, Map.of(), Map.of()),
            new PolicyWatch.Listener() {
              @Override
              public void changed(Loaded loaded) {
                int max = loaded.policy().files().maxOpen().count();
                heard.add("changed " + max);
                if (max == 2) {
                  throw new IllegalStateException("mine");
                }
              }

              @Override
              public void invalid(Loaded loaded) {
                heard.add("invalid");
              }

              @Override
              public void failed(Throwable error) {
                heard.add("failed: " + error.getMessage());
              }
            });
    Thread thread = new Thread(watch);
    thread.start();
    try {
      Files.writeString(file, "files: { max-open: 2 }");
      assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("changed 2");
      assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("failed: mine");
      Files.writeString(file, "files: { max-open: 3 }");
      assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("changed 3");
    } finally {
      watch.stop();
      thread.join(60_000);
    }
    assertThat(thread.isAlive()).isFalse();
    assertThat(heard).isEmpty();
  }
}
