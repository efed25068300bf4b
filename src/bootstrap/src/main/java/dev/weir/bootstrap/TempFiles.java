package dev.weir.bootstrap;

import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The temp files that the application has made, the oldest first; at most {@link #MAX}. Whether one
 * is still there is I/O, so the agent's threads look. No lock: making a file costs a system call
 * with the directory's lock, beside which a node of a queue is nothing.
 */
public final class TempFiles {
  /** More are made by who never deletes any: then the oldest are dropped, and counted. */
  public static final int MAX = 10_000;

  private static final ConcurrentLinkedQueue<TempFile> ALL = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger SIZE = new AtomicInteger();
  private static final LongAdder DROPPED = new LongAdder();

  private TempFiles() {}

  static void add(TempFile file) {
    ALL.add(file);
    if (SIZE.incrementAndGet() > MAX) {
      TempFile oldest = ALL.poll();
      if (oldest != null && oldest.leave()) {
        SIZE.decrementAndGet();
        DROPPED.increment();
      }
    }
  }

  /** The oldest first, live; {@code remove()} takes one from the list. For the agent's threads. */
  public static Iterator<TempFile> iterator() {
    return new Listed(ALL.iterator());
  }

  /** How many were let go because of {@link #MAX}; whether they are there is not known. */
  public static long dropped() {
    return DROPPED.sum();
  }

  static void clear() {
    while (ALL.poll() != null) {
      // Of a JVM that is no longer watched.
    }
    SIZE.set(0);
    DROPPED.reset();
  }

  /** Keeps the count right when {@link #add} takes the same one at the same time. */
  private static final class Listed implements Iterator<TempFile> {
    private final Iterator<TempFile> all;
    private TempFile last;

    Listed(Iterator<TempFile> all) {
      this.all = all;
    }

    @Override
    public boolean hasNext() {
      return all.hasNext();
    }

    @Override
    public TempFile next() {
      last = all.next();
      return last;
    }

    @Override
    public void remove() {
      all.remove();
      if (last.leave()) {
        SIZE.decrementAndGet();
      }
    }
  }
}
