package dev.weir.core.track;

import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Trace;
import java.util.LinkedHashSet;
import java.util.Set;

/** What is open from one site, at one sweep. Filled by the sweeper, then only read. */
public final class SiteRow {
  private static final int MAX_TARGETS = 5;

  private final SiteKey key;
  private final Trace trace;
  private final Set<String> targets = new LinkedHashSet<>();
  private int open;
  private int overdue;
  private int unread;
  private int orphaned;
  private int collected;
  private long oldestNanos;
  private boolean growing;

  SiteRow(SiteKey key, Handle first) {
    this.key = key;
    this.trace = first.trace();
    this.oldestNanos = first.openedNanos();
  }

  void add(Handle handle, boolean isOverdue, boolean isUnread, boolean isOrphaned) {
    open++;
    overdue += isOverdue ? 1 : 0;
    unread += isUnread ? 1 : 0;
    orphaned += isOrphaned ? 1 : 0;
    collected += handle.state() == Handle.COLLECTED ? 1 : 0;
    if (handle.openedNanos() - oldestNanos < 0) {
      oldestNanos = handle.openedNanos();
    }
    if (targets.size() < MAX_TARGETS) {
      targets.add(handle.target());
    }
  }

  void growing(boolean now) {
    growing = now;
  }

  public SiteKey key() {
    return key;
  }

  /** One of its stacks, or null. */
  public Trace trace() {
    return trace;
  }

  /** Handles open. */
  public int open() {
    return open;
  }

  /** Of these, open longer than {@code leaks.max-age} allows. */
  public int overdue() {
    return overdue;
  }

  /** Of these, processes whose output nobody reads. */
  public int unread() {
    return unread;
  }

  /** Of these, pipes that a process holds which an ended child has left behind. */
  public int orphaned() {
    return orphaned;
  }

  /** Of these, collected and still holding their descriptor. */
  public int collected() {
    return collected;
  }

  /** When the oldest was opened, on the clock of {@link System#nanoTime()}. */
  public long oldestNanos() {
    return oldestNanos;
  }

  public boolean growing() {
    return growing;
  }

  /** Some of what is open, at most five. */
  public Set<String> targets() {
    return targets;
  }
}
