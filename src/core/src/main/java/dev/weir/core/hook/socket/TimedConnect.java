package dev.weir.core.hook.socket;

import dev.weir.bootstrap.SocketTimes;
import dev.weir.bootstrap.Timeout;
import dev.weir.core.hook.Bound.Point;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.Local;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Thrown;

/** Inlined where a socket connects; its second argument is the limit in ms. */
public final class TimedConnect {
  private TimedConnect() {}

  @OnMethodEnter(suppress = Throwable.class)
  static Object enter(
      @Point int point,
      @Argument(value = 1, readOnly = false) int limit,
      @Local("since") long since) {
    Object begun = limit == 0 ? SocketTimes.begin(point, Timeout.CONNECT) : null;
    since = SocketTimes.since(begun);
    limit = SocketTimes.millis(begun, limit);
    return begun;
  }

  @OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
  static void exit(
      @Enter Object begun, @Local("since") long since, @Thrown(readOnly = false) Throwable thrown) {
    if (begun != null) {
      thrown = SocketTimes.end(begun, since, thrown);
    }
  }
}
