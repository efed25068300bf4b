package dev.weir.core.hook.file;

import dev.weir.bootstrap.PathGate;
import dev.weir.bootstrap.Pin;
import dev.weir.core.hook.Bound.Descriptor;
import dev.weir.core.hook.Bound.Point;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.implementation.bytecode.assign.Assigner.Typing;

/** {@code SecureDirectoryStream.move}: from one open directory to another. */
public final class PinnedMove {
  private PinnedMove() {}

  @OnMethodEnter
  static Pin enter(
      @Point int point,
      @Descriptor(0) int from,
      @Descriptor(1) int to,
      @Argument(value = 0, readOnly = false, typing = Typing.DYNAMIC) Object first,
      @Argument(value = 2, readOnly = false, typing = Typing.DYNAMIC) Object second)
      throws Throwable {
    Pin pin = PathGate.names(point, from, first, to, second, null);
    if (pin != null) {
      if (pin.refusal != null) {
        throw pin.refusal;
      }
      first = pin.first;
      second = pin.second;
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
