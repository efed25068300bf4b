package dev.weir.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final Kind KIND = Kind.DIRECTORY;
  private static final int ORDINAL = KIND.ordinal();

  @Test
  void aLifeIsInTheFirstBucketWhoseBoundItDoesNotExceed() {
    long[] bounds = Tally.bounds();
    for (int i = 0; i < bounds.length; i++) {
      assertBucket(bounds[i], i);
      assertBucket(bounds[i] + 1, i + 1);
    }
    assertBucket(0, 0);
    assertBucket(Long.MAX_VALUE / 4, bounds.length);
  }

  @Test
  void theBoundsAreAMillisecondToAnHour() {
    assertThat(Tally.bounds()).isSorted().startsWith(1_000_000L);
    assertThat(Tally.bounds()).endsWith(TimeUnit.HOURS.toNanos(1));
    Tally.bounds()[0] = 7;
    assertThat(Tally.bounds()).startsWith(1_000_000L);
  }

  @Test
  void kindsAreCountedApart() {
    long[] before = new long[Kind.values().length];
    for (Kind kind : Kind.values()) {
      before[kind.ordinal()] = Tally.opened(kind.ordinal());
    }
    Tally.opened(KIND);

    for (Kind kind : Kind.values()) {
      assertThat(Tally.opened(kind.ordinal()) - before[kind.ordinal()])
          .isEqualTo(kind == KIND ? 1 : 0);
    }
  }

  private static void assertBucket(long nanos, int expected) {
    int buckets = Tally.bounds().length + 1;
    long[] before = new long[buckets];
    long ended = Tally.ended(ORDINAL);
    long other = Tally.ended(Kind.FILE.ordinal());
    long lifetime = Tally.lifetimeNanos(ORDINAL);
    for (int i = 0; i < buckets; i++) {
      before[i] = Tally.ended(ORDINAL, i);
    }
    Tally.ended(KIND, nanos);

    for (int i = 0; i < buckets; i++) {
      assertThat(Tally.ended(ORDINAL, i) - before[i])
          .as("%s ns, bucket %s", nanos, i)
          .isEqualTo(i == expected ? 1 : 0);
    }
    assertThat(Tally.ended(ORDINAL)).isEqualTo(ended + 1);
    assertThat(Tally.ended(Kind.FILE.ordinal())).isEqualTo(other);
    assertThat(Tally.lifetimeNanos(ORDINAL)).isEqualTo(lifetime + nanos);
  }
}
