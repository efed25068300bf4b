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

/**
 * Inlined where a channel waits for bytes for its adaptor; its fourth argument is the limit in ns.
 */
public final class TimedAdaptorRead {
  private TimedAdaptorRead() {}

  @OnMethodEnter(suppress = Throwable.class)
  static Object enter(
      @Point int point,
      @Argument(value = 3, readOnly = false) long limit,
      @Local("since") long since) {
    Object begun = limit == 0 ? SocketTimes.begin(point, Timeout.READ) : null;
    since = SocketTimes.since(begun);
    limit = SocketTimes.nanos(begun, limit);
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
