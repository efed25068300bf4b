package dev.weir.bootstrap;

import java.io.FileDescriptor;

/**
 * A {@code FileChannel.transferTo} or {@code transferFrom} that is under way on a thread. The JDK
 * swallows what a read or a write throws there once some bytes have gone over (17 and 25: {@code
 * transferToArbitraryChannel}, {@code transferFromArbitraryChannel}, {@code
 * transferToTrustedChannel}), and returns how many; who asked for all would take that for all. So a
 * refusal is kept here, and thrown at the end.
 *
 * <p>Where the other channel is not the JDK's own, it may read and write whatever it likes inside
 * of the transfer, and handle what is refused there: then only refusals of the channel that
 * transfers are kept.
 *
 * <p>A thread local and an object of 32 bytes for each transfer, which costs system calls and
 * mostly a buffer of 8 KiB.
 */
final class Transfer {
  private static final ThreadLocal<Transfer> INSIDE = new ThreadLocal<>();

  private static final Object JDK = new Object();

  /** What this thread was inside of already: the target may be a channel of its own kind. */
  private final Transfer outer;

  /** Whose refusals are kept, and of {@link #JDK} channels any. */
  private final Object of;

  private Throwable refusal;

  private Transfer(Transfer outer, Object of) {
    this.outer = outer;
    this.of = of;
  }

  /**
   * The channel of {@code fd} begins one.
   *
   * @param other to or from which it transfers
   */
  static Transfer begin(FileDescriptor fd, Object other) {
    Object of = isTheJdks(other) ? JDK : Ledger.get(Descriptors.number(fd));
    Transfer now = new Transfer(INSIDE.get(), of);
    INSIDE.set(now);
    return now;
  }

  /** Inside of these no code of an application's runs; {@code Channels.newChannel} wraps some. */
  private static boolean isTheJdks(Object channel) {
    return channel == null
        || channel.getClass().getClassLoader() == null
            && channel.getClass().getName().startsWith("sun.nio.ch.");
  }

  /** Something was refused to a handle on this thread, inside of a transfer or not. */
  static Throwable refused(Handle handle, Throwable refusal) {
    Transfer now = refusal == null ? null : INSIDE.get();
    if (now != null && (now.of == JDK || now.of == handle)) {
      now.refusal = refusal;
    }
    return refusal;
  }

  /** Null, or what was refused meanwhile. */
  Throwable end() {
    if (outer == null) {
      INSIDE.remove();
    } else {
      INSIDE.set(outer);
    }
    return refusal;
  }
}
