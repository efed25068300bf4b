package dev.weir.core.hook;

import dev.weir.bootstrap.OpenGate;
import dev.weir.core.hook.Bound.Descriptor;
import dev.weir.core.hook.Bound.Owner;
import dev.weir.core.hook.Bound.Point;
import dev.weir.core.hook.Bound.Reads;
import dev.weir.core.hook.Bound.Target;
import dev.weir.core.hook.Bound.Writes;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Thrown;

/**
 * Inlined where an open may be refused and its descriptor is known at the end. Without {@code
 * suppress}: it would swallow the refusal. The gate has caught everything of its own and returns
 * what is to be thrown.
 */
final class Admitted {
  private Admitted() {}

  @OnMethodEnter
  static Object enter(@Point int point, @Target Object target, @Reads int reads, @Writes int writes)
      throws Throwable {
    Object admitted = OpenGate.admit(point, target, reads, writes);
    if (admitted instanceof Throwable) {
      throw (Throwable) admitted;
    }
    return admitted;
  }

  @OnMethodExit(onThrowable = Throwable.class, backupArguments = false)
  static void exit(
      @Enter Object admitted,
      @Point int point,
      @Owner Object owner,
      @Target Object target,
      @Reads int reads,
      @Writes int writes,
      @Descriptor(0) int fd,
      @Thrown Throwable thrown)
      throws Throwable {
    if (thrown != null) {
      OpenGate.failed(point, target, admitted, thrown);
    } else {
      Throwable refusal = OpenGate.opened(admitted, point, owner, target, reads, writes, fd);
      if (refusal != null) {
        throw refusal;
      }
    }
  }
}
