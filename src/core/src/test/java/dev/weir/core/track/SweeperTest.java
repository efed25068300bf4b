package dev.weir.core.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.AgentThread;
import dev.weir.bootstrap.Descriptors;
import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.MappingGate;
import dev.weir.bootstrap.OpenGate;
import dev.weir.bootstrap.Tally;
import dev.weir.bootstrap.TestHandles;
import dev.weir.bootstrap.Trace;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps at the tests' command, over the ledger and the real /proc/self/fd. */
class SweeperTest {
  private static final HookPoint FILE = new HookPoint(0, "p", "P", Kind.FILE, null, null);
  private static final HookPoint MAPPING = new HookPoint(1, "q", "Q", Kind.MAPPING, null, null);
  private static final Trace TRACE = TestHandles.trace("com.acme.SweeperTest", "open", 1);

  /** Numbers that this process does not have open. */
  private final int fd = TestHandles.range(4);

  private final Sweeper sweeper = TestSites.sweeper();
  private long ended;

  @BeforeEach
  void start() {
    Gate.install(new HookPoint[] {FILE, MAPPING});
    // What earlier tests have left: found closed by two looks, and decided.
    Sweeper before = TestSites.sweeper();
    for (int i = 0; i < 5; i++) {
      before.sweep();
    }
    ended = Tally.ended(Kind.FILE.ordinal());
  }

  private long ended() {
    return Tally.ended(Kind.FILE.ordinal()) - ended;
  }

  private static Handle open(Object owner, int fd) {
    return TestHandles.open(owner, FILE, "/srv/a", fd, System.nanoTime(), TRACE);
  }

  private FileInputStream file(Path directory) throws IOException {
    return new FileInputStream(Files.createTempFile(directory, "sweep", null).toFile());
  }

  private SiteRow row() {
    return sweeper.latest().rows().stream()
        .filter(row -> TRACE.equals(row.trace()))
        .findFirst()
        .orElse(null);
  }

  /** The JDK's Cleaner closes a dropped stream, and the next open gets its number. */
  @Test
  void aLeakWhoseNumberIsInUseAgainIsOneLeak() {
    Handle dropped = open(new Object(), fd);
    Object owner = new Object();
    dropped.enqueue();
    Handle next = open(owner, fd);
    sweeper.sweep();

    assertThat(sweeper.leaks().count(Kind.FILE)).isOne();
    assertThat(ended()).isOne();
    assertThat(dropped.state()).isEqualTo(Handle.GONE);
    assertThat(Ledger.get(fd)).isSameAs(next);
    assertThat(next.state()).isEqualTo(Handle.OPEN);
    sweeper.sweep();
    assertThat(sweeper.leaks().count(Kind.FILE)).isOne();
    Gate.closed(0, owner, fd);
  }

  @Test
  void whatWasReplacedFirstAndDroppedThenIsOneLeakToo() {
    Handle dropped = open(new Object(), fd);
    Object owner = new Object();
    open(owner, fd);
    sweeper.sweep();
    assertThat(dropped.state()).as("its owner is there: re-check").isEqualTo(Handle.OPEN);
    dropped.enqueue();
    sweeper.sweep();
    sweeper.sweep();

    assertThat(sweeper.leaks().count(Kind.FILE)).isOne();
    assertThat(dropped.state()).isEqualTo(Handle.GONE);
    Gate.closed(0, owner, fd);
  }

  @Test
  void aTakenSlotAloneIsNoEvidence() {
    Object owner = new Object();
    Handle replaced = open(owner, fd);
    Object next = new Object();
    open(next, fd);
    for (int i = 0; i < 3; i++) {
      sweeper.sweep();
      assertThat(replaced.state()).as("sweep %s", i).isEqualTo(Handle.OPEN);
      Gate.closed(0, next, fd);
      next = new Object();
      open(next, fd);
    }
    sweeper.patience = 0;
    sweeper.sweep();

    assertThat(replaced.state()).isEqualTo(Handle.CLOSED);
    assertThat(sweeper.leaks().count(Kind.FILE)).isZero();
    assertThat(replaced.refersTo(owner)).isTrue();
    Gate.closed(0, next, fd);
  }

  @Test
  void aReplacedHandleWhoseDescriptorSaysThatItIsClosedIsDecidedAtOnce(@TempDir Path directory)
      throws Exception {
    FileInputStream in = file(directory);
    Handle replaced = TestHandles.open(in, FILE, "/srv/a", System.nanoTime(), TRACE);
    in.close();
    Object next = new Object();
    open(next, replaced.fd());
    sweeper.sweep();

    assertThat(replaced.state()).isEqualTo(Handle.CLOSED);
    assertThat(sweeper.leaks().count(Kind.FILE)).isZero();
    Gate.closed(0, next, replaced.fd());
  }

  @Test
  void whatWasClosedPastEveryHookIsFoundByTwoLooks() {
    Object owner = new Object();
    Handle handle = open(owner, fd);
    sweeper.sweep();
    assertThat(handle.state()).isEqualTo(Handle.OPEN);
    assertThat(row().open()).isOne();
    sweeper.sweep();

    assertThat(handle.state()).isEqualTo(Handle.CLOSED);
    assertThat(Ledger.get(fd)).isNull();
    assertThat(ended()).isOne();
    assertThat(sweeper.leaks().count(Kind.FILE)).isZero();
    assertThat(handle.refersTo(owner)).isTrue();
  }

  @Test
  void whatIsOpenStays(@TempDir Path directory) throws Exception {
    try (FileInputStream in = file(directory)) {
      Handle handle = TestHandles.open(in, FILE, "/srv/a", System.nanoTime(), TRACE);
      for (int i = 0; i < 5; i++) {
        sweeper.sweep();
      }
      assertThat(handle.state()).isEqualTo(Handle.OPEN);
      assertThat(row().open()).isOne();
      Gate.closed(0, in.getFD(), handle.fd());
    }
    sweeper.sweep();
    assertThat(row()).isNull();
  }

  @Test
  void aDroppedHandleIsListedWhileItsDescriptorIsHeld(@TempDir Path directory) throws Exception {
    try (FileInputStream in = file(directory)) {
      Handle handle = TestHandles.open(in, FILE, "/srv/a", System.nanoTime(), TRACE);
      handle.enqueue();
      for (int i = 0; i < 3; i++) {
        sweeper.sweep();
      }
      assertThat(handle.state()).isEqualTo(Handle.COLLECTED);
      assertThat(row().collected()).isOne();
      assertThat(ended()).isZero();
    }
    sweeper.sweep();
    sweeper.sweep();

    assertThat(ended()).isOne();
    assertThat(row()).isNull();
    assertThat(sweeper.leaks().count(Kind.FILE)).isOne();
  }

  /** The numbers of one handle may be used again one by one. */
  @Test
  void oneDroppedObjectIsOneLeakHoweverManyDescriptorsItHeld() {
    Object owner = new Object();
    OpenGate.opened(0, owner, "/srv", 1, 0, fd, fd + 1, fd + 2);
    Handle handle = Ledger.get(fd);
    handle.enqueue();
    Object[] next = {new Object(), new Object(), new Object()};
    open(next[2], fd + 2);
    sweeper.sweep();
    open(next[1], fd + 1);
    open(next[0], fd);
    sweeper.sweep();
    sweeper.sweep();

    assertThat(sweeper.leaks().count(Kind.FILE)).isOne();
    assertThat(handle.state()).isEqualTo(Handle.GONE);
    for (int i = 0; i < 3; i++) {
      Gate.closed(0, next[i], fd + i);
    }
    assertThat(handle.refersTo(owner)).isFalse();
  }

  @Test
  void aDroppedMappingEndsAtOnce() {
    Object owner = new Object();
    MappingGate.mapped(null, 1, owner, "mapping " + fd, 4096, true);
    Handle mapping =
        Ledger.mappings().stream()
            .filter(one -> one.target().equals("mapping " + fd))
            .findFirst()
            .orElseThrow();
    mapping.enqueue();
    sweeper.sweep();

    assertThat(mapping.state()).isEqualTo(Handle.GONE);
    assertThat(Ledger.mappings().contains(mapping)).isFalse();
    assertThat(sweeper.leaks().count(Kind.MAPPING)).isOne();
    assertThat(mapping.refersTo(owner)).isFalse();
  }

  @Test
  void whatNoHookSawIsNamed(@TempDir Path directory) throws Exception {
    try (FileInputStream in = file(directory)) {
      int number = Descriptors.number(in.getFD());
      Sweep sweep = sweeper.sweep();
      assertThat(sweep.fds().untracked())
          .filteredOn(one -> one.fd() == number)
          .singleElement()
          .satisfies(one -> assertThat(one.target()).startsWith(directory.toRealPath() + "/"));
      assertThat(sweep.fds().open())
          .isEqualTo(sweep.fds().tracked() + sweep.fds().untracked().size());
      assertThat(sweep.fds().limit()).isGreaterThan(number);
    }
  }

  @Test
  void whatWeirOpensIsNoLeakAndInNoRow() throws Exception {
    Thread thread =
        new AgentThread(
            "test", () -> OpenGate.opened(0, new Object(), "/srv/own", 1, 0, fd, -1, -1));
    thread.start();
    thread.join();
    Handle own = Ledger.get(fd);
    sweeper.sweep();
    assertThat(sweeper.latest().rows()).noneMatch(row -> row.targets().contains("/srv/own"));
    own.enqueue();
    sweeper.sweep();

    assertThat(sweeper.leaks().count(Kind.FILE)).isZero();
    assertThat(ended()).isZero();
  }
}
