package dev.weir.core.hook.socket;

import dev.weir.bootstrap.Timeout;
import dev.weir.bootstrap.Wait;
import dev.weir.bootstrap.WaitGate;
import dev.weir.core.hook.Bound.Point;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.FieldValue;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Thrown;

/**
 * Inlined where a server socket waits for a connection. The limit stands in the JDK's own field
 * while it waits, and not afterwards.
 */
public final class TimedAccept {
  private TimedAccept() {}

  @OnMethodEnter(suppress = Throwable.class)
  static Wait enter(
      @Point int point, @FieldValue(value = "timeout", readOnly = false) int timeout) {
    Wait wait = WaitGate.begin(point, Timeout.ACCEPT, timeout != 0);
    if (wait != null) {
      timeout = wait.millis;
    }
    return wait;
  }

  @OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
  static void exit(
      @Enter Wait wait,
      @FieldValue(value = "timeout", readOnly = false) int timeout,
      @Thrown(readOnly = false) Throwable thrown) {
    if (wait != null) {
      if (timeout == wait.millis) {
        timeout = 0;
      }
      thrown = WaitGate.end(wait, thrown);
    }
  }
}
