package dev.weir.core.hook.file;

import dev.weir.bootstrap.PathGate;
import dev.weir.bootstrap.Pin;
import dev.weir.core.hook.Bound.Point;
import java.nio.file.Path;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.implementation.bytecode.assign.Assigner.Typing;

/** What is copied, moved or linked from one name to another, both held on to by the rules. */
public final class PinnedNames {
  private PinnedNames() {}

  @OnMethodEnter
  static Pin enter(
      @Point int point,
      @Argument(value = 0, readOnly = false) Path first,
      @Argument(value = 1, readOnly = false) Path second,
      @Argument(value = 2, optional = true, typing = Typing.DYNAMIC) Object options)
      throws Throwable {
    Pin pin = PathGate.names(point, -1, first, -1, second, options);
    if (pin != null) {
      if (pin.refusal != null) {
        throw pin.refusal;
      }
      first = (Path) pin.first;
      second = (Path) pin.second;
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
