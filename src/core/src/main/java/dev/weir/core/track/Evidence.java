package dev.weir.core.track;

import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Kind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** {@code leaks.max-age}: which handles are open for longer than their kind may be. */
public final class Evidence {
  private volatile Map<Kind, Long> maxAgeNanos;

  /** {@code maxAge} by label of the kind; a kind that is not there is never overdue. */
  public Evidence(Map<String, Duration> maxAge) {
    maxAge(maxAge);
  }

  /** Goes by these from now on. */
  public void maxAge(Map<String, Duration> maxAge) {
    Map<Kind, Long> nanos = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      Duration age = maxAge.get(kind.label());
      if (age != null) {
        nanos.put(kind, age.toNanos());
      }
    }
    maxAgeNanos = nanos;
  }

  public boolean overdue(Handle handle, long nowNanos) {
    Long max = maxAgeNanos.get(handle.kind());
    return max != null && nowNanos - handle.openedNanos() > max;
  }
}
