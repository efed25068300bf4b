package dev.weir.core.limit;

import dev.weir.bootstrap.SocketHandle;
import dev.weir.core.config.Policy.Sockets;
import dev.weir.core.limit.ConnectionTally.Closed;
import java.time.Duration;

/**
 * Which accepted connections are over their time: on which nothing has come yet, or nothing moves.
 * One that is exempt never is. Any thread.
 */
public final class SlowConnections {
  private final Connections connections;
  private final Clock firstByte;
  private final Clock idle;

  SlowConnections(Sockets policy, Connections connections) {
    this.connections = connections;
    firstByte =
        clock(policy, "sockets.first-byte-timeout", policy.firstByteTimeout(), Closed.FIRST_BYTE);
    idle = clock(policy, "sockets.idle-timeout", policy.idleTimeout(), Closed.IDLE);
  }

  private static Clock clock(Sockets policy, String key, Duration duration, Closed reason) {
    return duration == null
        ? null
        : new Clock(
            duration.toNanos(),
            reason,
            new Limit(
                key,
                SocketTimeouts.text(duration),
                policy.mode(),
                "raise " + key + ", or add the peer to sockets.exempt"));
  }

  /** Whether there is anything to look for. */
  public boolean isOn() {
    return firstByte != null || idle != null;
  }

  /**
   * The clock that has run out for a connection; null if none has.
   *
   * @param since from when on it is known whether bytes move, in ns
   */
  public Clock over(SocketHandle handle, long now, long since) {
    long opened = handle.openedNanos();
    long start = opened - since > 0 ? opened : since;
    long moved = handle.movedNanos();
    Clock over = null;
    if (firstByte != null
        && opened - since > 0
        && !handle.heard()
        && now - start > firstByte.nanos()) {
      over = firstByte;
    } else if (idle != null
        && now - (moved == 0 || moved - start < 0 ? start : moved) > idle.nanos()) {
      over = idle;
    }
    return over == null || connections.isExempt(handle) ? null : over;
  }

  /**
   * One of the two limits.
   *
   * @param nanos after which it has run out
   * @param reason as it is counted
   * @param limit as the policy has it
   */
  public record Clock(long nanos, Closed reason, Limit limit) {}
}
