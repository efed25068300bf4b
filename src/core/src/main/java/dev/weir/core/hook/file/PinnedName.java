package dev.weir.core.hook.file;

import dev.weir.bootstrap.PathGate;
import dev.weir.bootstrap.Pin;
import dev.weir.core.hook.Bound.Descriptor;
import dev.weir.core.hook.Bound.Point;
import java.nio.file.Path;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Thrown;

/** What is made or removed by one name, in a directory that the rules hold on to. */
public final class PinnedName {
  private PinnedName() {}

  @OnMethodEnter
  static Pin enter(
      @Point int point, @Descriptor(0) int dir, @Argument(value = 0, readOnly = false) Path path)
      throws Throwable {
    Pin pin = PathGate.names(point, dir, path, -1, null, null);
    if (pin != null) {
      if (pin.refusal != null) {
        throw pin.refusal;
      }
      path = (Path) pin.first;
    }
    return pin;
  }

  @OnMethodExit(onThrowable = Throwable.class, backupArguments = false)
  static void exit(@Enter Pin pin, @Thrown(readOnly = false) Throwable thrown) {
    if (pin != null) {
      thrown = PathGate.release(pin, thrown);
    }
  }
}
