package dev.weir.bootstrap;

import java.io.FileDescriptor;
import java.nio.channels.Channel;

/**
 * What limits one handle while it is open: how many bytes may go by until somebody must look at the
 * file, and whether a read waits for something to read. A rule makes it, with what it knows then.
 *
 * <p>The two counts are plain fields: an atomic one would cost each read as much as all the rest.
 * Two threads that read by one handle at once may lose some of each other's bytes, and then the
 * look comes so much later; what decides is what it finds, and not the count.
 *
 * <p>What the abstract methods throw is caught by the caller, counted as an error of the agent's,
 * and admits.
 */
public abstract class Meter {
  /** As a number of bytes: no limit. */
  public static final long FREE = Long.MAX_VALUE;

  private final long most;
  private long toRead;
  private long toWrite;
  private boolean waits;

  /**
   * What a new one counts.
   *
   * @param toRead bytes that may be read until {@link #readBeyond}
   * @param toWrite bytes that may be written one after the other until {@link #writeBeyond}
   * @param most how large the file may become; {@link #FREE} for no limit
   * @param waits whether {@link #await} is asked before a read
   */
  protected Meter(long toRead, long toWrite, long most, boolean waits) {
    this.toRead = toRead;
    this.toWrite = toWrite;
    this.most = most;
    this.waits = waits;
  }

  /**
   * Before a read: waits until there is something to read, or the end is. Blocks the thread as the
   * read would, and not longer than a time of its own.
   *
   * @param channel what reads; null for a stream
   * @param interruptible whether an interrupt ends a read of it
   * @return null, or what to throw
   */
  protected abstract Throwable await(
      Handle handle, FileDescriptor fd, Channel channel, boolean interruptible);

  /**
   * More has been read than was free: looks at the file, and says from where to count on.
   *
   * @return null, or what to throw in place of what was read
   */
  protected abstract Throwable readBeyond(Handle handle, FileDescriptor fd);

  /**
   * More is to be written than was free: looks at the file, and says from where to count on.
   *
   * @param position where; negative for where the descriptor stands
   * @return null, or what to throw
   */
  protected abstract Throwable writeBeyond(
      Handle handle, FileDescriptor fd, long bytes, long position);

  /**
   * The file is to be mapped.
   *
   * @return null, or what to throw
   */
  protected abstract Throwable map(
      Handle handle, FileDescriptor fd, long position, long bytes, boolean writes);

  /** Bytes that may be read until the next look; negative once that was reached. */
  public final long toRead() {
    return toRead;
  }

  protected final void toRead(long bytes) {
    toRead = bytes;
  }

  protected final void toWrite(long bytes) {
    toWrite = bytes;
  }

  protected final void waits(boolean now) {
    waits = now;
  }

  final boolean waits() {
    return waits;
  }

  /** Counts what was read; whether it is time for a look. */
  final boolean read(long bytes) {
    return (toRead -= bytes) < 0;
  }

  /** Counts what is to be written where the descriptor stands; whether it is time for a look. */
  final boolean write(long bytes) {
    return (toWrite -= bytes) < 0;
  }

  /** Whether a look is needed before something is written there. */
  final boolean isBeyond(long position, long bytes) {
    return bytes > most - position;
  }

  /** The descriptor may stand anywhere now. */
  final void moved() {
    if (toWrite != FREE) {
      toWrite = 0;
    }
  }
}
