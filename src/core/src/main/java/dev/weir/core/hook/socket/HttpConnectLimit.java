package dev.weir.core.hook.socket;

import dev.weir.bootstrap.Timeout;
import dev.weir.bootstrap.WaitGate;
import dev.weir.core.hook.Bound.Point;
import java.util.Optional;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;

/** Inlined where the JDK's HTTP client is asked how long it may connect. */
public final class HttpConnectLimit {
  private HttpConnectLimit() {}

  @OnMethodExit(suppress = Throwable.class, backupArguments = false)
  static void exit(@Point int point, @Return(readOnly = false) Optional<?> set) {
    set = WaitGate.optional(point, Timeout.CONNECT, set);
  }
}
