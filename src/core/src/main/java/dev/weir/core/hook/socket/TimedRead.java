package dev.weir.core.hook.socket;

import dev.weir.bootstrap.SocketTimes;
import dev.weir.bootstrap.Timeout;
import dev.weir.core.hook.Bound.Point;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.FieldValue;
import net.bytebuddy.asm.Advice.Local;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Thrown;

/**
 * Inlined where a socket waits for bytes. The limit stands in the JDK's own field while it waits,
 * and not afterwards.
 */
public final class TimedRead {
  private TimedRead() {}

  @OnMethodEnter(suppress = Throwable.class)
  static Object enter(
      @Point int point,
      @FieldValue(value = "timeout", readOnly = false) int timeout,
      @Local("since") long since) {
    Object begun = timeout == 0 ? SocketTimes.begin(point, Timeout.READ) : null;
    since = SocketTimes.since(begun);
    if (begun != null) {
      timeout = SocketTimes.millis(begun, timeout);
    }
    return begun;
  }

  @OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
  static void exit(
      @Enter Object begun,
      @FieldValue(value = "timeout", readOnly = false) int timeout,
      @Local("since") long since,
      @Thrown(readOnly = false) Throwable thrown) {
    if (begun != null) {
      timeout = SocketTimes.restored(begun, timeout);
      thrown = SocketTimes.end(begun, since, thrown);
    }
  }
}
