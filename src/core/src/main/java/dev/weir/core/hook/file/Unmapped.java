package dev.weir.core.hook.file;

import dev.weir.bootstrap.MappingGate;
import dev.weir.core.hook.Bound.Point;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.This;

/** A mapping ends: its arena was closed, or nobody refers to the buffer any more. */
public final class Unmapped {
  private Unmapped() {}

  @OnMethodEnter(suppress = Throwable.class)
  static void enter(@Point int point, @This Object unmapper) {
    MappingGate.unmapped(point, unmapper);
  }
}
