package dev.weir.core.hook.file;

import dev.weir.bootstrap.PathGate;
import dev.weir.core.hook.Bound.Point;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;

/** {@code File.createTempFile}, which makes the file itself: where, and with which permissions. */
public final class MadeWithin {
  private MadeWithin() {}

  @OnMethodEnter
  static void enter(@Point int point, @Argument(2) Object directory) throws Throwable {
    Throwable refusal = PathGate.within(point, directory);
    if (refusal != null) {
      throw refusal;
    }
  }

  @OnMethodExit(suppress = Throwable.class, backupArguments = false)
  static void exit(@Point int point, @Return Object made) {
    PathGate.narrow(point, made);
  }
}
