package dev.weir.core.hook;

import dev.weir.bootstrap.OpenGate;
import dev.weir.core.hook.Bound.Point;
import dev.weir.core.hook.Bound.Target;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Thrown;

/**
 * Inlined where an open may be refused, and another hook sees its descriptor. The entry is without
 * {@code suppress}, see {@link Admitted}.
 */
final class Refused {
  private Refused() {}

  @OnMethodEnter
  static void enter(@Point int point, @Target Object target) throws Throwable {
    Throwable refusal = OpenGate.begin(point, target);
    if (refusal != null) {
      throw refusal;
    }
  }

  @OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
  static void exit(@Point int point, @Target Object target, @Thrown Throwable thrown) {
    if (thrown != null) {
      OpenGate.done(point, target, thrown);
    }
  }
}
