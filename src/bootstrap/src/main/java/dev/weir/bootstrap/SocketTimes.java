package dev.weir.bootstrap;

import java.net.SocketTimeoutException;
import java.nio.channels.Channel;
import java.nio.channels.SelectableChannel;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Timeouts of sockets where the application has set none: before a call it is told how long to
 * wait, in the JDK's own way, and after it who has ended it. As fail-open as {@link Gate}.
 */
public final class SocketTimes {
  /** Blocking connects of channels, which know no timeout, and when each has to end. */
  private static final ConcurrentLinkedQueue<Watched> WATCHED = new ConcurrentLinkedQueue<>();

  private SocketTimes() {}

  /** Before a call without a limit: a {@link Timeout}, or null where there is none. */
  public static Object begin(int point, int what) {
    try {
      Rules its = Gate.asked();
      if (its == null) {
        return null;
      }
      Timeout timeout = its.timeout(what);
      if (timeout != null) {
        Gate.point(point).seen();
      }
      return timeout;
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /** When it began; 0 where nobody asks at the end. */
  public static long since(Object begun) {
    return begun == null || ((Timeout) begun).isEnforced() ? 0 : System.nanoTime();
  }

  /** How many ms it may wait; {@code unlimited} where it may for ever. */
  public static int millis(Object begun, int unlimited) {
    return begun == null || !((Timeout) begun).isEnforced()
        ? unlimited
        : ((Timeout) begun).millis();
  }

  /** The same in ns. */
  public static long nanos(Object begun, long unlimited) {
    return begun == null || !((Timeout) begun).isEnforced()
        ? unlimited
        : ((Timeout) begun).millis() * 1_000_000L;
  }

  /** After the call: the value of the field that it took its limit from. */
  public static int restored(Object begun, int field) {
    return begun != null && ((Timeout) begun).isEnforced() && field == ((Timeout) begun).millis()
        ? 0
        : field;
  }

  /**
   * After the call: what it throws.
   *
   * @param since from {@link #since}
   */
  public static Throwable end(Object begun, long since, Throwable thrown) {
    try {
      if (begun == null) {
        return thrown;
      }
      Timeout timeout = (Timeout) begun;
      if (timeout.isEnforced()) {
        return thrown instanceof SocketTimeoutException ? timeout.over(thrown) : thrown;
      }
      if (System.nanoTime() - since > timeout.millis() * 1_000_000L) {
        timeout.over(null);
      }
      return thrown;
    } catch (Throwable t) {
      Tally.error(t);
      return thrown;
    }
  }

  /** Before a connect of a channel: a {@link Watched}, a {@link Timeout}, or null. */
  public static Object watch(int point, Object channel) {
    if (!(channel instanceof SelectableChannel) || !((SelectableChannel) channel).isBlocking()) {
      return null;
    }
    Object begun = begin(point, Timeout.CONNECT);
    if (begun == null || !((Timeout) begun).isEnforced()) {
      return begun;
    }
    // An object of its own beside a handshake with a peer.
    Watched watched = new Watched((Timeout) begun, (Channel) channel);
    WATCHED.add(watched);
    return watched;
  }

  /** After it: what it throws. */
  public static Throwable unwatch(Object begun, long since, Throwable thrown) {
    if (!(begun instanceof Watched)) {
      return end(begun, since, thrown);
    }
    try {
      Watched watched = (Watched) begun;
      WATCHED.remove(watched);
      if (watched.done.compareAndSet(false, true) || thrown == null) {
        return thrown;
      }
      SocketTimeoutException over = new SocketTimeoutException("Connect timed out");
      over.initCause(thrown);
      return watched.timeout.over(over);
    } catch (Throwable t) {
      Tally.error(t);
      return thrown;
    }
  }

  /** Of an HTTP client: what it waits for where the application has set nothing. */
  public static Optional<?> optional(int point, int what, Optional<?> set) {
    try {
      if (set == null || set.isPresent()) {
        return set;
      }
      Timeout timeout = (Timeout) begin(point, what);
      return timeout == null || !timeout.isEnforced() ? set : (Optional<?>) timeout.optional();
    } catch (Throwable t) {
      Tally.error(t);
      return set;
    }
  }

  /**
   * Closes the channels whose connect is over its time, and whoever waits there is freed
   * (AsynchronousCloseException). Every now and then, on a thread of Weir's.
   */
  public static void closeLate() {
    long now = System.nanoTime();
    for (Watched watched : WATCHED) {
      if (now - watched.end >= 0 && watched.done.compareAndSet(false, true)) {
        WATCHED.remove(watched);
        try {
          watched.channel.close();
        } catch (Exception e) {
          Tally.error(e);
        }
      }
    }
  }

  /** Whether one waits. */
  public static boolean isWatching() {
    return !WATCHED.isEmpty();
  }

  /** One that waits; its thread refers to the channel as long as this does. */
  private static final class Watched {
    private final Timeout timeout;
    private final Channel channel;
    private final long end;
    private final AtomicBoolean done = new AtomicBoolean();

    Watched(Timeout timeout, Channel channel) {
      this.timeout = timeout;
      this.channel = channel;
      this.end = System.nanoTime() + timeout.millis() * 1_000_000L;
    }
  }
}
