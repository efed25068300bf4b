package dev.weir.bootstrap;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many of something are open at once. The count is exact: an open that is under way stands in
 * it, and every handle that was counted gives its place back once. Any thread.
 */
public final class Budget {
  private final AtomicInteger taken = new AtomicInteger();

  /** One more, unless {@code most} are taken. By compare-and-set: no two get the last place. */
  public boolean take(int most) {
    while (true) {
      int now = taken.get();
      if (now >= most) {
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
}
