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
public final class WaitGate {
  /** Blocking connects of channels, which know no timeout, and when each has to end. */
  private static final ConcurrentLinkedQueue<Watched> WATCHED = new ConcurrentLinkedQueue<>();

  private WaitGate() {}

  /**
   * Before a call that waits.
   *
   * @param limited whether the application has set a limit
   * @return null where there is nothing to do
   */
  public static Wait begin(int point, int what, boolean limited) {
    try {
      Timeout timeout = limited ? null : timeout(point, what);
      return timeout == null ? null : timeout.begin();
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  private static Timeout timeout(int point, int what) {
    Rules its = Gate.asked();
    Timeout timeout = its == null ? null : its.timeout(what);
    if (timeout != null) {
      Gate.point(point).seen();
    }
    return timeout;
  }

  /**
   * Where the JDK reads how long it is to wait: what it takes for this time.
   *
   * @param set what the application has set, in ms; 0 for no limit
   */
  public static int millis(int set, int point, int what) {
    try {
      Timeout timeout = set != 0 ? null : timeout(point, what);
      return timeout == null || !timeout.isEnforced() ? set : timeout.millis();
    } catch (Throwable t) {
      Tally.error(t);
      return set;
    }
  }

  /** After it: what it throws, or null. */
  public static Throwable end(Wait wait, Throwable thrown) {
    try {
      return wait.end(thrown);
    } catch (Throwable t) {
      Tally.error(t);
      return thrown;
    }
  }

  /** Before a connect of a channel; a non-blocking one does not wait. */
  public static Wait watch(int point, Object channel) {
    try {
      Timeout timeout =
          ((SelectableChannel) channel).isBlocking() ? timeout(point, Timeout.CONNECT) : null;
      if (timeout == null || !timeout.isEnforced()) {
        return timeout == null ? null : timeout.begin();
      }
      // An object of its own beside a handshake with a peer.
      Watched watched = new Watched(timeout, (Channel) channel);
      WATCHED.add(watched);
      return watched;
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /** Of an HTTP client: what it waits for where the application has set nothing. */
  public static Optional<?> optional(int point, int what, Optional<?> set) {
    try {
      if (set == null || set.isPresent()) {
        return set;
      }
      Timeout timeout = timeout(point, what);
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

  /** One that waits; its thread refers to the channel as long as this does. */
  private static final class Watched extends Wait {
    private final Channel channel;
    private final long end;
    private final AtomicBoolean done = new AtomicBoolean();

    Watched(Timeout timeout, Channel channel) {
      super(timeout, true, 0);
      this.channel = channel;
      this.end = System.nanoTime() + nanos;
    }

    @Override
    Throwable end(Throwable thrown) {
      WATCHED.remove(this);
      if (done.compareAndSet(false, true)) {
        return thrown;
      }
      // Its channel is closed or about to be, also if the connect itself came just in time.
      SocketTimeoutException over = new SocketTimeoutException("Connect timed out");
      over.initCause(thrown);
      return timeout().over(over);
    }
  }
}
