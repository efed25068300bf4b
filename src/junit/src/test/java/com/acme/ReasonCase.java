package com.acme;

import dev.weir.junit.KnownLeak;
import dev.weir.junit.LeakFree;
import org.junit.jupiter.api.Test;

/** An exception without a reason is none. */
class ReasonCase {
  @Test
  @LeakFree
  @KnownLeak(kind = "file", reason = " ")
  void noReason() {}
}
