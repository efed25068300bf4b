package dev.weir.core.hook.process;

import dev.weir.bootstrap.OpenGate;
import dev.weir.bootstrap.ProcessGate;
import dev.weir.core.hook.Bound.Point;
import dev.weir.core.hook.Bound.Target;
import java.util.concurrent.CompletableFuture;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.Thrown;

/**
 * A process is started. {@code ProcessImpl.start} is under every public way to start one; the row's
 * target is what completes when it ends. Without {@code suppress}, see {@code Admitted}.
 */
public final class Started {
  private Started() {}

  @OnMethodEnter
  static Object enter(
      @Point int point, @Argument(0) String[] command, @Argument(2) String directory)
      throws Throwable {
    Object admitted = ProcessGate.starting(point, command, directory);
    if (admitted instanceof Throwable) {
      throw (Throwable) admitted;
    }
    return admitted;
  }

  @OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
  static void exit(
      @Enter Object admitted,
      @Point int point,
      @Return Object process,
      @Argument(0) String[] command,
      @Target Object exit,
      @Thrown Throwable thrown) {
    if (thrown != null) {
      OpenGate.failed(point, null, admitted, thrown);
    } else {
      ProcessGate.started(admitted, point, process, command, (CompletableFuture<?>) exit);
    }
  }
}
