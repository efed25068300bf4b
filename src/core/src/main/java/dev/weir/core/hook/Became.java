package dev.weir.core.hook;

import dev.weir.bootstrap.OpenGate;
import dev.weir.core.hook.Bound.Descriptor;
import dev.weir.core.hook.Bound.Owner;
import dev.weir.core.hook.Bound.Point;
import net.bytebuddy.asm.Advice.OnMethodExit;

/** Inlined where what is open goes on as something else. */
final class Became {
  private Became() {}

  @OnMethodExit(suppress = Throwable.class, backupArguments = false)
  static void exit(@Point int point, @Owner Object owner, @Descriptor(0) int descriptor) {
    OpenGate.became(point, owner, descriptor);
  }
}
