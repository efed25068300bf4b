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
 * Inlined where a socket waits for bytes. The limit is given where the JDK reads its field {@code
 * timeout} ({@link Limited}); the field itself is the application's, and is only looked at: a time
 * that it has set meanwhile is its own.
 */
public final class TimedRead {
  private TimedRead() {}

  @OnMethodEnter(suppress = Throwable.class)
  static Wait enter(@Point int point, @FieldValue("timeout") int timeout) {
    return WaitGate.begin(point, Timeout.READ, timeout != 0);
  }

  @OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
  static void exit(
      @Enter Wait wait,
      @FieldValue("timeout") int timeout,
      @Thrown(readOnly = false) Throwable thrown) {
    if (wait != null && (timeout == 0 || wait.millis == 0)) {
      thrown = WaitGate.end(wait, thrown);
    }
  }
}
