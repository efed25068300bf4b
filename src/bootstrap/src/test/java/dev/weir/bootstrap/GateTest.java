package dev.weir.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.TestGate.Counts;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateTest {
  private final Counts counts = new Counts();
  private final int fd = TestGate.range(4);

  @AfterEach
  void noRule() {
    Gate.rules(null);
    Gate.install(TestGate.POINTS);
  }

  /** They are loaded by name, so a class that was renamed is no error of the compiler's. */
  @Test
  void whatIsLoadedAheadIsThere() {
    Gate.prepare();
    Gate.install(TestGate.POINTS);

    assertThat(counts.errors()).isZero();
  }

  @Test
  void aHandleKnowsWhatTheHookSaid() {
    Object owner = new Object();
    long before = System.nanoTime();
    OpenGate.opened(TestGate.DIRECTORY, owner, "/srv", 1, 1, fd, fd + 1, -1);

    Handle handle = Ledger.get(fd);
    assertThat(Ledger.get(fd + 1)).isSameAs(handle);
    assertThat(handle.fd()).isEqualTo(fd);
    assertThat(handle.holds(fd + 1)).isTrue();
    assertThat(handle.holds(fd + 2)).isFalse();
    assertThat(handle.holds(-1)).isFalse();
    assertThat(handle.kind()).isEqualTo(Kind.DIRECTORY);
    assertThat(handle.target()).isEqualTo("/srv");
    assertThat(handle.access()).isEqualTo(Handle.READ | Handle.WRITE);
    assertThat(handle.thread()).isEqualTo(Thread.currentThread().getName());
    assertThat(handle.virtual()).isFalse();
    assertThat(handle.own()).isFalse();
    assertThat(handle.refersTo(owner)).isTrue();
    assertThat(handle.openedNanos()).isBetween(before, System.nanoTime());

    Gate.closed(TestGate.DIRECTORY, owner, fd + 1);
    assertThat(Ledger.get(fd)).isNull();
  }

  @Test
  void whatCannotBeAnOpenIsNone() {
    TestGate.open(TestGate.FILE, null, fd);
    OpenGate.opened(TestGate.FILE, new Object(), "target", 1, 0, -1, fd, -1);
    MappingGate.mapped(null, TestGate.MAPPING, null, "target", 0, true);

    assertThat(Ledger.get(fd)).isNull();
    assertThat(counts.opened(Kind.FILE) + counts.opened(Kind.MAPPING)).isZero();
    assertThat(counts.errors()).isZero();
  }

  @Test
  void anErrorOfTheGatesOwnIsCountedAndNotThrown() {
    TestGate.open(1000, new Object(), fd);

    assertThat(counts.errors()).isOne();
    assertThat(Tally.lastError()).isInstanceOf(ArrayIndexOutOfBoundsException.class);
    assertThat(Ledger.get(fd)).isNull();
  }

  @Test
  void aRuleThatThrowsAdmits() {
    Gate.rules(
        new TestRules() {
          @Override
          public Object admit(HookPoint point, Object target, int access) {
            throw new IllegalStateException("the rule's own");
          }
        });

    assertThat(OpenGate.admit(TestGate.FILE, "target", 1, 0)).isNull();
    assertThat(counts.errors()).isOne();
  }

  @Test
  void whatIsAdmittedHasItsPlaceUntilItEnds() {
    TestRules rules = new TestRules();
    Gate.rules(rules);
    Object owner = new Object();

    assertThat(TestGate.admitted(TestGate.FILE, owner, "a", fd)).isNull();
    TestGate.open(TestGate.CHANNEL, owner, fd);
    assertThat(rules.budget.taken()).isOne();
    Gate.closed(TestGate.FILE, owner, fd);
    Gate.closed(TestGate.FILE, owner, fd);
    assertThat(rules.budget.taken()).isZero();

    Object admitted = OpenGate.admit(TestGate.FILE, "b", 1, 0);
    assertThat(rules.budget.taken()).isOne();
    OpenGate.failed(TestGate.FILE, "b", admitted, new IOException("no"));
    assertThat(rules.budget.taken()).isZero();
    assertThat(OpenGate.admit(TestGate.FILE, "never", 1, 0)).isSameAs(rules.refusal);
    assertThat(counts.errors()).isZero();
  }

  @Test
  void whatTurnsOutToBeElsewhereIsClosedAndNobodyHasIt() throws Exception {
    TestRules rules = new TestRules();
    Gate.rules(rules);
    FileInputStream in = new FileInputStream("/dev/null");
    FileDescriptor descriptor = in.getFD();
    int number = Descriptors.number(descriptor);

    assertThat(TestGate.admitted(TestGate.FILE, descriptor, "elsewhere", number))
        .isSameAs(rules.refusal);
    assertThat(descriptor.valid()).isFalse();
    assertThat(Ledger.get(number)).isNull();
    assertThat(rules.budget.taken()).isZero();
    assertThat(counts.errors()).isZero();
    in.close();
  }

  @Test
  void whatAnotherHookSeesTakesTheChargeOfItsThread() {
    TestRules rules = new TestRules();
    Gate.rules(rules);
    Object socket = new Object();

    assertThat(OpenGate.begin(TestGate.SOCKET, "a")).isNull();
    OpenGate.done(TestGate.SOCKET, "a", null);
    TestGate.open(TestGate.SOCKET, socket, fd);
    assertThat(rules.budget.taken()).isOne();
    Gate.closed(TestGate.SOCKET, socket, fd);
    assertThat(rules.budget.taken()).isZero();

    assertThat(OpenGate.begin(TestGate.SOCKET, "b")).isNull();
    OpenGate.done(TestGate.SOCKET, "b", new IOException("no"));
    assertThat(rules.budget.taken()).isZero();
    OpenGate.begin(TestGate.SOCKET, "nobody makes it");
    OpenGate.begin(TestGate.SOCKET, "c");
    assertThat(rules.budget.taken()).isOne();
    OpenGate.done(TestGate.SOCKET, "c", new IOException("no"));
    assertThat(OpenGate.begin(TestGate.SOCKET, "never")).isSameAs(rules.refusal);
    assertThat(rules.budget.taken()).isZero();
  }

  @Test
  void aDirectoryThatTurnsOutToBeElsewhereIsClosed() throws Exception {
    TestRules rules = new TestRules();
    Gate.rules(rules);
    Object owner = new Object();
    AtomicReference<Throwable> closed = new AtomicReference<>();
    Closeable stream =
        () -> {
          closed.set(rules.refusal);
          Gate.closed(TestGate.DIRECTORY, owner, fd);
        };

    assertThat(OpenGate.begin(TestGate.DIRECTORY, "elsewhere")).isNull();
    TestGate.open(TestGate.DIRECTORY, owner, fd, fd + 1);
    assertThat(rules.budget.taken()).isOne();
    assertThat(OpenGate.doneDirectory(TestGate.DIRECTORY, "elsewhere", stream, null))
        .isSameAs(rules.refusal);
    assertThat(closed).hasValue(rules.refusal);
    assertThat(rules.budget.taken()).isZero();
    assertThat(counts.errors()).isZero();
  }

  @Test
  void whatIsOpenComesUnderNewRules() {
    Object owner = new Object();
    TestGate.open(TestGate.FILE, owner, fd);
    TestRules first = new TestRules();
    Gate.rules(first);
    assertThat(first.budget.taken()).isOne();

    Gate.rules(new TestRules(first.budget));
    assertThat(first.budget.taken()).as("the same count goes on").isOne();
    TestRules other = new TestRules();
    Gate.rules(other);
    assertThat(first.budget.taken()).isZero();
    assertThat(other.budget.taken()).isOne();
    Gate.closed(TestGate.FILE, owner, fd);
    assertThat(other.budget.taken()).isZero();
  }

  @Test
  void whatIsClosedUnseenOrGoneEndsInTheRuleToo() {
    TestRules rules = new TestRules();
    Gate.rules(rules);
    TestGate.open(TestGate.FILE, new Object(), fd);
    TestGate.open(TestGate.FILE, new Object(), fd + 1);
    Gate.closedUnseen(Ledger.get(fd));
    Handle dropped = Ledger.get(fd + 1);
    assertThat(Gate.collected(dropped)).isTrue();
    assertThat(Gate.collected(dropped)).isFalse();
    assertThat(rules.budget.taken()).isOne();
    Gate.gone(dropped);
    Gate.gone(dropped);

    assertThat(rules.budget.taken()).isZero();
    assertThat(Ledger.get(fd + 1)).isNull();
  }

  @Test
  void aForcedFaultComesBeforeTheRules() {
    TestRules rules = new TestRules();
    Gate.rules(rules);
    Throwable forced = new IOException("forced");
    Gate.fault((point, target) -> forced);

    assertThat(OpenGate.admit(TestGate.FILE, "a", 1, 0)).isSameAs(forced);
    Gate.fault(null);
    assertThat(rules.budget.taken()).isZero();
  }

  @Test
  void noDescriptorLeftIsSeenInTheSystemsWords() {
    Gate.wakeOnExhaustion(null);
    long before = Gate.exhaustions();
    long failures = Gate.failures();
    OpenGate.failed(TestGate.FILE, "a", null, new IOException("a (Too many open files)"));
    assertThat(Gate.exhaustions()).isEqualTo(before + 1);
    assertThat(Gate.exhaustedAt()).isSameAs(TestGate.POINTS[TestGate.FILE]);

    OpenGate.failed(TestGate.CHANNEL, "a", null, new IOException("a (No such file or directory)"));
    OpenGate.failed(TestGate.CHANNEL, "a", null, new IOException());
    assertThat(Gate.exhaustedAt()).isSameAs(TestGate.POINTS[TestGate.FILE]);
    assertThat(Gate.exhaustions()).isEqualTo(before + 1);
    assertThat(Gate.failures()).isEqualTo(failures + 3);
    Gate.exhausted(); // as the sweeper found, where the words were none that the gate knows
    assertThat(Gate.exhaustions()).isEqualTo(before + 2);
    assertThat(Gate.exhaustedAt()).isSameAs(TestGate.POINTS[TestGate.CHANNEL]);
    assertThat(counts.errors()).isZero();
  }

  @Test
  void whatWeirOpensIsInTheLedgerAndInNoCount() throws Exception {
    TestRules rules = new TestRules();
    Gate.rules(rules);
    Object owner = new Object();
    AtomicReference<Throwable> refusal = new AtomicReference<>(new Error("not asked"));
    Thread thread =
        new AgentThread(
            "test",
            () -> {
              refusal.set((Throwable) OpenGate.admit(TestGate.FILE, "never", 1, 0));
              TestGate.open(TestGate.FILE, owner, fd);
              OpenGate.failed(TestGate.FILE, "a", null, new IOException("Too many open files"));
            });
    long exhaustions = Gate.exhaustions();
    thread.start();
    thread.join();

    assertThat(refusal).hasValue(null);
    assertThat(Ledger.get(fd).own()).isTrue();
    assertThat(Ledger.get(fd).trace()).isNull();
    Gate.closed(TestGate.FILE, owner, fd);
    assertThat(Ledger.get(fd)).isNull();
    assertThat(counts.opened(Kind.FILE) + counts.ended(Kind.FILE)).isZero();
    assertThat(Gate.exhaustions()).isEqualTo(exhaustions);
    assertThat(rules.budget.taken()).isZero();
  }

  @Test
  void offIsOff() {
    TestRules rules = new TestRules();
    Gate.rules(rules);
    Object owner = new Object();
    TestGate.open(TestGate.FILE, owner, fd);
    Gate.off();

    assertThat(OpenGate.admit(TestGate.FILE, "never", 1, 0)).isNull();
    TestGate.open(TestGate.FILE, new Object(), fd + 1);
    Gate.closed(TestGate.FILE, owner, fd);
    assertThat(Ledger.get(fd + 1)).isNull();
    assertThat(counts.opened(Kind.FILE)).isOne();
    assertThat(counts.ended(Kind.FILE)).isZero();

    Gate.install(TestGate.POINTS);
    Gate.closed(TestGate.FILE, owner, fd);
    assertThat(counts.ended(Kind.FILE)).isOne();
  }

  /** With the real garbage collector: neither the ledger nor the handle keeps the owner. */
  @Test
  void aDroppedOwnerIsCollectedAndReported() {
    TestGate.open(TestGate.FILE, new Object(), fd);
    Handle handle = Ledger.get(fd);
    MappingGate.mapped(null, TestGate.MAPPING, new Object(), "dropped " + fd, 4096, true);
    Mapping mapping = null;
    for (Mapping one : Ledger.mappings()) {
      mapping = one.target().equals("dropped " + fd) ? one : mapping;
    }
    List<Handle> found = new ArrayList<>();
    for (int i = 0; i < 100 && !found.containsAll(List.of(handle, mapping)); i++) {
      System.gc();
      awaitCollected(found);
    }

    assertThat(found).contains(handle, mapping);
    assertThat(handle.refersTo(null)).isTrue();
    assertThat(Ledger.get(fd)).as("the descriptor may still be held").isSameAs(handle);
    assertThat(Ledger.mappings()).contains(mapping);
    Ledger.remove(mapping);
    assertThat(Ledger.mappings()).doesNotContain(mapping);
    for (Handle one : List.of(handle, mapping)) {
      assertThat(Gate.collected(one)).isTrue();
      Gate.gone(one);
      assertThat(one.state()).isEqualTo(Handle.GONE);
    }
    assertThat(Ledger.get(fd)).isNull();
    assertThat(counts.ended(Kind.FILE)).isOne();
    assertThat(counts.ended(Kind.MAPPING)).isOne();
  }

  /** The JVM clears references first, and enqueues them a moment later on a thread of its own. */
  private static void awaitCollected(List<Handle> found) {
    for (int i = 0; i < 1000; i++) {
      Handle handle = Ledger.pollCollected();
      if (handle != null) {
        found.add(handle);
      }
      Thread.yield();
    }
  }

  /** On the JDK's own Cleaner thread, which closes only what the application has dropped. */
  @Test
  void whatTheJdksCleanerClosesIsHandedOverAsALeak() throws Exception {
    while (Ledger.pollHandedOver() != null) {}
    Cleaner cleaner =
        (Cleaner)
            Class.forName("jdk.internal.ref.CleanerFactory").getMethod("cleaner").invoke(null);
    Object owner = new Object();
    TestGate.open(TestGate.FILE, owner, fd);
    Handle handle = Ledger.get(fd);
    WeakReference<Object> dropped = new WeakReference<>(registered(cleaner, owner));
    for (int i = 0; i < 1000 && handle.state() == Handle.OPEN; i++) {
      System.gc();
      for (int j = 0; j < 1000 && handle.state() == Handle.OPEN; j++) {
        Thread.yield();
      }
    }

    assertThat(dropped.get()).isNull();
    assertThat(handle.state()).isEqualTo(Handle.CLEANED);
    // State, count and queue are written one after the other by the Cleaner's thread.
    Handle handedOver = null;
    for (int i = 0; i < 10_000_000 && handedOver == null; i++) {
      handedOver = Ledger.pollHandedOver();
      Thread.onSpinWait();
    }
    assertThat(handedOver).isSameAs(handle);
    assertThat(Ledger.get(fd)).isNull();
    assertThat(counts.ended(Kind.FILE)).isOne();
  }

  private Object registered(Cleaner cleaner, Object owner) {
    Object stream = new Object();
    cleaner.register(stream, () -> Gate.closed(TestGate.FILE, owner, fd));
    return stream;
  }

  @Test
  void aPointIsSeenOnceAnEventArrived() {
    HookPoint point = new HookPoint(0, "a", "a", Kind.FILE, null, null);
    assertThat(point.state()).isEqualTo(HookPoint.State.WAITING);
    point.state(HookPoint.State.WOVEN);
    Gate.install(new HookPoint[] {point});
    assertThat(point.state()).isEqualTo(HookPoint.State.WOVEN);
    Gate.closed(0, new Object(), fd);
    assertThat(point.state()).isEqualTo(HookPoint.State.SEEN);
  }
}
