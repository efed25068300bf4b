package dev.weir.core.hook.socket;

import dev.weir.bootstrap.SocketGate;
import dev.weir.core.hook.Bound.Descriptor;
import dev.weir.core.hook.Bound.Owner;
import dev.weir.core.hook.Bound.Point;
import dev.weir.core.hook.Bound.Target;
import net.bytebuddy.asm.Advice.OnMethodExit;

/** Inlined where the object is known that closes a socket. */
public final class Closer {
  private Closer() {}

  @OnMethodExit(suppress = Throwable.class, backupArguments = false)
  static void exit(
      @Point int point, @Owner Object owner, @Descriptor(0) int descriptor, @Target Object object) {
    SocketGate.closedBy(point, owner, descriptor, object);
  }
}
