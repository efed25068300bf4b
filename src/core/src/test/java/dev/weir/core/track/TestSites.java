package dev.weir.core.track;

import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.HookPoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What the sweeper fills in, as the tests of its readers want it. */
public final class TestSites {
  private TestSites() {}

  /** So many open, all of them like {@code handle}. */
  public static SiteRow row(SiteKey key, Handle handle, int open) {
    SiteRow row = new SiteRow(key, handle);
    for (int i = 0; i < open; i++) {
      row.add(handle, false, false, false);
    }
    return row;
  }

  /** A real one that was not started: a test calls {@link Sweeper#sweep} itself. */
  public static Sweeper sweeper(Sites sites, Map<String, Duration> maxAge) {
    return sweeper(sites, maxAge, Map.of());
  }

  /** {@code before}: what was open when it was attached. */
  public static Sweeper sweeper(
      Sites sites, Map<String, Duration> maxAge, Map<Integer, String> before) {
    return new Sweeper(
        sites,
        new Evidence(maxAge),
        10,
        Duration.ofSeconds(10),
        before,
        new Sweeper.Listener() {
          @Override
          public void starting(Sweeper sweeper) {}

          @Override
          public void exhausted(HookPoint where, Sweep sweep) {}

          @Override
          public void swept(Sweep sweep) {}
        });
  }

  public static Sweeper sweeper() {
    return sweeper(new Sites(List.of()), Map.of());
  }
}
