package dev.weir.core.hook.process;

import dev.weir.bootstrap.Gate;
import dev.weir.core.hook.Bound.Point;
import dev.weir.core.hook.Bound.Target;
import java.util.concurrent.CompletableFuture;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;

/**
 * A process was started. {@code ProcessImpl.start} is under every public way to start one; the
 * row's target is what completes when it ends.
 */
public final class Started {
  private Started() {}

  @OnMethodExit(suppress = Throwable.class, backupArguments = false)
  static void exit(
      @Point int point,
      @Return Object process,
      @Argument(0) String[] command,
      @Target Object exit) {
    Gate.started(point, process, command, (CompletableFuture<?>) exit);
  }
}
