package dev.weir.core.hook.file;

import dev.weir.bootstrap.Gate;
import dev.weir.core.hook.Bound.Point;
import dev.weir.core.hook.Bound.Target;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Thrown;

/**
 * Refuses what is opened by a path that is relative to an open directory: the row's target is the
 * directory. Without {@code suppress} on entry, see {@code Refused}.
 */
public final class RefusedChild {
  private RefusedChild() {}

  @OnMethodEnter
  static void enter(@Point int point, @Target Object directory, @Argument(0) Object child)
      throws Throwable {
    Throwable refusal = Gate.refuseChild(point, directory, child);
    if (refusal != null) {
      throw refusal;
    }
  }

  @OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
  static void exit(
      @Point int point,
      @Target Object directory,
      @Argument(0) Object child,
      @Thrown Throwable thrown) {
    if (thrown != null) {
      Gate.failedChild(point, directory, child, thrown);
    }
  }
}
