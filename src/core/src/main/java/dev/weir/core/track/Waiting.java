package dev.weir.core.track;

import dev.weir.bootstrap.Descriptors;
import java.io.FileDescriptor;
import java.lang.reflect.Method;

/**
 * How many bytes wait in a pipe. Whether any: poll(2) by {@code sun.nio.ch.Net.poll}, which 17 and
 * 25 have with the same signature in a package that is opened to the agent. It does not block and
 * reads nothing.
 */
final class Waiting {
  /** {@code POLLIN}, poll(2). */
  private static final int IN = 1;

  private static final Method POLL = poll();

  private Waiting() {}

  /** 0 too where it cannot be told; 1 where only their number cannot. */
  static int bytes(Object fd) {
    if (POLL == null || !(fd instanceof FileDescriptor) || !((FileDescriptor) fd).valid()) {
      return 0;
    }
    try {
      boolean waits = ((Integer) POLL.invoke(null, fd, IN, 0L) & IN) != 0;
      return waits ? Math.max(1, Descriptors.waiting((FileDescriptor) fd)) : 0;
    } catch (ReflectiveOperationException e) {
      return 0; // closed meanwhile
    }
  }

  private static Method poll() {
    try {
      Method poll =
          Class.forName("sun.nio.ch.Net")
              .getDeclaredMethod("poll", FileDescriptor.class, int.class, long.class);
      poll.setAccessible(true);
      return poll;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }
}
