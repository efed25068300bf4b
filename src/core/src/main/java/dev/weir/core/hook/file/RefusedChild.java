package dev.weir.core.hook.file;

import dev.weir.bootstrap.OpenGate;
import dev.weir.core.hook.Bound.Point;
import dev.weir.core.hook.Bound.Target;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.Thrown;

/**
 * The same for a directory that is opened by a path relative to an open one: the row's target is
 * that. Without {@code suppress}, see {@code Admitted}.
 */
public final class RefusedChild {
  private RefusedChild() {}

  @OnMethodEnter
  static void enter(@Point int point, @Target Object directory, @Argument(0) Object child)
      throws Throwable {
    Throwable refusal = OpenGate.beginChild(point, directory, child);
    if (refusal != null) {
      throw refusal;
    }
  }

  @OnMethodExit(onThrowable = Throwable.class, backupArguments = false)
  static void exit(
      @Point int point,
      @Target Object directory,
      @Argument(0) Object child,
      @Return Object stream,
      @Thrown Throwable thrown)
      throws Throwable {
    Throwable refusal = OpenGate.doneChild(point, directory, child, stream, thrown);
    if (refusal != null) {
      throw refusal;
    }
  }
}
