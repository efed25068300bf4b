package dev.weir.bootstrap;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Stacks on a time budget, equal ones stored once.
 *
 * <p>A stack costs as much as a part of the open itself. So every open has its stack taken while
 * all of them together cost less than the budget (1 % of one core unless set otherwise); above that
 * a random sample has. The budget is a bucket that holds ten seconds' worth, so that a burst has
 * its stacks; each {@link #tick} fills it up, and sets the chance from what the last ones have
 * cost. An empty bucket is a hard stop.
 *
 * <p>On an application's thread: two volatile reads where the sample says no; else a {@link
 * RawStack}, and no lock. All that makes text of it is on the agent's threads.
 */
public final class Stacks {
  private static final int ALWAYS = 1 << 16;

  /** Distinct stacks kept for sharing; when there are more it begins anew. */
  private static final int MAX_INTERNED = 1 << 13;

  /** How many seconds of the budget a burst may use up. */
  private static final int BURST_SECONDS = 10;

  /**
   * What one stack is charged at most: a longer one was interrupted, by a safepoint or the kernel.
   */
  private static final long MAX_CHARGE = 1_000_000;

  private static final String OWN = "dev.weir.bootstrap.";

  private static final ConcurrentHashMap<Trace, Trace> INTERNED = new ConcurrentHashMap<>();
  private static final LongAdder SPENT = new LongAdder();
  private static final LongAdder TAKEN = new LongAdder();

  private static volatile int depth = 32;
  private static volatile double share = 0.01;

  /** Nanoseconds on {@link #SPENT} at which the bucket is empty. */
  private static volatile long stop = BURST_SECONDS * 10_000_000L;

  /** Chance of a stack, out of {@link #ALWAYS}. */
  private static volatile int chance = ALWAYS;

  /** Written by {@link #tick}'s thread only. */
  private static long spentBefore;

  private static long takenBefore;

  private Stacks() {}

  /**
   * @param maxDepth frames to keep of each stack
   * @param budget share of one core that stacks may cost, for example 0.01; 0 takes none
   */
  public static void configure(int maxDepth, double budget) {
    depth = maxDepth;
    share = budget;
    stop = SPENT.sum() + (long) (budget * 1e9 * BURST_SECONDS);
    chance = budget > 0 ? ALWAYS : 0;
  }

  /** The current stack or null; {@code now} is the time just read, and the source of chance. */
  static RawStack sample(long now) {
    int likely = chance;
    if (likely < ALWAYS && (int) ((now * 0x9E3779B97F4A7C15L) >>> 48) >= likely) {
      return null;
    }
    if (SPENT.sum() >= stop) {
      return null;
    }
    RawStack stack = new RawStack();
    SPENT.add(Math.min(System.nanoTime() - now, MAX_CHARGE));
    TAKEN.increment();
    return stack;
  }

  /**
   * Closes a window. Called by the sweeper; should it stop, stacks stop too.
   *
   * @param opens how many opens the window saw
   * @param nanos how long it was
   */
  public static void tick(long opens, long nanos) {
    long spent = SPENT.sum();
    long taken = TAKEN.sum();
    long takenNow = taken - takenBefore;
    long income = (long) (share * nanos);
    long full = (long) (share * 1e9 * BURST_SECONDS);
    long left = Math.min(full, stop - spent + income);
    if (share <= 0) {
      chance = 0;
    } else if (left > full / 2 || takenNow == 0) {
      chance = ALWAYS;
    } else {
      double cost = (double) (spent - spentBefore) / takenNow;
      double affordable = income / cost;
      chance = opens <= affordable ? ALWAYS : (int) Math.max(1, ALWAYS * affordable / opens);
    }
    spentBefore = spent;
    takenBefore = taken;
    stop = spent + left;
  }

  /** What stacks have cost so far, in nanoseconds of the application's threads. */
  public static long spentNanos() {
    return SPENT.sum();
  }

  /** Makes text of a stack: without our own frames on top, and as deep as configured. */
  static Trace trace(RawStack stack) {
    StackTraceElement[] all = stack.getStackTrace();
    int own = 0;
    while (own < all.length && all[own].getClassName().startsWith(OWN)) {
      own++;
    }
    int end = Math.min(all.length, own + depth);
    Trace fresh = new Trace(Arrays.copyOfRange(all, own, end));
    if (INTERNED.size() >= MAX_INTERNED) {
      INTERNED.clear();
    }
    Trace known = INTERNED.putIfAbsent(fresh, fresh);
    return known == null ? fresh : known;
  }
}
