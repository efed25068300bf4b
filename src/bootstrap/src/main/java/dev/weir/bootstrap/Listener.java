package dev.weir.bootstrap;

import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * An address at which connections are accepted, and how many. Kept for the life of the JVM, also
 * when the listener is closed and opened again; of a JVM that listens at ever new ports only the
 * first ones have a place of their own.
 */
public final class Listener {
  private static final int MAX = 50;
  private static final ConcurrentHashMap<String, Listener> ALL = new ConcurrentHashMap<>();
  private static final Listener OTHER = new Listener("other");

  private final String address;
  private final LongAdder accepted = new LongAdder();
  private final LongAdder left = new LongAdder();

  private Listener(String address) {
    this.address = address;
  }

  /** Called at a listener's first connection. */
  static Listener at(String address) {
    Listener known = ALL.get(address);
    if (known != null) {
      return known;
    }
    if (ALL.size() >= MAX) {
      ALL.putIfAbsent(OTHER.address, OTHER);
      return OTHER;
    }
    Listener fresh = new Listener(address);
    Listener first = ALL.putIfAbsent(address, fresh);
    return first == null ? fresh : first;
  }

  /** All that have accepted a connection so far, live. */
  public static Collection<Listener> all() {
    return Collections.unmodifiableCollection(ALL.values());
  }

  /** As {@code 0.0.0.0:8080} or a path; {@code other} for those beyond the first fifty. */
  public String address() {
    return address;
  }

  /** Connections accepted so far. */
  public long total() {
    return accepted.sum();
  }

  /** Of these, open now. */
  public long open() {
    long gone = left.sum();
    return Math.max(0, accepted.sum() - gone);
  }

  void accepted() {
    accepted.increment();
  }

  void left() {
    left.increment();
  }

  static void reset() {
    ALL.clear();
  }
}
