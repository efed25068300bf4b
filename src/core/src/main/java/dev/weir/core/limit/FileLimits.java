package dev.weir.core.limit;

import dev.weir.bootstrap.Meter;

/**
 * How much may be read from one file and written to it, and how long a read waits. One object for
 * all files that the same rule is about. Immutable.
 */
final class FileLimits {
  private final long read;
  private final Limit onRead;
  private final long write;
  private final Limit onWrite;
  private final long waitNanos;
  private final Limit onWait;
  private final FileLimits ofPipes;

  /**
   * Those of one rule.
   *
   * @param read bytes; {@code Meter.FREE} for no limit
   * @param onRead null where {@code read} is no limit
   * @param write bytes; {@code Meter.FREE} for no limit
   * @param onWrite null where {@code write} is no limit
   * @param waitNanos 0 for no limit
   * @param onWait null where {@code waitNanos} is no limit
   */
  FileLimits(long read, Limit onRead, long write, Limit onWrite, long waitNanos, Limit onWait) {
    this.read = read;
    this.onRead = onRead;
    this.write = write;
    this.onWrite = onWrite;
    this.waitNanos = waitNanos;
    this.onWait = onWait;
    this.ofPipes =
        onRead == null && onWrite == null
            ? this
            : new FileLimits(Meter.FREE, null, Meter.FREE, null, waitNanos, onWait);
  }

  long read() {
    return read;
  }

  Limit onRead() {
    return onRead;
  }

  long write() {
    return write;
  }

  Limit onWrite() {
    return onWrite;
  }

  long waitNanos() {
    return waitNanos;
  }

  Limit onWait() {
    return onWait;
  }

  /** What is left of them for a child's output: the time. */
  FileLimits ofPipes() {
    return ofPipes;
  }

  boolean isNone() {
    return onRead == null && onWrite == null && onWait == null;
  }

  /** Whether a change of the policy has changed nothing here. */
  boolean isSameAs(FileLimits other) {
    return this == other
        || same(onRead, other.onRead) && same(onWrite, other.onWrite) && same(onWait, other.onWait);
  }

  private static boolean same(Limit one, Limit other) {
    return one == null
        ? other == null
        : other != null && one.enforces() == other.enforces() && one.text().equals(other.text());
  }
}
