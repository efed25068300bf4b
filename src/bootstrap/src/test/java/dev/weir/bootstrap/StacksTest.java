package dev.weir.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.Caller;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a walk costs is measured by the clock; a walk that claims to have begun long ago is charged
 * the most that is ever charged, 1 ms. So every test here knows what it has spent.
 */
class StacksTest {
  private static final long CHARGE = 1_000_000;

  /** Chances are out of this many. */
  private static final int ALWAYS = 1 << 16;

  @AfterEach
  void asAtFirst() {
    Stacks.configure(32, 0.01);
  }

  @Test
  void noBudgetWalksNever() {
    Stacks.configure(32, 0);
    assertThat(walks(1000)).isZero();
    Stacks.tick(1, 1_000_000_000);
    assertThat(walks(1000)).isZero();
  }

  @Test
  void aWholeCoreWalksAlwaysForTenSeconds() {
    Stacks.configure(32, 1);
    assertThat(walks(10_000)).isEqualTo(10_000);
    assertThat(walks(10)).as("ten seconds of walking, at 1 ms each, are used up").isZero();
  }

  @Test
  void anEmptyBucketStopsUntilTheNextTick() {
    Stacks.configure(32, 0.001); // 10 ms of ten seconds
    assertThat(walks(20)).isEqualTo(10);
    Stacks.tick(20, 10_000_000_000L); // 10 ms more
    assertThat(walks(20)).isEqualTo(10);
  }

  @Test
  void aBucketHoldsNoMoreThanTenSeconds() {
    Stacks.configure(32, 0.001);
    Stacks.tick(1, 1_000_000_000_000L);
    assertThat(walks(20)).isEqualTo(10);
  }

  @Test
  void spentIsWhatWalksWereCharged() {
    Stacks.configure(32, 1);
    long before = Stacks.spentNanos();
    walks(7);
    assertThat(Stacks.spentNanos() - before).isEqualTo(7 * CHARGE);
  }

  /** 60 walks cost 60 ms of 100; a second more brings 10, which is 10 walks for 100,000 opens. */
  @Test
  void aboveTheBudgetTheSampleIsWhatCanBePaid() {
    Stacks.configure(32, 0.01);
    Stacks.tick(0, 0);
    assertThat(walks(60)).isEqualTo(60);
    Stacks.tick(100_000, 1_000_000_000);

    int chance = ALWAYS * 10 / 100_000;
    int opens = 4 * ALWAYS;
    assertThat(walks(opens)).as("of %s opens", opens).isCloseTo(4 * chance, within(10));
  }

  @Test
  void whatCanBePaidForIsWalkedAlways() {
    Stacks.configure(32, 0.01);
    Stacks.tick(0, 0);
    walks(60);
    Stacks.tick(10, 1_000_000_000);
    assertThat(walks(50)).isEqualTo(50);
  }

  @Test
  void aBucketMoreThanHalfFullIsForBursts() {
    Stacks.configure(32, 0.01);
    Stacks.tick(0, 0);
    walks(59);
    Stacks.tick(1_000_000, 1_000_000_000); // 51 ms of 100 are left
    assertThat(walks(60)).isEqualTo(51);
  }

  @Test
  void equalStacksAreOneTrace() {
    Stacks.configure(32, 1);
    Set<Trace> traces = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 10; i++) {
      traces.add(Caller.call(StacksTest::sample));
    }
    assertThat(traces).hasSize(1);
    traces.add(Caller.otherwise(StacksTest::sample));
    traces.add(Caller.call(StacksTest::sample));
    assertThat(traces).as("another method, another line").hasSize(3);
  }

  @Test
  void moreStacksThanAreKeptAreStillRight() {
    Stacks.configure(400, 1000);
    for (int frames = 1; frames < 230; frames++) {
      for (int side = 0; side < 40; side++) {
        int tail = side;
        int depth = frames;
        Trace trace =
            Caller.deep(depth, () -> Caller.otherwise(() -> Caller.deep(tail, StacksTest::sample)));
        assertThat(count(trace, "deep")).isEqualTo(depth + Math.max(1, tail));
        assertThat(count(trace, "otherwise")).isOne();
      }
    }
  }

  private static long count(Trace trace, String method) {
    return IntStream.range(0, trace.depth())
        .filter(i -> trace.frame(i).getMethodName().equals(method))
        .count();
  }

  @Test
  void aStackBeginsBelowTheGateAndEndsAtItsDepth() {
    Stacks.configure(5, 1);
    Trace trace = Caller.deep(20, StacksTest::sample);
    assertThat(trace.depth()).isEqualTo(5);
    for (int i = 0; i < 5; i++) {
      assertThat(trace.frame(i).getClassName()).isEqualTo(Caller.class.getName());
      assertThat(trace.frame(i).getMethodName()).isEqualTo("deep");
      assertThat(trace.frame(i).getFileName()).isEqualTo("Caller.java");
      assertThat(trace.frame(i).getLineNumber()).isPositive();
    }
    Stacks.configure(32, 1);
    trace = Caller.deep(3, StacksTest::sample);
    assertThat(count(trace, "deep")).isEqualTo(3);
    assertThat(trace.frame(3).getMethodName())
        .as("only the gate's own frames on top are left out")
        .isEqualTo("aStackBeginsBelowTheGateAndEndsAtItsDepth");
  }

  @Test
  void aHandleHasTheStackThatOpenedIt() {
    Stacks.configure(32, 1);
    int fd = TestGate.range(1);
    Object owner = new Object();
    Caller.call(
        () -> {
          TestGate.open(TestGate.FILE, owner, fd);
          return null;
        });
    Trace trace = Ledger.get(fd).trace();
    assertThat(trace.frame(0).getMethodName()).isEqualTo("call");
    Gate.closed(TestGate.FILE, owner, fd);
  }

  private static Trace sample() {
    return Stacks.trace(Stacks.sample(System.nanoTime() - 10 * CHARGE));
  }

  /** Each of them at another time, as the sample is drawn by the time. */
  private static int walks(int opens) {
    long now = System.nanoTime() - 10 * CHARGE;
    int walked = 0;
    for (int i = 0; i < opens; i++) {
      walked += Stacks.sample(now - i) == null ? 0 : 1;
    }
    return walked;
  }

  private static org.assertj.core.data.Offset<Integer> within(int tolerance) {
    return org.assertj.core.api.Assertions.within(tolerance);
  }
}
