package com.acme;

import dev.weir.junit.LeakFree;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A pool that is older than both tests opens something: nobody knows for which of them. */
@Execution(ExecutionMode.CONCURRENT)
class StrayCase {
  static final ExecutorService POOL = Executors.newFixedThreadPool(1, LeaksCase::daemon);
  private static final CyclicBarrier BOTH = new CyclicBarrier(2);

  @Test
  @LeakFree(graceMillis = 300)
  void one() throws Exception {
    BOTH.await(30, TimeUnit.SECONDS);
    POOL.submit(() -> LeaksCase.HELD.add(LeaksCase.open())).get();
    BOTH.await(30, TimeUnit.SECONDS);
  }

  @Test
  @LeakFree(graceMillis = 300)
  void two() throws Exception {
    BOTH.await(30, TimeUnit.SECONDS);
    BOTH.await(30, TimeUnit.SECONDS);
  }
}
