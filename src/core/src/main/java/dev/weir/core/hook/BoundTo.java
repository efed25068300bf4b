package dev.weir.core.hook;

import dev.weir.bootstrap.SocketGate;
import dev.weir.core.hook.Bound.Descriptor;
import dev.weir.core.hook.Bound.Owner;
import dev.weir.core.hook.Bound.Point;
import dev.weir.core.hook.Bound.Port;
import dev.weir.core.hook.Bound.Target;
import net.bytebuddy.asm.Advice.OnMethodExit;

/** Inlined where a socket has been bound. */
final class BoundTo {
  private BoundTo() {}

  @OnMethodExit(suppress = Throwable.class, backupArguments = false)
  static void exit(
      @Point int point,
      @Owner Object owner,
      @Descriptor(0) int descriptor,
      @Target Object address,
      @Port int port) {
    SocketGate.bound(point, owner, descriptor, address, port);
  }
}
