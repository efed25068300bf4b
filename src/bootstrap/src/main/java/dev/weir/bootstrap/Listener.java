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
  private static final Listener OTHER = new Listener("other", null);

  private final String address;

  /** Where it is counted for reports: itself, or {@link #OTHER}. */
  private final Listener shown;

  private final Budget budget = new Budget();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder left = new LongAdder();

  private Listener(String address, Listener shown) {
    this.address = address;
    this.shown = shown == null ? this : shown;
  }

  /** Called at a listener's first connection. */
  static Listener at(String address) {
    Listener known = ALL.get(address);
    if (known != null) {
      return known;
    }
    if (ALL.size() >= MAX) {
      ALL.putIfAbsent(OTHER.address, OTHER);
      return new Listener(address, OTHER);
    }
    Listener fresh = new Listener(address, null);
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

  /** The port; 0 of a domain socket. */
  public int port() {
    int port = 0;
    for (int i = address.lastIndexOf(':') + 1; i < address.length(); i++) {
      char digit = address.charAt(i);
      if (digit < '0' || digit > '9' || address.charAt(0) == '/') {
        return 0;
      }
      port = port * 10 + digit - '0';
    }
    return port;
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

  /** What limits its connections counts with; of each listener its own. */
  public Budget budget() {
    return budget;
  }

  void accepted() {
    shown.accepted.increment();
  }

  void left() {
    shown.left.increment();
  }

  static void reset() {
    ALL.clear();
  }
}
