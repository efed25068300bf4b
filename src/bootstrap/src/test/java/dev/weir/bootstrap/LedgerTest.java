package dev.weir.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.TestGate.Counts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
  private static final int SEGMENT = 1024;

  /** The kernel gives the lowest number that is free, unless dup2(2) is asked for another. */
  @ParameterizedTest
  @ValueSource(ints = {1 << 20, 1 << 29, (1 << 30) - 1})
  void aBigNumberCostsOneSegment(int fd) {
    Object owner = new Object();
    int before = slots();
    TestGate.open(TestGate.FILE, owner, fd);

    assertThat(Ledger.get(fd)).isNotNull();
    assertThat(Ledger.get(fd - 1)).isNull();
    assertThat(Ledger.capacity()).isGreaterThan(fd);
    assertThat(slots()).isEqualTo(before + SEGMENT);
    Gate.closed(TestGate.FILE, owner, fd);
    assertThat(Ledger.get(fd)).isNull();
    assertThat(slots()).as("a segment stays").isEqualTo(before + SEGMENT);
  }

  @Test
  void growthKeepsWhatIsThere() {
    int fd = TestGate.range(1);
    Object owner = new Object();
    TestGate.open(TestGate.FILE, owner, fd);
    Handle handle = Ledger.get(fd);
    for (int larger = Ledger.capacity() - 1, i = 0; i < 3 && larger < 1 << 30; i++) {
      Object other = new Object();
      TestGate.open(TestGate.FILE, other, larger);
      Gate.closed(TestGate.FILE, other, larger);
      larger = Ledger.capacity();
    }

    assertThat(Ledger.get(fd)).isSameAs(handle);
    Gate.closed(TestGate.FILE, owner, fd);
  }

  @Test
  void aNumberThatTheKernelCannotGiveIsAnErrorAndNoHandle() {
    Counts counts = new Counts();
    TestGate.open(TestGate.FILE, new Object(), 1 << 30);

    assertThat(counts.errors()).isOne();
    assertThat(counts.opened(Kind.FILE)).isZero();
    assertThat(Ledger.get(1 << 30)).isNull();
  }

  @Test
  void whatHasNoSlotIsNull() {
    assertThat(Ledger.get(-1)).isNull();
    assertThat(Ledger.get(Integer.MIN_VALUE)).isNull();
    assertThat(Ledger.get(Integer.MAX_VALUE)).isNull();
  }

  /** As its readers walk it: every slot that there is, and no gap. */
  private static int slots() {
    int count = 0;
    for (int fd = Ledger.nextSlot(0); fd < Ledger.capacity(); fd = Ledger.nextSlot(fd + 1)) {
      count++;
    }
    return count;
  }
}
