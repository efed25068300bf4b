package dev.weir.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.TestGate.Counts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Eight threads and a sweeper on few descriptors. The kernel is a queue of free numbers: a close
 * gives the number back after the ledger was told (java.io), or before (what the ledger hears of
 * late, or never), so that another thread's open finds the slot taken.
 */
class LedgerStressTest {
  private static final int THREADS = 8;
  private static final int ROUNDS = 20_000;
  private static final int FDS = 2 * THREADS;
  private static final int VERSIONS = 200;

  private final int base = TestGate.range(FDS);
  private final ConcurrentLinkedQueue<Integer> free = new ConcurrentLinkedQueue<>();
  private final AtomicInteger never = new AtomicInteger();

  @BeforeEach
  void start() {
    while (Ledger.pollHandedOver() != null) {}
    for (int i = 0; i < FDS; i++) {
      free.add(base + i);
    }
    Stacks.configure(32, 0);
  }

  @AfterEach
  void noRule() {
    Gate.rules(null);
  }

  @Test
  void nothingIsLostNorCountedTwice() throws Exception {
    Budget[] budgets = {new Budget(), new Budget()};
    Gate.rules(new TestRules(budgets[0]));
    int others = budgets[0].taken(); // of other tests, which left them open
    Counts counts = new Counts();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<List<Object>>> running = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      long seed = i;
      Budget[] changing = i == 0 ? budgets : null;
      running.add(threads.submit(() -> openAndClose(new SplittableRandom(seed), changing)));
    }
    Set<Handle> handedOver = Collections.newSetFromMap(new IdentityHashMap<>());
    while (!running.stream().allMatch(Future::isDone)) {
      sweep(handedOver);
      Thread.yield();
    }
    for (Future<List<Object>> one : running) {
      one.get();
    }
    threads.shutdown();
    sweep(handedOver);
    TestRules rule = new TestRules(budgets[0]);
    Gate.rules(rule);

    int open = 0;
    for (int fd = base; fd < base + FDS; fd++) {
      Handle handle = Ledger.get(fd);
      if (handle != null) {
        open++;
        assertThat(handle.state()).isEqualTo(Handle.OPEN);
        assertThat(handedOver).doesNotContain(handle);
      }
    }
    assertThat(counts.errors()).isZero();
    assertThat(counts.opened(Kind.FILE)).isEqualTo(THREADS * ROUNDS);
    assertThat(counts.opened(Kind.FILE) - counts.ended(Kind.FILE)).isEqualTo(open);
    assertThat(rule.budget.taken()).isEqualTo(others + open);
    assertThat(budgets[1].taken()).as("what is counted no more").isZero();
    assertThat(never.get()).as("opens that were never closed").isPositive();
    assertThat(handedOver).as("slots found taken").hasSizeGreaterThan(1000);
    for (int fd = base; fd < base + FDS; fd++) {
      if (Ledger.get(fd) != null) {
        Gate.closedUnseen(Ledger.get(fd));
      }
    }
    assertThat(rule.budget.taken()).isEqualTo(others);
  }

  /** The application's close, and the sweeper's that has found it closed. */
  @Test
  void ofTwoClosesOneCounts() throws Exception {
    Counts counts = new Counts();
    TestRules rule = new TestRules();
    Gate.rules(rule);
    int others = rule.budget.taken();
    AtomicInteger turn = new AtomicInteger();
    Object[] owners = new Object[ROUNDS];
    Handle[] handles = new Handle[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      owners[i] = new Object();
      TestGate.admitted(TestGate.FILE, owners[i], "target", base + i % FDS);
      handles[i] = Ledger.get(base + i % FDS);
    }
    Thread other =
        new Thread(
            () -> {
              for (int i = 0; i < ROUNDS; i++) {
                meet(turn, 2 * i + 2);
                Gate.closedUnseen(handles[i]);
              }
            });
    other.start();
    for (int i = 0; i < ROUNDS; i++) {
      meet(turn, 2 * i + 2);
      if (i < ROUNDS - FDS) {
        Gate.closedUnseen(handles[i]);
      } else {
        Gate.closed(TestGate.FILE, owners[i], base + i % FDS);
      }
    }
    other.join();

    assertThat(counts.ended(Kind.FILE)).isEqualTo(ROUNDS);
    assertThat(rule.budget.taken()).isEqualTo(others);
    assertThat(counts.errors()).isZero();
  }

  /** Both threads leave at the same moment; where there is one core, one after the other. */
  private static void meet(AtomicInteger turn, int both) {
    turn.incrementAndGet();
    for (int i = 0; turn.get() < both; i++) {
      if (i < 1000) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  /**
   * Returns the owners, so that none is collected meanwhile.
   *
   * @param changing the budgets of rules that it puts in force meanwhile; or null
   */
  private List<Object> openAndClose(SplittableRandom random, Budget[] changing) {
    List<Object> owners = new ArrayList<>(ROUNDS);
    for (int i = 0; i < ROUNDS; i++) {
      if (changing != null && i % (ROUNDS / VERSIONS) == 0) {
        // Every other version counts anew.
        Gate.rules(new TestRules(changing[i / (ROUNDS / VERSIONS) / 2 % 2]));
      }
      int fd = free.remove();
      Object owner = new Object();
      owners.add(owner);
      TestGate.admitted(TestGate.FILE, owner, "target", fd);
      Handle handle = Ledger.get(fd);
      assertThat(handle.refersTo(owner)).as("the slot is ours while the number is").isTrue();
      switch (random.nextInt(4)) {
        case 0:
          never.incrementAndGet();
          free.add(fd);
          break;
        case 1:
          free.add(fd);
          Gate.closed(TestGate.FILE, owner, fd);
          break;
        default:
          Gate.closed(TestGate.FILE, owner, fd);
          Gate.closed(TestGate.FILE, owner, fd);
          if (Ledger.get(fd) != null || handle.state() != Handle.CLOSED) {
            throw new AssertionError("an orderly close has left " + Ledger.get(fd));
          }
          free.add(fd);
          break;
      }
    }
    return owners;
  }

  /** Each of them has lost its slot, so it was closed, however that was. */
  private void sweep(Set<Handle> handedOver) {
    for (Handle handle = Ledger.pollHandedOver();
        handle != null;
        handle = Ledger.pollHandedOver()) {
      assertThat(handedOver.add(handle)).as("handed over once").isTrue();
      Gate.closedUnseen(handle);
    }
  }
}
