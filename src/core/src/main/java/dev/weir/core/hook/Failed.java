package dev.weir.core.hook;

import dev.weir.bootstrap.OpenGate;
import dev.weir.core.hook.Bound.Point;
import dev.weir.core.hook.Bound.Target;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Thrown;

/** Inlined where "Too many open files" can be seen, and nothing is refused. */
final class Failed {
  private Failed() {}

  @OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
  static void exit(@Point int point, @Target Object target, @Thrown Throwable thrown) {
    if (thrown != null) {
      OpenGate.failed(point, target, null, thrown);
    }
  }
}
