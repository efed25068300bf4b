package dev.weir.core.hook.socket;

import dev.weir.bootstrap.SocketGate;
import dev.weir.core.hook.Bound.Point;
import net.bytebuddy.asm.Advice.OnMethodEnter;

/** An accept that is to fail. Without {@code suppress}, see {@code Admitted}. */
public final class ForcedAccept {
  private ForcedAccept() {}

  @OnMethodEnter
  static void enter(@Point int point) throws Throwable {
    Throwable forced = SocketGate.accepting(point);
    if (forced != null) {
      throw forced;
    }
  }
}
