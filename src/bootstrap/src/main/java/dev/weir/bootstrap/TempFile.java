package dev.weir.bootstrap;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/** A temp file or temp directory that the application had the JDK make, and who did. */
public final class TempFile {
  private static final AtomicIntegerFieldUpdater<TempFile> LISTED =
      AtomicIntegerFieldUpdater.newUpdater(TempFile.class, "listed");

  private final Object path;
  private final long madeNanos;
  private final String thread;
  private final boolean virtual;

  /** As {@link Handle}'s: a {@link RawStack}, then a {@link Trace}; or null. */
  private volatile Object stack;

  private volatile boolean deleted;
  private volatile boolean overdue;
  private volatile boolean removed;
  private volatile Object identity;
  private volatile int listed = 1;

  TempFile(Object path, long madeNanos, RawStack stack, Thread thread) {
    this.path = path;
    this.madeNanos = madeNanos;
    this.stack = stack;
    this.virtual = Threads.isVirtual(thread);
    String name = thread.getName();
    this.thread = virtual && name.isEmpty() ? "virtual-" + thread.getId() : name;
  }

  /** As the JDK gave it to the application; relative if the application's directory was. */
  public String path() {
    return path.toString();
  }

  /** When it was made, on the clock of {@link System#nanoTime()}. */
  public long madeNanos() {
    return madeNanos;
  }

  /** The name of the thread that made it. */
  public String thread() {
    return thread;
  }

  public boolean virtual() {
    return virtual;
  }

  /** As {@link Handle#trace()}. */
  public Trace trace() {
    Object now = stack;
    if (now instanceof RawStack) {
      Trace trace = Stacks.trace((RawStack) now);
      stack = trace;
      return trace;
    }
    return (Trace) now;
  }

  /** Whether it was not there when one of the agent's threads last looked. */
  public boolean deleted() {
    return deleted;
  }

  /** What an agent's thread has seen. */
  public void deleted(boolean now) {
    deleted = now;
  }

  /** What the rules want to know again if they are to delete it; or null. */
  public Object identity() {
    return identity;
  }

  void identity(Object its) {
    identity = its;
  }

  /** Whether it was older than the policy allows, and not open, when it was last looked at. */
  public boolean overdue() {
    return overdue;
  }

  /** What an agent's thread has seen. */
  public void overdue(boolean now) {
    overdue = now;
  }

  /** Whether Weir has deleted it. */
  public boolean removed() {
    return removed;
  }

  /** Weir has deleted it. */
  public void remove() {
    removed = true;
    deleted = true;
    overdue = false;
  }

  /** Leaves the list: true for the one who counts it. */
  boolean leave() {
    return LISTED.compareAndSet(this, 1, 0);
  }
}
