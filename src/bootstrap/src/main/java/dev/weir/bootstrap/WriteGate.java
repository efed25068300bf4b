package dev.weir.bootstrap;

import java.io.FileDescriptor;
import java.nio.ByteBuffer;

/**
 * What woven methods that write call, where the policy limits how large files become. Fail-open, as
 * {@link Gate}. For a handle without a {@link Meter} it is a look into the ledger and into the
 * handle.
 */
public final class WriteGate {
  private WriteGate() {}

  /** Before {@code bytes} are written where the descriptor stands: null, or what to throw. */
  public static Throwable before(int point, FileDescriptor fd, long bytes) {
    Handle handle = Ledger.get(Descriptors.number(fd));
    Throwable forced = handle == null ? null : Gate.force(point, Rules.WRITE, handle);
    if (forced != null) {
      return Transfer.refused(handle, forced);
    }
    Meter meter = handle == null ? null : handle.meter();
    if (meter == null || !Gate.isOn()) {
      return null;
    }
    Gate.seen(point);
    return bytes > 0 && meter.write(bytes) ? look(meter, handle, fd, bytes, -1) : null;
  }

  /** Before {@code bytes} are written there, or the file is made so long. */
  public static Throwable before(int point, FileDescriptor fd, long bytes, long position) {
    Handle handle = Ledger.get(Descriptors.number(fd));
    Throwable forced = handle == null ? null : Gate.force(point, Rules.WRITE, handle);
    if (forced != null) {
      return Transfer.refused(handle, forced);
    }
    Meter meter = handle == null ? null : handle.meter();
    if (meter == null || !Gate.isOn()) {
      return null;
    }
    Gate.seen(point);
    // What is appended goes to the end, wherever it was to go: pwrite(2), BUGS.
    return position >= 0 && (meter.isBeyond(position, bytes) || Descriptors.appends(fd))
        ? look(meter, handle, fd, bytes, position)
        : null;
  }

  /** Before several buffers are written where the descriptor stands. */
  public static Throwable before(
      int point, FileDescriptor fd, ByteBuffer[] buffers, int offset, int length) {
    if (buffers == null || offset < 0 || length < 0 || offset > buffers.length - length) {
      return null; // the JDK's own check comes next
    }
    long bytes = 0;
    for (int i = offset; i < offset + length; i++) {
      bytes += buffers[i] == null ? 0 : buffers[i].remaining();
    }
    return before(point, fd, bytes);
  }

  /**
   * Before at most {@code bytes} of one file are copied to another, at {@code position}. The kernel
   * stops at the end of {@code from}; so what is there counts, and not what was asked for.
   */
  public static Throwable copying(
      int point, FileDescriptor from, FileDescriptor fd, long position, long bytes) {
    Handle handle = Ledger.get(Descriptors.number(fd));
    if (handle == null || handle.meter() == null) {
      return null;
    }
    long there = Descriptors.length(from) - Math.max(0, Descriptors.position(from));
    return before(point, fd, Math.min(bytes, Math.max(0, there)), position);
  }

  private static Throwable look(
      Meter meter, Handle handle, FileDescriptor fd, long bytes, long position) {
    try {
      return Transfer.refused(handle, meter.writeBeyond(handle, fd, bytes, position));
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /** The descriptor is being moved; from where the next write goes is to be looked at. */
  public static void moved(int point, FileDescriptor fd) {
    Handle handle = Ledger.get(Descriptors.number(fd));
    Meter meter = handle == null ? null : handle.meter();
    if (meter != null && Gate.isOn()) {
      Gate.seen(point);
      meter.moved();
    }
  }

  /** Before a part of a file is mapped for writing, which makes the file as long as that. */
  public static Throwable map(
      int point, FileDescriptor fd, long position, long bytes, boolean writes) {
    return writes ? ReadGate.map(point, fd, position, bytes, true) : null;
  }
}
