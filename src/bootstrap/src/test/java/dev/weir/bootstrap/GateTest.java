package dev.weir.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.TestGate.Counts;
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
    Gate.admission(null);
    Gate.install(TestGate.POINTS);
  }

  @Test
  void aHandleKnowsWhatTheHookSaid() {
    Object owner = new Object();
    long before = System.nanoTime();
    Gate.opened(TestGate.DIRECTORY, owner, "/srv", 1, 1, fd, fd + 1, -1);

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
    Gate.opened(TestGate.FILE, new Object(), "target", 1, 0, -1, fd, -1);
    Gate.mapped(TestGate.MAPPING, null, "target", 0, true);

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
    Gate.admission(
        new Rule() {
          @Override
          public Throwable admit(HookPoint point, Object target) {
            throw new IllegalStateException("the rule's own");
          }
        });

    assertThat(Gate.refuse(TestGate.FILE, "target")).isNull();
    assertThat(counts.errors()).isOne();
  }

  @Test
  void aRuleHearsOfEachOpenAndOfItsEndOnce() {
    Rule rule = new Rule();
    Gate.admission(rule);
    Object owner = new Object();

    assertThat(Gate.refuse(TestGate.FILE, "a")).isNull();
    TestGate.open(TestGate.FILE, owner, fd);
    TestGate.open(TestGate.CHANNEL, owner, fd);
    Gate.closed(TestGate.FILE, owner, fd);
    Gate.closed(TestGate.FILE, owner, fd);
    assertThat(Gate.refuse(TestGate.FILE, "b")).isNull();
    Gate.failed(TestGate.FILE, "b", new IOException("no"));
    assertThat(Gate.refuse(TestGate.FILE, "never")).isSameAs(rule.refusal);

    assertThat(rule.events).containsExactly("admit a", "ended", "admit b", "failed b");
  }

  @Test
  void aHandleFromBeforeTheRuleDoesNotEndInIt() {
    Object owner = new Object();
    TestGate.open(TestGate.FILE, owner, fd);
    Rule rule = new Rule();
    Gate.admission(rule);
    Gate.closed(TestGate.FILE, owner, fd);

    assertThat(rule.events).isEmpty();
  }

  @Test
  void whatIsClosedUnseenOrGoneEndsInTheRuleToo() {
    Rule rule = new Rule();
    Gate.admission(rule);
    TestGate.open(TestGate.FILE, new Object(), fd);
    TestGate.open(TestGate.FILE, new Object(), fd + 1);
    Gate.closedUnseen(Ledger.get(fd));
    Handle dropped = Ledger.get(fd + 1);
    assertThat(Gate.collected(dropped)).isTrue();
    assertThat(Gate.collected(dropped)).isFalse();
    assertThat(rule.events).containsExactly("ended");
    Gate.gone(dropped);
    Gate.gone(dropped);

    assertThat(rule.events).containsExactly("ended", "ended");
    assertThat(Ledger.get(fd + 1)).isNull();
  }

  @Test
  void noDescriptorLeftIsSeenInTheSystemsWords() {
    Gate.wakeOnExhaustion(null);
    long before = Gate.exhaustions();
    long failures = Gate.failures();
    Gate.failed(TestGate.FILE, "a", new IOException("a (Too many open files)"));
    assertThat(Gate.exhaustions()).isEqualTo(before + 1);
    assertThat(Gate.exhaustedAt()).isSameAs(TestGate.POINTS[TestGate.FILE]);

    Gate.failed(TestGate.CHANNEL, "a", new IOException("a (No such file or directory)"));
    Gate.failed(TestGate.CHANNEL, "a", new IOException());
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
    Rule rule = new Rule();
    Gate.admission(rule);
    Object owner = new Object();
    AtomicReference<Throwable> refusal = new AtomicReference<>(new Error("not asked"));
    Thread thread =
        new AgentThread(
            "test",
            () -> {
              refusal.set(Gate.refuse(TestGate.FILE, "never"));
              TestGate.open(TestGate.FILE, owner, fd);
              Gate.failed(TestGate.FILE, "a", new IOException("Too many open files"));
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
    assertThat(rule.events).isEmpty();
  }

  @Test
  void offIsOff() {
    Rule rule = new Rule();
    Gate.admission(rule);
    Object owner = new Object();
    TestGate.open(TestGate.FILE, owner, fd);
    Gate.off();

    assertThat(Gate.refuse(TestGate.FILE, "never")).isNull();
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
    Gate.mapped(TestGate.MAPPING, new Object(), "dropped " + fd, 4096, true);
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

  /** Writes down what it is told; refuses "never". */
  private static class Rule implements Admission {
    final List<String> events = new ArrayList<>();
    final Throwable refusal = new IOException("refused");

    @Override
    public Throwable admit(HookPoint point, Object target) {
      if (target.equals("never")) {
        return refusal;
      }
      events.add("admit " + target);
      return null;
    }

    @Override
    public void failed(HookPoint point, Object target) {
      events.add("failed " + target);
    }

    @Override
    public boolean counts(HookPoint point, Object target) {
      return true;
    }

    @Override
    public void ended() {
      events.add("ended");
    }
  }
}
