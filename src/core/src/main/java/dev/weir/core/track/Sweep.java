package dev.weir.core.track;

import dev.weir.bootstrap.Kind;
import java.util.List;

/**
 * What one sweep found. Immutable once published.
 *
 * @param rows what is open, by site; largest first
 * @param overdue handles overdue, by {@code Kind.ordinal()}
 * @param fdsOpen descriptors of the process
 * @param fdsTracked those with a handle, Weir's own included
 * @param fdsLimit the soft limit; -1 if unlimited
 * @param untracked the rest, by name
 * @param nanos how long it took
 */
public record Sweep(
    List<SiteRow> rows,
    int[] overdue,
    int fdsOpen,
    int fdsTracked,
    long fdsLimit,
    List<Untracked> untracked,
    long nanos) {

  /** Before the first. */
  static final Sweep NONE =
      new Sweep(List.of(), new int[Kind.values().length], 0, 0, -1, List.of(), 0);

  /** A descriptor that the ledger does not know, and what /proc/self/fd says that it is. */
  public record Untracked(int fd, String target) {}

  /** How many sites are growing. */
  public int growing() {
    int count = 0;
    for (SiteRow row : rows) {
      count += row.growing() ? 1 : 0;
    }
    return count;
  }
}
