package dev.weir.core.hook.file;

import dev.weir.bootstrap.PathGate;
import dev.weir.core.hook.Bound.Point;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnNonDefaultValue;
import net.bytebuddy.asm.Advice.This;

/** A method of {@code File} that says no by {@code false} or {@code null}. */
public final class UsedFile {
  private UsedFile() {}

  @OnMethodEnter(skipOn = OnNonDefaultValue.class)
  static boolean enter(@Point int point, @This Object file) {
    return PathGate.refuses(point, file);
  }
}
