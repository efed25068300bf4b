package dev.weir.core.hook.socket;

import dev.weir.bootstrap.SocketGate;
import dev.weir.core.hook.Bound.Point;
import java.io.FileDescriptor;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;

/** Inlined where a socket has been read. Without {@code suppress}: it may refuse the end. */
public final class Received {
  private Received() {}

  @OnMethodExit(backupArguments = false)
  static void exit(@Point int point, @Argument(0) FileDescriptor fd, @Return long n)
      throws Throwable {
    Throwable cut = SocketGate.read(point, fd, n);
    if (cut != null) {
      throw cut;
    }
  }
}
