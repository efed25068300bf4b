package dev.weir.core.hook.socket;

import dev.weir.bootstrap.Wait;
import dev.weir.bootstrap.WaitGate;
import dev.weir.core.hook.Bound.Point;
import net.bytebuddy.asm.Advice.Enter;
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
  static Wait enter(@Point int point, @This Object channel) {
    return WaitGate.watch(point, channel);
  }

  @OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
  static void exit(@Enter Wait wait, @Thrown(readOnly = false) Throwable thrown) {
    if (wait != null) {
      thrown = WaitGate.end(wait, thrown);
    }
  }
}
