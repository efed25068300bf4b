package dev.weir.core.hook.socket;

import dev.weir.bootstrap.Timeout;
import dev.weir.bootstrap.Wait;
import dev.weir.bootstrap.WaitGate;
import dev.weir.core.hook.Bound.Point;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Thrown;

/** Inlined where a socket connects; its second argument is the limit in ms. */
public final class TimedConnect {
  private TimedConnect() {}

  @OnMethodEnter(suppress = Throwable.class)
  static Wait enter(@Point int point, @Argument(value = 1, readOnly = false) int limit) {
    Wait wait = WaitGate.begin(point, Timeout.CONNECT, limit != 0);
    if (wait != null && wait.millis > 0) {
      limit = wait.millis;
    }
    return wait;
  }

  @OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
  static void exit(@Enter Wait wait, @Thrown(readOnly = false) Throwable thrown) {
    if (wait != null) {
      thrown = WaitGate.end(wait, thrown);
    }
  }
}
