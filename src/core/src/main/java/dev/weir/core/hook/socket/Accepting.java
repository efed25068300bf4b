package dev.weir.core.hook.socket;

import dev.weir.bootstrap.SocketGate;
import dev.weir.core.hook.Bound.Point;
import java.io.FileDescriptor;
import java.net.SocketAddress;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;

/** Inlined where a channel has accepted a connection, which may be one too many. */
public final class Accepting {
  private Accepting() {}

  @OnMethodExit(suppress = Throwable.class, backupArguments = false)
  static void exit(
      @Point int point,
      @Argument(0) FileDescriptor listener,
      @Argument(1) FileDescriptor fresh,
      @Argument(2) SocketAddress[] from,
      @Return(readOnly = false) int n) {
    n = SocketGate.accepted(fresh, from, n, listener, point);
  }
}
