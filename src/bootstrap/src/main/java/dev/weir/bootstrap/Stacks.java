package dev.weir.bootstrap;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Stacks on a time budget, equal ones stored once.
 *
 * <p>A walk costs more than the open itself. So every open is walked while all walks together cost
 * less than the budget (1 % of one core unless set otherwise); above that a random sample is. Each
 * {@link #tick} closes a window, and sets the chance for the next from what the last one has cost.
 * Within a window the budget is a hard stop.
 *
 * <p>On an application's thread: one volatile read where the sample says no; else a walk, which
 * allocates, and no lock.
 */
public final class Stacks {
  private static final int ALWAYS = 1 << 16;

  /** Distinct stacks kept: 8 places tried for each, the first is overwritten when all are taken. */
  private static final int SIZE = 1 << 13;

  private static final int PROBES = 8;

  private static final AtomicReferenceArray<Trace> INTERNED = new AtomicReferenceArray<>(SIZE);
  private static final LongAdder SPENT = new LongAdder();
  private static final LongAdder WALKS = new LongAdder();

  private static volatile StackWalker walker = StackWalker.getInstance();
  private static volatile int depth = 32;
  private static volatile double share = 0.01;

  /** Nanoseconds on {@link #SPENT} at which this window's budget is used up. */
  private static volatile long stop = 10_000_000;

  /** Chance of a walk, out of {@link #ALWAYS}. */
  private static volatile int chance = ALWAYS;

  /** Written by {@link #tick}'s thread only. */
  private static long spentBefore;

  private static long walksBefore;

  private Stacks() {}

  /**
   * @param maxDepth frames to keep of each stack
   * @param budget share of one core that walks may cost, for example 0.01; 0 walks never
   */
  public static void configure(int maxDepth, double budget) {
    depth = maxDepth;
    share = budget;
    stop = SPENT.sum() + (long) (budget * 1e9);
    chance = budget > 0 ? ALWAYS : 0;
  }

  /** The current stack or null; {@code now} is the time just read, and the source of chance. */
  static Trace sample(long now) {
    int likely = chance;
    if (likely < ALWAYS && (int) ((now * 0x9E3779B97F4A7C15L) >>> 48) >= likely) {
      return null;
    }
    if (SPENT.sum() >= stop) {
      return null;
    }
    Trace trace = intern(walker.walk(new Walk(depth)));
    SPENT.add(System.nanoTime() - now);
    WALKS.increment();
    return trace;
  }

  /**
   * Closes a window. Called by the sweeper; should it stop, walks stop too.
   *
   * @param opens how many opens the window saw
   * @param nanos how long it was
   */
  public static void tick(long opens, long nanos) {
    long spent = SPENT.sum();
    long walks = WALKS.sum();
    long walksNow = walks - walksBefore;
    long budget = (long) (share * nanos);
    if (share <= 0) {
      chance = 0;
    } else if (walksNow > 0) {
      double cost = (double) (spent - spentBefore) / walksNow;
      double affordable = budget / cost;
      chance = opens <= affordable ? ALWAYS : (int) Math.max(1, ALWAYS * affordable / opens);
    } else {
      chance = ALWAYS;
    }
    spentBefore = spent;
    walksBefore = walks;
    stop = spent + budget;
  }

  /** What walks have cost so far, in nanoseconds of the application's threads. */
  public static long spentNanos() {
    return SPENT.sum();
  }

  private static Trace intern(Walk walk) {
    int start = walk.hash() ^ (walk.hash() >>> 16);
    for (int i = 0; i < PROBES; i++) {
      int place = (start + i) & (SIZE - 1);
      Trace known = INTERNED.get(place);
      if (known == null) {
        Trace fresh = walk.trace();
        if (INTERNED.compareAndSet(place, null, fresh)) {
          return fresh;
        }
        known = INTERNED.get(place);
      }
      if (known.matches(walk)) {
        return known;
      }
    }
    Trace fresh = walk.trace();
    INTERNED.set(start & (SIZE - 1), fresh);
    return fresh;
  }
}
