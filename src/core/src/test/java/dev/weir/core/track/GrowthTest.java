package dev.weir.core.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.TestHandles;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GrowthTest {
  private static final HookPoint POINT = new HookPoint(0, "p", "P", Kind.FILE, null, null);
  private static final Handle HANDLE = TestHandles.handle(new Object(), POINT, "a", 1, 0, null);

  private final Growth growth = new Growth(3);
  private long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(2); // nanoTime may overflow

  private static SiteRow row(String site, int open) {
    SiteRow row = new SiteRow(new SiteKey(site, Kind.FILE, "P"), HANDLE);
    for (int i = 0; i < open; i++) {
      row.add(HANDLE, false, false, false);
    }
    return row;
  }

  /** Whether a site with so many open grows, after a sweep a second later. */
  private boolean next(int open) {
    SiteRow row = row("a", open);
    now += TimeUnit.SECONDS.toNanos(1);
    growth.next(List.of(row), now);
    return row.growing();
  }

  private boolean mark(int open) {
    SiteRow row = row("a", open);
    growth.mark(List.of(row));
    return row.growing();
  }

  @Test
  void aSiteThatRoseAtAsManySweepsGrows() {
    assertThat(next(5)).as("the first sweep has nothing to compare with").isFalse();
    assertThat(next(6)).isFalse();
    assertThat(next(7)).isFalse();
    assertThat(next(8)).isTrue();
    assertThat(next(8)).as("it has not fallen since").isTrue();
    assertThat(next(7)).isFalse();
    assertThat(next(9)).as("it begins again").isFalse();
  }

  @Test
  void aSlowLeakIsFoundAsSurely() {
    for (int open = 1; open <= 3; open++) {
      for (int i = 0; i < 100; i++) {
        assertThat(next(open)).isFalse();
      }
    }
    assertThat(next(4)).isTrue();
  }

  @Test
  void whatComesAndGoesDoesNotGrow() {
    for (int i = 0; i < 20; i++) {
      assertThat(next(10 + i % 3)).isFalse();
    }
  }

  @Test
  void aSiteThatWasAtNoneBeginsAgain() {
    next(1);
    next(2);
    next(3);
    growth.next(List.of(), now);
    assertThat(next(4)).isFalse();
  }

  @Test
  void sitesAndKindsAreApart() {
    for (int i = 1; i <= 4; i++) {
      SiteRow rising = row("a", i);
      SiteRow flat = row("b", 7);
      SiteRow directory = new SiteRow(new SiteKey("a", Kind.DIRECTORY, "P"), HANDLE);
      growth.next(List.of(rising, flat, directory), i);
      assertThat(rising.growing()).isEqualTo(i == 4);
      assertThat(flat.growing()).isFalse();
      assertThat(directory.growing()).isFalse();
    }
  }

  @Test
  void whatHasStoppedForTenMinutesIsAPoolThatIsFull() {
    next(1);
    next(2);
    next(3);
    assertThat(next(4)).isTrue();
    now += TimeUnit.MINUTES.toNanos(10) - TimeUnit.SECONDS.toNanos(2);
    assertThat(next(4)).isTrue();
    assertThat(mark(4)).isTrue();
    assertThat(next(4)).isFalse();
    assertThat(mark(4)).as("a look between two sweeps says what the sweep said").isFalse();
    assertThat(next(5)).as("it rises again").isTrue();
  }

  @Test
  void aLookBetweenTwoSweepsChangesNothing() {
    next(1);
    for (int i = 2; i < 10; i++) {
      assertThat(mark(i)).isFalse();
    }
    next(2);
    next(3);
    next(4);
    assertThat(mark(1)).isTrue();
    SiteRow other = row("unknown", 1);
    growth.mark(List.of(other));
    assertThat(other.growing()).isFalse();
  }
}
