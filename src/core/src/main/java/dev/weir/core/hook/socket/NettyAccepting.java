package dev.weir.core.hook.socket;

import dev.weir.bootstrap.SocketGate;
import dev.weir.core.hook.Bound.Descriptor;
import dev.weir.core.hook.Bound.Owner;
import dev.weir.core.hook.Bound.Point;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.OnNonDefaultValue;
import net.bytebuddy.asm.Advice.Return;

/**
 * Inlined where a native transport of Netty's has accepted a connection. One too many is closed,
 * and the accept is made once more: it does not block, so in the end there is none.
 */
public final class NettyAccepting {
  private NettyAccepting() {}

  @OnMethodExit(repeatOn = OnNonDefaultValue.class, suppress = Throwable.class)
  static boolean exit(
      @Point int point,
      @Owner Object listener,
      @Descriptor(0) int descriptor,
      @Argument(0) byte[] from,
      @Return int number) {
    return SocketGate.tooMany(point, listener, descriptor, from, number);
  }
}
