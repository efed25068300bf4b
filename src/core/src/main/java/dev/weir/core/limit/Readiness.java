package dev.weir.core.limit;

import dev.weir.bootstrap.Descriptors;
import dev.weir.bootstrap.Tally;
import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.util.concurrent.TimeUnit;

/**
 * Whether there is something to read: poll(2), by {@code sun.nio.ch.Net.poll(FileDescriptor, int,
 * long)}, which is package-private, static, native and the same on 17 and 25. It answers 0 when the
 * time is over, and when a signal came (EINTR); a pipe whose other end is closed is ready.
 *
 * <p>Blocks the thread, and on a virtual one the carrier, as the JDK's own read of a stream would
 * (on 25 {@code FileInputStream.read} does not compensate; {@code Process.PipeInputStream} does,
 * around this too), but not for ever.
 */
final class Readiness {
  /** Linux: poll(2), {@code asm-generic/poll.h}. */
  private static final int POLLIN = 1;

  /** How soon a close by another thread, or an interrupt, is noticed. */
  private static final long SLICE_MILLIS = 50;

  private static final MethodHandle POLL = find();

  private Readiness() {}

  private static MethodHandle find() {
    try {
      Class<?> net = Class.forName("sun.nio.ch.Net", true, null);
      return MethodHandles.privateLookupIn(net, MethodHandles.lookup())
          .findStatic(
              net,
              "poll",
              MethodType.methodType(int.class, FileDescriptor.class, int.class, long.class));
    } catch (ReflectiveOperationException | RuntimeException e) {
      Tally.error(e);
      return null;
    }
  }

  /**
   * Whether it can be told in this JVM. The first call takes milliseconds, so it is for who makes a
   * rule, and not for an application's thread.
   */
  static boolean warm() {
    if (POLL == null) {
      return false;
    }
    try {
      // No descriptor: poll(2) ignores it and says that nothing is ready.
      await(new FileDescriptor(), null, false, 1);
      new AsynchronousCloseException();
      return true;
    } catch (Throwable t) {
      Tally.error(t);
      return false;
    }
  }

  /**
   * Waits until there is something to read, or the end, or a reason to leave it to the JDK's read:
   * closed meanwhile, or interrupted.
   *
   * @param channel what reads; null for a stream
   * @param interruptible whether an interrupt ends a read of it
   * @return false if the time is over
   * @throws AsynchronousCloseException as the JDK's read, if the channel is closed meanwhile
   */
  static boolean await(FileDescriptor fd, Channel channel, boolean interruptible, long nanos)
      throws Throwable {
    long end = System.nanoTime() + nanos;
    boolean open = channel != null && channel.isOpen();
    while (true) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime() + 999_999);
      int ready = (int) POLL.invokeExact(fd, POLLIN, Math.max(0, Math.min(left, SLICE_MILLIS)));
      if (open && !channel.isOpen()) {
        throw new AsynchronousCloseException();
      }
      if (ready != 0) {
        return true;
      }
      if (channel != null && !open
          || Descriptors.number(fd) < 0 && left > SLICE_MILLIS
          || interruptible && Thread.currentThread().isInterrupted()) {
        return true;
      }
      if (left <= SLICE_MILLIS && System.nanoTime() - end >= 0) {
        return false;
      }
    }
  }
}
