package dev.weir.core.hook.socket;

import dev.weir.bootstrap.SocketGate;
import dev.weir.core.hook.Bound.Descriptor;
import dev.weir.core.hook.Bound.Owner;
import dev.weir.core.hook.Bound.Point;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;

/** Inlined where a native transport of Netty's has written bytes. */
public final class NettySent {
  private NettySent() {}

  @OnMethodExit(suppress = Throwable.class, backupArguments = false)
  static void exit(
      @Point int point, @Owner Object owner, @Descriptor(0) int descriptor, @Return long n) {
    SocketGate.moved(point, owner, descriptor, n, false);
  }
}
