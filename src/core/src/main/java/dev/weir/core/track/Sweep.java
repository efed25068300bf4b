package dev.weir.core.track;

import dev.weir.bootstrap.Kind;
import java.util.List;

/**
 * What one sweep found. Immutable once published.
 *
 * @param rows what is open, by site; largest first
 * @param overdue handles overdue, by {@code Kind.ordinal()}
 * @param fds descriptors of the process
 * @param nanos how long it took
 */
public record Sweep(List<SiteRow> rows, int[] overdue, Fds fds, long nanos) {

  /** Before the first. */
  static final Sweep NONE = new Sweep(List.of(), new int[Kind.values().length], Fds.NONE, 0);

  /**
   * The ledger against the kernel.
   *
   * @param open descriptors open
   * @param tracked those with a handle, Weir's own included, and those that were open before
   * @param limit the soft limit; -1 if unlimited
   * @param untracked the rest, by name
   * @param before of those tracked, what was open before Weir was attached
   */
  public record Fds(
      int open, int tracked, long limit, List<Unseen> untracked, List<Unseen> before) {
    static final Fds NONE = new Fds(0, 0, -1, List.of(), List.of());
  }

  /**
   * A descriptor whose open no hook saw.
   *
   * @param target what /proc/self/fd says that it is
   * @param what in words, if it is one of the JVM's own; else null
   */
  public record Unseen(int fd, String target, String what) {}

  /** How many sites are growing. */
  public int growing() {
    int count = 0;
    for (SiteRow row : rows) {
      count += row.growing() ? 1 : 0;
    }
    return count;
  }
}
