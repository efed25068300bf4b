package dev.weir.core.hook.file;

import dev.weir.bootstrap.Outcome;
import dev.weir.bootstrap.PathGate;
import dev.weir.core.hook.Bound.Point;
import dev.weir.core.hook.Bound.Target;
import java.io.File;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.OnNonDefaultValue;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;

/**
 * A method of {@code File} whose work the rules do: its own path cannot be exchanged, and what it
 * calls is native on 17.
 */
public final class FileDone {
  private FileDone() {}

  @OnMethodEnter(skipOn = OnNonDefaultValue.class)
  static Outcome enter(@Point int point, @This File file, @Target Object second) {
    return PathGate.file(point, file, second);
  }

  @OnMethodExit(backupArguments = false)
  static void exit(@Enter Outcome outcome, @Return(readOnly = false) boolean result)
      throws Throwable {
    if (outcome != null) {
      if (outcome.thrown != null) {
        throw outcome.thrown;
      }
      result = outcome.result;
    }
  }
}
