package dev.weir.core.hook.file;

import dev.weir.bootstrap.PathGate;
import dev.weir.bootstrap.Pin;
import dev.weir.core.hook.Bound.Point;
import dev.weir.core.hook.Bound.Writes;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Thrown;

/**
 * java.io opens to write what the rules hold on to. The name is given back afterwards: the points
 * around this one read it. Without {@code suppress} on entry, see {@code Refused}.
 */
public final class PinnedStream {
  private PinnedStream() {}

  @OnMethodEnter
  static Pin enter(
      @Point int point, @Argument(value = 0, readOnly = false) String name, @Writes int writes)
      throws Throwable {
    Pin pin = PathGate.stream(point, name, writes);
    if (pin != null) {
      if (pin.refusal != null) {
        throw pin.refusal;
      }
      name = (String) pin.first;
    }
    return pin;
  }

  @OnMethodExit(onThrowable = Throwable.class, backupArguments = false)
  static void exit(
      @Enter Pin pin,
      @Argument(value = 0, readOnly = false) String name,
      @Thrown(readOnly = false) Throwable thrown) {
    if (pin != null) {
      name = (String) pin.given;
      thrown = PathGate.release(pin, thrown);
    }
  }
}
