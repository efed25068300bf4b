package dev.weir.core.limit;

import dev.weir.bootstrap.Timeout;
import dev.weir.core.config.Mode;
import dev.weir.core.config.Policy.Sockets;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;

/** How long sockets may wait where the application has set no limit. */
final class SocketTimeouts {
  private final Timeout[] all = new Timeout[3];

  SocketTimeouts(Sockets policy) {
    all[Timeout.CONNECT] = of("sockets.connect-timeout", policy.connectTimeout(), policy.mode());
    all[Timeout.ACCEPT] = of("sockets.accept-timeout", policy.acceptTimeout(), policy.mode());
    all[Timeout.READ] = of("sockets.read-timeout", policy.readTimeout(), policy.mode());
  }

  private static Timeout of(String key, Duration duration, Mode mode) {
    return duration == null ? null : new One(key, duration, mode);
  }

  /** Null for no limit. */
  Timeout of(int what) {
    return all[what];
  }

  /** As a policy writes it. */
  static String text(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  private static final class One extends Timeout {
    private final Limit limit;
    private final Optional<Duration> optional;

    One(String key, Duration duration, Mode mode) {
      super(Math.max(1, Math.min(Integer.MAX_VALUE, duration.toMillis())), mode == Mode.ENFORCE);
      this.optional = Optional.of(duration);
      this.limit =
          new Limit(
              key,
              text(duration),
              mode,
              "set a timeout there in the code, or raise " + key + "; or look after the peer");
      over(new SocketTimeoutException(), false); // loads what the first would
    }

    @Override
    public Object optional() {
      return optional;
    }

    @Override
    public Throwable over(Throwable thrown) {
      return over(thrown, true);
    }

    private Throwable over(Throwable thrown, boolean counts) {
      if (counts) {
        limit.observe("");
      }
      if (thrown == null) {
        return null;
      }
      SocketTimeoutException said =
          new SocketTimeoutException(thrown.getMessage() + ": " + limit.text());
      said.initCause(thrown.getCause());
      said.setStackTrace(thrown.getStackTrace());
      return said;
    }
  }
}
