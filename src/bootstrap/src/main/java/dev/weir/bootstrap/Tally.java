package dev.weir.bootstrap;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What has happened so far, by kind. Striped counters: an open adds one, an end adds two, and no
 * two threads wait for each other. Readers sum up.
 */
public final class Tally {
  /** Upper bounds of the life-time histogram's buckets, in nanoseconds; one more is +Inf. */
  private static final long[] BOUNDS = {
    TimeUnit.MILLISECONDS.toNanos(1),
    TimeUnit.MILLISECONDS.toNanos(10),
    TimeUnit.MILLISECONDS.toNanos(100),
    TimeUnit.SECONDS.toNanos(1),
    TimeUnit.SECONDS.toNanos(10),
    TimeUnit.MINUTES.toNanos(1),
    TimeUnit.MINUTES.toNanos(10),
    TimeUnit.HOURS.toNanos(1)
  };

  private static final LongAdder[] OPENED = adders(Kind.count());
  private static final LongAdder[] BECAME = adders(Kind.count());
  private static final LongAdder[] ENDED = adders(Kind.count() * (BOUNDS.length + 1));
  private static final LongAdder[] LIFETIME = adders(Kind.count());
  private static final LongAdder ERRORS = new LongAdder();
  private static volatile Throwable lastError;

  private Tally() {}

  static void opened(Kind kind) {
    OPENED[kind.ordinal()].increment();
  }

  static void ended(Kind kind, long nanos) {
    int bucket = 0;
    while (bucket < BOUNDS.length && nanos > BOUNDS[bucket]) {
      bucket++;
    }
    ENDED[kind.ordinal() * (BOUNDS.length + 1) + bucket].increment();
    LIFETIME[kind.ordinal()].add(nanos);
  }

  /** A handle of one kind goes on as one of another: a socket that begins to listen. */
  static void became(Kind before, Kind now) {
    BECAME[before.ordinal()].increment();
    OPENED[now.ordinal()].increment();
  }

  /** Something of Weir's own went wrong; the application did not notice. */
  public static void error(Throwable t) {
    ERRORS.increment();
    lastError = t;
  }

  /** Handles opened so far, never decreasing. */
  public static long opened(int kind) {
    return OPENED[kind].sum();
  }

  /** Handles open now. Read while others open and close, it may be off by those; never below 0. */
  public static long open(int kind) {
    long gone = ended(kind) + BECAME[kind].sum();
    return Math.max(0, opened(kind) - gone);
  }

  /** Handles that have ended so far, however they did. */
  public static long ended(int kind) {
    long sum = 0;
    for (int bucket = 0; bucket <= BOUNDS.length; bucket++) {
      sum += ended(kind, bucket);
    }
    return sum;
  }

  /** Handles that have ended after a life in this bucket (not cumulated). */
  public static long ended(int kind, int bucket) {
    return ENDED[kind * (BOUNDS.length + 1) + bucket].sum();
  }

  /** The sum of the lives that have ended, in nanoseconds. */
  public static long lifetimeNanos(int kind) {
    return LIFETIME[kind].sum();
  }

  /** The upper bounds of the buckets, in nanoseconds; the last bucket, +Inf, is not among them. */
  public static long[] bounds() {
    return BOUNDS.clone();
  }

  /** Errors of the agent's own so far. */
  public static long errors() {
    return ERRORS.sum();
  }

  /** The newest of them, or null. */
  public static Throwable lastError() {
    return lastError;
  }

  /** Begins anew: after a detach nothing is known of what is open. */
  static void reset() {
    for (LongAdder[] all : new LongAdder[][] {OPENED, BECAME, ENDED, LIFETIME, {ERRORS}}) {
      for (LongAdder one : all) {
        one.reset();
      }
    }
    lastError = null;
  }

  private static LongAdder[] adders(int count) {
    LongAdder[] adders = new LongAdder[count];
    for (int i = 0; i < count; i++) {
      adders[i] = new LongAdder();
    }
    return adders;
  }
}
