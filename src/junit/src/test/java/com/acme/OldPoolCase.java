package com.acme;

import dev.weir.junit.LeakFree;
import org.junit.jupiter.api.Test;

/** What an older pool opens is the class', not the test's; a method alone answers for it. */
class OldPoolCase {
  @Test
  @LeakFree(graceMillis = 300)
  void alone() throws Exception {
    StrayCase.POOL.submit(() -> LeaksCase.HELD.add(LeaksCase.open())).get();
  }
}
