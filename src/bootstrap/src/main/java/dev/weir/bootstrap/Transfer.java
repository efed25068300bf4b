package dev.weir.bootstrap;

/**
 * A {@code FileChannel.transferTo} or {@code transferFrom} that is under way on a thread. The JDK
 * swallows what a read or a write throws there once some bytes have gone over (17 and 25: {@code
 * transferToArbitraryChannel}, {@code transferFromArbitraryChannel}, {@code
 * transferToTrustedChannel}), and returns how many; who asked for all would take that for all. So a
 * refusal is kept here, and thrown at the end.
 *
 * <p>A thread local and an object of 24 bytes for each transfer, which costs system calls and
 * mostly a buffer of 8 KiB.
 */
final class Transfer {
  private static final ThreadLocal<Transfer> INSIDE = new ThreadLocal<>();

  /** What this thread was inside of already: the target may be a channel of its own kind. */
  private final Transfer outer;

  private Throwable refusal;

  private Transfer(Transfer outer) {
    this.outer = outer;
  }

  static Transfer begin() {
    Transfer now = new Transfer(INSIDE.get());
    INSIDE.set(now);
    return now;
  }

  /** Something was refused on this thread, inside of a transfer or not. */
  static Throwable refused(Throwable refusal) {
    Transfer now = refusal == null ? null : INSIDE.get();
    if (now != null) {
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
