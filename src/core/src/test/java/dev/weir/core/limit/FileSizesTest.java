package dev.weir.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.Descriptors;
import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.HookPoint.Words;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Meter;
import dev.weir.bootstrap.OpenGate;
import dev.weir.bootstrap.ReadGate;
import dev.weir.bootstrap.TestHandles;
import dev.weir.bootstrap.WriteGate;
import dev.weir.core.config.Mode;
import dev.weir.core.config.PolicyLoader;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files, and the gate called as the advice calls it. */
class FileSizesTest {
  private static final HookPoint[] POINTS = {
    new HookPoint(0, "p", "P", Kind.FILE, Words.IO, null),
  };

  private static final String LIMIT = "File too large: weir files.max-read-size ";

  @TempDir Path dir;
  private Path file;

  @BeforeEach
  void install() throws IOException {
    Gate.install(POINTS);
    file = Files.write(dir.resolve("file.json"), new byte[4096]);
  }

  @AfterEach
  void forget() {
    Gate.forget();
  }

  private InForce rules(String policy) throws IOException {
    Path yaml = Files.writeString(dir.resolve("weir.yml"), policy);
    var loaded = PolicyLoader.load("config=" + yaml, Map.of(), Map.of());
    assertThat(loaded.problems()).isEmpty();
    return new InForce(
        loaded.policy(), null, handle -> "", 1000, new Needed("/opt/jdk", "/srv/app.jar"));
  }

  private Throwable open(FileDescriptor fd, int reads, int writes) {
    Object admitted = OpenGate.admit(0, file.toString(), reads, writes);
    int number = Descriptors.number(fd);
    return OpenGate.opened(admitted, 0, fd, file.toString(), reads, writes, number);
  }

  /** Null, or what a read that gave so many bytes would throw. */
  private static Throwable read(FileDescriptor fd, long bytes) {
    Object handle = ReadGate.before(0, fd);
    return handle == null ? null : ReadGate.read(handle, fd, bytes);
  }

  @Test
  void aFileThatIsTooLargeIsRefusedAtTheOpenAndItsDescriptorIsClosed() throws Exception {
    Gate.rules(rules("mode: enforce\nfiles: { max-read-size: 4095 }"));
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      assertThat(open(in.getFD(), 1, 0))
          .isInstanceOf(FileNotFoundException.class)
          .hasMessage(file + " (" + LIMIT + "4095)");
      assertThat(in.getFD().valid()).isFalse();
    }
    try (FileOutputStream out = new FileOutputStream(file.toFile(), true)) {
      assertThat(open(out.getFD(), 0, 1)).as("it is not read").isNull();
    }
  }

  @Test
  void atTheLimitNothingIsRefused() throws Exception {
    Gate.rules(rules("mode: enforce\nfiles: { max-read-size: 4KiB }"));
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      assertThat(open(in.getFD(), 1, 0)).isNull();
      in.readAllBytes();
      assertThat(read(in.getFD(), 4096)).isNull();
      assertThat(read(in.getFD(), -1)).isNull();
    }
  }

  @Test
  void whoReadsASmallFileOverAndOverReadsOn() throws Exception {
    Gate.rules(rules("mode: enforce\nfiles: { max-read-size: 4KiB }"));
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      assertThat(open(in.getFD(), 1, 0)).isNull();
      for (int i = 0; i < 100; i++) {
        in.seek(0);
        in.readFully(new byte[4000]);
        assertThat(read(in.getFD(), 4000)).isNull();
      }
      Files.write(file, new byte[5000]);
      in.readFully(new byte[900]);
      read(in.getFD(), 900);
      assertThat(read(in.getFD(), 4000))
          .as("it has grown")
          .hasMessage(file + ": " + LIMIT + "4KiB");
      assertThat(read(in.getFD(), 1)).as("and stays refused").isNotNull();
    }
  }

  @Test
  void aLimitThatIsChangedUnderAnOpenFileCounts() throws Exception {
    Gate.rules(rules("mode: enforce\nfiles: { max-read-size: 1MiB }"));
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      assertThat(open(in.getFD(), 1, 0)).isNull();
      in.readNBytes(1000);
      assertThat(read(in.getFD(), 1000)).isNull();

      Gate.rules(rules("mode: enforce\nfiles: { max-read-size: 2000 }"));
      in.readNBytes(1000);
      assertThat(read(in.getFD(), 1000)).as("2000 in all").isNull();
      in.read();
      assertThat(read(in.getFD(), 1)).hasMessage(file + ": " + LIMIT + "2000");

      Gate.rules(rules("mode: enforce\nfiles: { max-open: 10 }"));
      assertThat(ReadGate.before(0, in.getFD())).as("no limit any more").isNull();
    }
  }

  @Test
  void observedItIsCountedOnceForEachHandle() throws Exception {
    Gate.rules(rules("files: { max-read-size: 1000 }"));
    long before = Refusals.rule("files.max-read-size", "observe").count();
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      assertThat(open(in.getFD(), 1, 0)).isNull();
      for (int i = 0; i < 10; i++) {
        assertThat(read(in.getFD(), 900)).isNull();
      }
    }
    assertThat(Refusals.rule("files.max-read-size", "observe").count()).isEqualTo(before + 1);
  }

  @Test
  void theFirstRuleThatMatchesDecidesInItsMode() throws Exception {
    Gate.rules(
        rules(
            "mode: enforce\n"
                + "files:\n"
                + "  max-read-size: 1MiB\n"
                + "  rules:\n"
                + "    - { path: '**/*.json', max-read-size: 1KiB, mode: observe }\n"
                + "    - { path: '**/*.json', max-read-size: 10 }\n"));
    long before = Refusals.rule("files.rules[0].max-read-size", "observe").count();
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      assertThat(open(in.getFD(), 1, 0)).isNull();
    }
    assertThat(Refusals.rule("files.rules[0].max-read-size", "observe").count())
        .isEqualTo(before + 1);
  }

  @Test
  void aWriteThatWouldMakeItLargerIsRefusedBeforeItIsDone() throws Exception {
    Gate.rules(rules("mode: enforce\nfiles: { max-write-size: 4100 }"));
    try (FileOutputStream out = new FileOutputStream(file.toFile(), true)) {
      assertThat(open(out.getFD(), 0, 1)).isNull();
      assertThat(WriteGate.before(0, out.getFD(), 4)).isNull();
      assertThat(WriteGate.before(0, out.getFD(), 5))
          .hasMessage(file + ": File too large: weir files.max-write-size 4100");
    }
  }

  /** The same for another path. */
  private static Throwable open(Path path, FileDescriptor fd) {
    Object admitted = OpenGate.admit(0, path.toString(), 1, 0);
    return OpenGate.opened(admitted, 0, fd, path.toString(), 1, 0, Descriptors.number(fd));
  }

  @Test
  void aNameThatEndsAsThatOfAJarIsNoWayRound() throws Exception {
    Gate.rules(rules("mode: enforce\nfiles: { max-read-size: 1KiB }"));
    Path jar = Files.write(dir.resolve("upload.jar"), new byte[4096]);
    try (FileInputStream in = new FileInputStream(jar.toFile())) {
      assertThat(open(jar, in.getFD()))
          .isInstanceOf(FileNotFoundException.class)
          .hasMessage(jar + " (" + LIMIT + "1KiB)");
    }
  }

  @Test
  void whatAClassLoaderHasOpenedIsReadByAnybody() throws Exception {
    Gate.rules(rules("mode: enforce\nfiles: { max-read-size: 1KiB }"));
    Path jar = Files.write(dir.resolve("library.jar"), new byte[4096]);
    try (FileInputStream in = new FileInputStream(jar.toFile())) {
      FileDescriptor fd = in.getFD();
      Throwable[] refusal = new Throwable[1];
      new ClassLoader() {
        @Override
        protected Class<?> findClass(String name) {
          refusal[0] = open(jar, fd);
          return FileSizesTest.class;
        }
      }.loadClass("com.acme.InALibrary");
      assertThat(refusal[0]).isNull();
      assertThat(read(fd, 4096)).as("a resource, by the application").isNull();

      Gate.rules(rules("mode: enforce\nfiles: { max-read-size: 2KiB }"));
      assertThat(read(fd, 4096)).as("after a change of the policy").isNull();
    }
  }

  @Test
  void whatAPipeIsIsAskedOnce() throws Exception {
    Process child = new ProcessBuilder("cat").start();
    try (FileInputStream pipe = new FileInputStream("/proc/" + child.pid() + "/fd/1");
        FileInputStream regular = new FileInputStream(file.toFile())) {
      child.getOutputStream().write(new byte[10]);
      child.getOutputStream().flush();
      Limit late = new Limit("files.read-timeout", "60s", Mode.ENFORCE, "");
      FileLimits limits = new FileLimits(Meter.FREE, null, Meter.FREE, null, 60_000_000_000L, late);
      Handle handle = TestHandles.handle(new Object(), POINTS[0], "pipe", 1, 0, null);
      Needed needed = new Needed("/opt/jdk");
      FileMeter meter = new FileMeter(limits, needed, Meter.FREE, Meter.FREE, false, true);
      assertThat(meter.await(handle, pipe.getFD(), null, false)).isNull();
      assertThat(TestHandles.waits(meter)).as("a pipe").isTrue();
      assertThat(meter.await(handle, regular.getFD(), null, false)).isNull();
      assertThat(TestHandles.waits(meter)).as("not asked again").isTrue();

      meter = new FileMeter(limits, needed, Meter.FREE, Meter.FREE, false, true);
      assertThat(meter.await(handle, regular.getFD(), null, false)).isNull();
      assertThat(TestHandles.waits(meter)).as("a file").isFalse();
    } finally {
      child.destroy();
    }
  }

  @Test
  void whereTheJvmCannotPollNoReadWaits() throws Exception {
    Path yaml = Files.writeString(dir.resolve("weir.yml"), "files: { read-timeout: 5s }");
    var policy = PolicyLoader.load("config=" + yaml, Map.of(), Map.of()).policy();
    Needed needed = new Needed("/opt/jdk");
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      FileDescriptor owner = in.getFD();
      Handle handle = TestHandles.handle(owner, POINTS[0], file.toString(), 1, 0, null);
      new FileSizes(policy, needed, its -> "", () -> true).take(handle, true);
      assertThat(TestHandles.waits(handle.meter())).isTrue();
      handle = TestHandles.handle(owner, POINTS[0], file.toString(), 1, 0, null);
      new FileSizes(policy, needed, its -> "", () -> false).take(handle, true);
      assertThat(TestHandles.waits(handle.meter())).isFalse();
    }
  }

  /** What is refused inside of a transfer of {@code in} to {@code other}, by {@code refused}. */
  private static Throwable transferred(FileDescriptor in, Object other, FileDescriptor refused) {
    Object transfer = ReadGate.transferring(in, other);
    assertThat(read(refused, 2000)).isNotNull();
    return ReadGate.transferred(transfer, null);
  }

  @Test
  void aTransferThrowsWhatWasRefusedToItAndNotWhatItsOtherChannelHasHandled() throws Exception {
    Gate.rules(rules("mode: enforce\nfiles: { max-read-size: 4KiB }"));
    Path other = Files.write(dir.resolve("other.json"), new byte[4096]);
    try (FileInputStream in = new FileInputStream(file.toFile());
        FileInputStream inside = new FileInputStream(other.toFile());
        FileChannel jdks = FileChannel.open(file)) {
      assertThat(open(in.getFD(), 1, 0)).isNull();
      assertThat(open(other, inside.getFD())).isNull();
      Files.write(file, new byte[8192]);
      Files.write(other, new byte[8192]);
      read(in.getFD(), 4096);
      read(inside.getFD(), 4096);
      WritableByteChannel own = new Swallowing();
      assertThat(transferred(in.getFD(), own, inside.getFD())).isNull();
      assertThat(transferred(in.getFD(), own, in.getFD())).hasMessageContaining("file.json");
      assertThat(transferred(in.getFD(), jdks, inside.getFD()))
          .as("a channel of the JDK's handles nothing")
          .hasMessageContaining("other.json");
      WritableByteChannel wrapped = Channels.newChannel(new ByteArrayOutputStream());
      assertThat(transferred(in.getFD(), wrapped, inside.getFD())).isNull();
    }
  }

  /** An application's. */
  private static final class Swallowing implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) {
      return 0;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  void valuesAreShownAsThePolicyHasThem() {
    assertThat(FileSizes.size(10L << 20)).isEqualTo("10MiB");
    assertThat(FileSizes.size(3L << 40)).isEqualTo("3TiB");
    assertThat(FileSizes.size(1500)).isEqualTo("1500");
    assertThat(FileSizes.time(Duration.ofSeconds(90))).isEqualTo("90s");
    assertThat(FileSizes.time(Duration.ofMillis(1500))).isEqualTo("1500ms");
  }
}
