package dev.weir.core.hook;

import dev.weir.bootstrap.Gate;
import dev.weir.core.hook.Bound.Descriptor;
import dev.weir.core.hook.Bound.Owner;
import dev.weir.core.hook.Bound.Point;
import net.bytebuddy.asm.Advice.OnMethodEnter;

/** Inlined where a close begins that is final, also if it throws later. */
final class Closed {
  private Closed() {}

  @OnMethodEnter(suppress = Throwable.class)
  static void enter(@Point int point, @Owner Object owner, @Descriptor(0) int descriptor) {
    Gate.closed(point, owner, descriptor);
  }
}
