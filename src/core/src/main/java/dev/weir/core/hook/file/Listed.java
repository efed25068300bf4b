package dev.weir.core.hook.file;

import dev.weir.bootstrap.PathGate;
import dev.weir.core.hook.Bound.Descriptor;
import dev.weir.core.hook.Bound.Point;
import dev.weir.core.hook.Bound.Target;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.This;

/** The end of a directory stream's constructor: it is open, and nobody has it yet. */
public final class Listed {
  private Listed() {}

  @OnMethodExit(backupArguments = false)
  static void exit(
      @Point int point, @This Object stream, @Target Object path, @Descriptor(0) int descriptor)
      throws Throwable {
    Throwable refusal = PathGate.directory(point, stream, path, descriptor);
    if (refusal != null) {
      throw refusal;
    }
  }
}
