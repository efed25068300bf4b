package dev.weir.core.track;

import java.io.FileDescriptor;
import java.lang.reflect.Method;

/**
 * Whether bytes wait in a pipe: poll(2) by {@code sun.nio.ch.Net.poll}, which 17 and 25 have with
 * the same signature in a package that is opened to the agent. It does not block and reads nothing.
 */
final class Waiting {
  /** {@code POLLIN}, poll(2). */
  private static final int IN = 1;

  private static final Method POLL = poll();

  private Waiting() {}

  /** False too where it cannot be told. */
  static boolean bytes(Object fd) {
    if (POLL == null || !(fd instanceof FileDescriptor) || !((FileDescriptor) fd).valid()) {
      return false;
    }
    try {
      return ((Integer) POLL.invoke(null, fd, IN, 0L) & IN) != 0;
    } catch (ReflectiveOperationException e) {
      return false; // closed meanwhile
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
