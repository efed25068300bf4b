package dev.weir.bootstrap;

/**
 * A call that waits without a limit of the application's. What it is given stands in its fields.
 */
public class Wait {
  /** How many ms it may wait; 0 where it only counts. */
  public final int millis;

  /** The same in ns. */
  public final long nanos;

  private final Timeout timeout;

  /** When it began; of those that only count. */
  private final long since;

  Wait(Timeout timeout, boolean limited, long since) {
    this.timeout = timeout;
    this.millis = limited ? timeout.millis() : 0;
    this.nanos = this.millis * 1_000_000L;
    this.since = since;
  }

  Timeout timeout() {
    return timeout;
  }

  /** It is over: what it throws. */
  Throwable end(Throwable thrown) {
    if (millis > 0) {
      return thrown instanceof java.net.SocketTimeoutException ? timeout.over(thrown) : thrown;
    }
    if (System.nanoTime() - since > timeout.millis() * 1_000_000L) {
      timeout.over(null);
    }
    return thrown;
  }
}
