package dev.weir.core.hook;

import dev.weir.bootstrap.Gate;
import dev.weir.core.hook.Bound.Descriptor;
import dev.weir.core.hook.Bound.Owner;
import dev.weir.core.hook.Bound.Point;
import net.bytebuddy.asm.Advice.OnMethodEnter;

/** Inlined where the application closes what may hold its descriptor for a while. */
final class Closing {
  private Closing() {}

  @OnMethodEnter(suppress = Throwable.class)
  static void enter(@Point int point, @Owner Object owner, @Descriptor(0) int descriptor) {
    Gate.closing(point, owner, descriptor);
  }
}
