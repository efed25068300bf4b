package dev.weir.core.hook;

import dev.weir.bootstrap.OpenGate;
import dev.weir.core.hook.Bound.Descriptor;
import dev.weir.core.hook.Bound.Owner;
import dev.weir.core.hook.Bound.Point;
import dev.weir.core.hook.Bound.Reads;
import dev.weir.core.hook.Bound.Target;
import dev.weir.core.hook.Bound.Writes;
import net.bytebuddy.asm.Advice.OnMethodExit;

/** Inlined where something has been opened: on normal return only, so on constructors too. */
final class Opened {
  private Opened() {}

  @OnMethodExit(suppress = Throwable.class, backupArguments = false)
  static void exit(
      @Point int point,
      @Owner Object owner,
      @Target Object target,
      @Reads int reads,
      @Writes int writes,
      @Descriptor(0) int first,
      @Descriptor(1) int second,
      @Descriptor(2) int third) {
    OpenGate.opened(point, owner, target, reads, writes, first, second, third);
  }
}
