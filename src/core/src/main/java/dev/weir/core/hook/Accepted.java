package dev.weir.core.hook;

import dev.weir.bootstrap.SocketGate;
import dev.weir.core.hook.Bound.Descriptor;
import dev.weir.core.hook.Bound.Point;
import dev.weir.core.hook.Bound.Port;
import dev.weir.core.hook.Bound.Target;
import net.bytebuddy.asm.Advice.OnMethodExit;

/** Inlined where a connection has been accepted: the first descriptor is its own. */
final class Accepted {
  private Accepted() {}

  @OnMethodExit(suppress = Throwable.class, backupArguments = false)
  static void exit(
      @Point int point,
      @Descriptor(0) int descriptor,
      @Descriptor(1) int listener,
      @Target Object address,
      @Port int port) {
    SocketGate.accepted(point, descriptor, listener, address, port);
  }
}
