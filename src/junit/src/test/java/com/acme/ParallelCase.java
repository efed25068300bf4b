package com.acme;

import dev.weir.junit.LeakFree;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The three meet while each has something open: only the one that leaks is told so. */
@LeakFree(graceMillis = 300)
@Execution(ExecutionMode.CONCURRENT)
class ParallelCase {
  private static final CyclicBarrier ALL = new CyclicBarrier(3);

  private static void meet(boolean leaks) throws Exception {
    var in = LeaksCase.open();
    ALL.await(30, TimeUnit.SECONDS);
    Thread thread =
        new Thread(
            () -> {
              try {
                var its = LeaksCase.open();
                if (leaks) {
                  LeaksCase.HELD.add(its);
                } else {
                  its.close();
                }
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    thread.start();
    thread.join();
    ALL.await(30, TimeUnit.SECONDS);
    in.close();
  }

  @Test
  void goodOne() throws Exception {
    meet(false);
  }

  @Test
  void leaks() throws Exception {
    meet(true);
  }

  @Test
  void goodTwo() throws Exception {
    meet(false);
  }
}
