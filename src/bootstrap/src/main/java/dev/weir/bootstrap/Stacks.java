package dev.weir.bootstrap;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Stacks on a time budget, equal ones stored once.
 *
 * <p>A walk costs more than the open itself. So every open is walked while all walks together cost
 * less than the budget (1 % of one core unless set otherwise); above that a random sample is. The
 * budget is a bucket that holds a minute's worth, full at the start: a JVM that starts is busy, its
 * walks are slow as nothing is compiled yet, and what it opens then it often keeps. Each {@link
 * #tick} fills the bucket up, and sets the chance of a walk from what the last ones have cost. An
 * empty bucket is a hard stop.
 *
 * <p>On an application's thread: one volatile read where the sample says no; else a walk, which
 * allocates, and no lock.
 */
public final class Stacks {
  private static final int ALWAYS = 1 << 16;

  /** Distinct stacks kept: 8 places tried for each, the first is overwritten when all are taken. */
  private static final int SIZE = 1 << 13;

  private static final int PROBES = 8;

  /** How many seconds of the budget a burst may use up. */
  private static final int BURST_SECONDS = 60;

  /**
   * What one walk is charged at most: a longer one was interrupted, by a safepoint or the kernel.
   */
  private static final long MAX_CHARGE = 1_000_000;

  private static final AtomicReferenceArray<Trace> INTERNED = new AtomicReferenceArray<>(SIZE);
  private static final LongAdder SPENT = new LongAdder();
  private static final LongAdder WALKS = new LongAdder();

  private static volatile StackWalker walker = StackWalker.getInstance();
  private static volatile int depth = 32;
  private static volatile double share = 0.01;

  /** Nanoseconds on {@link #SPENT} at which the bucket is empty. */
  private static volatile long stop = BURST_SECONDS * 10_000_000L;

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
    stop = SPENT.sum() + (long) (budget * 1e9 * BURST_SECONDS);
    chance = budget > 0 ? ALWAYS : 0;
  }

  /** Walks until the walk is warm and all its classes are loaded, at nobody's expense. */
  static void rehearse() {
    for (int i = 0; i < 200; i++) {
      intern(walker.walk(new Walk(depth)));
    }
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
    SPENT.add(Math.min(System.nanoTime() - now, MAX_CHARGE));
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
    long income = (long) (share * nanos);
    long full = (long) (share * 1e9 * BURST_SECONDS);
    long left = Math.min(full, stop - spent + income);
    if (share <= 0) {
      chance = 0;
    } else if (left > full / 2 || walksNow == 0) {
      chance = ALWAYS;
    } else {
      double cost = (double) (spent - spentBefore) / walksNow;
      double affordable = income / cost;
      chance = opens <= affordable ? ALWAYS : (int) Math.max(1, ALWAYS * affordable / opens);
    }
    spentBefore = spent;
    walksBefore = walks;
    stop = spent + left;
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
