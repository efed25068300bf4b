package com.acme;

import dev.weir.junit.LeakFree;
import java.io.FileInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What BeforeAll opens is the class', and one of the two stays open. */
@LeakFree(graceMillis = 300)
class WholeClassCase {
  static FileInputStream closed;
  static FileInputStream left;

  @BeforeAll
  static void openBoth() throws Exception {
    closed = LeaksCase.open();
    left = new FileInputStream("/proc/self/maps");
  }

  @AfterAll
  static void closeOne() throws Exception {
    closed.close();
  }

  @Test
  void goodOne() {}

  @Test
  void goodTwo() {}
}
