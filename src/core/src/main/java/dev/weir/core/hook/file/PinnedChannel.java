package dev.weir.core.hook.file;

import dev.weir.bootstrap.PathGate;
import dev.weir.bootstrap.Pin;
import dev.weir.core.hook.Bound.Point;
import dev.weir.core.hook.Bound.Reads;
import dev.weir.core.hook.Bound.Target;
import dev.weir.core.hook.Bound.Writes;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.implementation.bytecode.assign.Assigner.Typing;

/**
 * A channel opens to write or to delete what the rules hold on to: {@code UnixChannelFactory.open},
 * whose flags are the row's target and whose mode is its last argument, the fourth on 25 and the
 * fifth on 17.
 */
public final class PinnedChannel {
  private PinnedChannel() {}

  @OnMethodEnter
  static Pin enter(
      @Point int point,
      @Argument(0) int dir,
      @Argument(value = 1, readOnly = false, typing = Typing.DYNAMIC) Object path,
      @Target Object flags,
      @Reads int deletes,
      @Writes int writes,
      @Argument(value = 3, typing = Typing.DYNAMIC) Object fourth,
      @Argument(value = 4, optional = true, typing = Typing.DYNAMIC) Object fifth)
      throws Throwable {
    Pin pin = PathGate.channel(point, dir, path, flags, writes | deletes, fourth, fifth);
    if (pin != null) {
      if (pin.refusal != null) {
        throw pin.refusal;
      }
      path = pin.first;
    }
    return pin;
  }

  @OnMethodExit(onThrowable = Throwable.class, backupArguments = false)
  static void exit(
      @Enter Pin pin,
      @Argument(value = 1, readOnly = false, typing = Typing.DYNAMIC) Object path,
      @Thrown(readOnly = false) Throwable thrown) {
    if (pin != null) {
      path = pin.given;
      thrown = PathGate.release(pin, thrown);
    }
  }
}
