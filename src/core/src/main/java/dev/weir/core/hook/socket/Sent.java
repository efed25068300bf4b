package dev.weir.core.hook.socket;

import dev.weir.bootstrap.SocketGate;
import dev.weir.core.hook.Bound.Point;
import dev.weir.core.hook.Bound.Target;
import java.io.FileDescriptor;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;

/** Inlined where bytes have gone to the descriptor that is the row's target. */
public final class Sent {
  private Sent() {}

  @OnMethodExit(suppress = Throwable.class, backupArguments = false)
  static void exit(@Point int point, @Target Object fd, @Return long n) {
    if (fd instanceof FileDescriptor) {
      SocketGate.wrote(point, (FileDescriptor) fd, n);
    }
  }
}
