package dev.weir.core.hook.file;

import dev.weir.bootstrap.PathGate;
import dev.weir.core.hook.Bound.Descriptor;
import dev.weir.core.hook.Bound.Point;
import dev.weir.core.hook.Bound.Target;
import net.bytebuddy.asm.Advice.OnMethodEnter;

/** Something is done to what the row's target leads to. */
public final class UsedPath {
  private UsedPath() {}

  @OnMethodEnter
  static void enter(@Point int point, @Descriptor(0) int dir, @Target Object path)
      throws Throwable {
    Throwable refusal = PathGate.use(point, dir, path);
    if (refusal != null) {
      throw refusal;
    }
  }
}
