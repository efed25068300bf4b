package dev.weir.core.hook.socket;

import dev.weir.bootstrap.SocketTimes;
import dev.weir.core.hook.Bound.Point;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.Local;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.asm.Advice.Thrown;

/**
 * Inlined where a channel connects, which knows no limit: it is closed when it is over its time.
 */
public final class WatchedConnect {
  private WatchedConnect() {}

  @OnMethodEnter(suppress = Throwable.class)
  static Object enter(@Point int point, @This Object channel, @Local("since") long since) {
    since = System.nanoTime();
    return SocketTimes.watch(point, channel);
  }

  @OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
  static void exit(
      @Enter Object begun, @Local("since") long since, @Thrown(readOnly = false) Throwable thrown) {
    if (begun != null) {
      thrown = SocketTimes.unwatch(begun, since, thrown);
    }
  }
}
