package dev.weir.core.hook;

import dev.weir.bootstrap.SocketGate;
import dev.weir.core.hook.Bound.Descriptor;
import dev.weir.core.hook.Bound.Owner;
import dev.weir.core.hook.Bound.Point;
import dev.weir.core.hook.Bound.Port;
import dev.weir.core.hook.Bound.Target;
import net.bytebuddy.asm.Advice.OnMethodEnter;

/**
 * Inlined where a socket begins to connect: also one that will not succeed has a peer. Without
 * {@code suppress}, see {@link Admitted}.
 */
final class Connected {
  private Connected() {}

  @OnMethodEnter
  static void enter(
      @Point int point,
      @Owner Object owner,
      @Descriptor(0) int descriptor,
      @Target Object address,
      @Port int port)
      throws Throwable {
    Throwable refusal = SocketGate.connected(point, owner, descriptor, address, port);
    if (refusal != null) {
      throw refusal;
    }
  }
}
