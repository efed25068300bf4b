package dev.weir.core.hook.socket;

import dev.weir.bootstrap.SocketGate;
import dev.weir.core.hook.Bound.Point;
import dev.weir.core.hook.Bound.Target;
import net.bytebuddy.asm.Advice.OnMethodEnter;

/** Inlined where a datagram is about to go to a peer. Without {@code suppress}: it refuses. */
public final class Sending {
  private Sending() {}

  @OnMethodEnter
  static void enter(@Point int point, @Target Object target) throws Throwable {
    Throwable refusal = SocketGate.sending(point, target);
    if (refusal != null) {
      throw refusal;
    }
  }
}
