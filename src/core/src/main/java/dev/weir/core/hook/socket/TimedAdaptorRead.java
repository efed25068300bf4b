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

/**
 * Inlined where a channel waits for bytes for its adaptor; its fourth argument is the limit in ns.
 */
public final class TimedAdaptorRead {
  private TimedAdaptorRead() {}

  @OnMethodEnter(suppress = Throwable.class)
  static Wait enter(@Point int point, @Argument(value = 3, readOnly = false) long limit) {
    Wait wait = WaitGate.begin(point, Timeout.READ, limit != 0);
    if (wait != null && wait.millis > 0) {
      limit = wait.nanos;
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
