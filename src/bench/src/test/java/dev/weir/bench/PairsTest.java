package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PairsTest {
  @Test
  void ratiosAreOfValuesThatWereTakenTogether() {
    Pairs pairs = new Pairs();
    pairs.add(100, 110);
    pairs.add(1000, 1200);
    pairs.add(200, 210);
    assertThat(pairs.ratios()).containsExactly(1.05, 1.1, 1.2);
    assertThat(pairs.differences()).containsExactly(10, 10, 200);
    assertThat(pairs.ratioOfBests()).isEqualTo(1.1);
    assertThat(pairs.row())
        .isEqualTo("200 (100) | 210 (110) | **1.10** (1.05 to 1.20) | 1.10 | +10");
  }

  @Test
  void theMedianOfAnEvenNumberIsBetweenTheMiddleTwo() {
    assertThat(Pairs.median(new double[] {1, 2, 4, 100})).isEqualTo(3);
  }
}
