package dev.weir.core.hook.process;

import dev.weir.bootstrap.ProcessGate;
import dev.weir.core.hook.Bound.Point;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.FieldValue;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;

/** The pipes that are opened inside belong to the new process. */
public final class Streamed {
  private Streamed() {}

  @OnMethodEnter(suppress = Throwable.class)
  static void enter(@Point int point, @FieldValue("pid") int pid, @Argument(0) int[] descriptors) {
    ProcessGate.streaming(point, pid, descriptors);
  }

  @OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
  static void exit() {
    ProcessGate.streamed();
  }
}
