package com.acme;

import dev.weir.junit.LeakFree;

/** The same test in a class that answers. */
@LeakFree(graceMillis = 300)
class OldPoolInClassCase {
  @org.junit.jupiter.api.Test
  void goodInAClass() throws Exception {
    StrayCase.POOL.submit(() -> LeaksCase.HELD.add(LeaksCase.open())).get();
  }
}
