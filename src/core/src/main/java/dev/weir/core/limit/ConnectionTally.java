package dev.weir.core.limit;

import java.util.concurrent.atomic.LongAdder;

/** Connections that Weir has ended, since the start, by why. Any thread. */
public final class ConnectionTally {
  private ConnectionTally() {}

  /** Why an accepted connection was closed at once; the label is the end of the policy's key. */
  public enum Refused {
    MAX_OPEN("max-open"),
    MAX_CONNECTIONS("max-connections"),
    MAX_CONNECTIONS_PER_LISTENER("max-connections-per-listener"),
    MAX_CONNECTIONS_PER_PEER("max-connections-per-peer");

    private final String label;
    private final LongAdder count = new LongAdder();

    Refused(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }

    public long count() {
      return count.sum();
    }

    void add() {
      count.increment();
    }
  }

  /** Why a socket that was open was closed. */
  public enum Closed {
    FIRST_BYTE("first-byte-timeout"),
    IDLE("idle-timeout"),
    OVERDUE("max-age");

    private final String label;
    private final LongAdder count = new LongAdder();

    Closed(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }

    public long count() {
      return count.sum();
    }

    /** One more. */
    public void add() {
      count.increment();
    }
  }
}
