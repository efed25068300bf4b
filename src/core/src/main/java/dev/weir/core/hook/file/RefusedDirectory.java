package dev.weir.core.hook.file;

import dev.weir.bootstrap.OpenGate;
import dev.weir.core.hook.Bound.Point;
import dev.weir.core.hook.Bound.Target;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.Thrown;

/**
 * Refuses to open a directory: before, or when it is open and has turned out to be elsewhere.
 * Without {@code suppress}, see {@code Admitted}.
 */
public final class RefusedDirectory {
  private RefusedDirectory() {}

  @OnMethodEnter
  static void enter(@Point int point, @Target Object target) throws Throwable {
    Throwable refusal = OpenGate.begin(point, target);
    if (refusal != null) {
      throw refusal;
    }
  }

  @OnMethodExit(onThrowable = Throwable.class, backupArguments = false)
  static void exit(
      @Point int point, @Target Object target, @Return Object stream, @Thrown Throwable thrown)
      throws Throwable {
    Throwable refusal = OpenGate.doneDirectory(point, target, stream, thrown);
    if (refusal != null) {
      throw refusal;
    }
  }
}
