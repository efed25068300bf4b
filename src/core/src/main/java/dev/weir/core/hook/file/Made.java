package dev.weir.core.hook.file;

import dev.weir.bootstrap.OpenGate;
import dev.weir.core.hook.Bound.Point;
import dev.weir.core.hook.Bound.Target;
import net.bytebuddy.asm.Advice.OnMethodExit;

/** A temp file or a temp directory was made: the row's target. */
public final class Made {
  private Made() {}

  @OnMethodExit(suppress = Throwable.class, backupArguments = false)
  static void exit(@Point int point, @Target Object path) {
    OpenGate.made(point, path);
  }
}
