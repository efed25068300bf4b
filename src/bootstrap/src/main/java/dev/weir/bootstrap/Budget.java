package dev.weir.bootstrap;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many of something are open at once. The count is exact: an open that is under way stands in
 * it, and every handle that was counted gives its place back once. Where a thread had no stack left
 * to give one back, {@link #forget} does later. Any thread.
 */
public class Budget {
  /** Of one that nobody is in and that nobody gets into any more. */
  private static final int RETIRED = Integer.MIN_VALUE;

  private final AtomicInteger taken = new AtomicInteger();

  /** One more, unless {@code most} are taken. By compare-and-set: no two get the last place. */
  public boolean take(int most) {
    while (true) {
      int now = taken.get();
      if (now >= most || now <= RETIRED / 2) {
        return false;
      }
      if (taken.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  /** One more, however many there are. */
  public void take() {
    taken.incrementAndGet();
  }

  /** One less. */
  public void give() {
    taken.decrementAndGet();
  }

  /** How many are taken. */
  public int taken() {
    return taken.get();
  }

  /** Gives back places that nobody has, unless as many have been given back meanwhile. */
  public final boolean forget(int places) {
    int now = taken.get();
    return now >= places && taken.compareAndSet(now, now - places);
  }

  /** One more, unless it is retired. */
  public final boolean enter() {
    return take(Integer.MAX_VALUE);
  }

  /** Ends it if none are taken: whoever comes now has to make another one. */
  protected final boolean retire() {
    return taken.compareAndSet(0, RETIRED);
  }

  /** Whether it has ended. */
  public final boolean isRetired() {
    return taken.get() <= RETIRED / 2;
  }
}
