package dev.weir.bootstrap;

import java.io.FileDescriptor;
import java.nio.channels.Channel;

/**
 * What woven methods that read call, where the policy limits what is read. Fail-open, as {@link
 * Gate}. For a handle without a {@link Meter} it is a look into the ledger and into the handle.
 *
 * <p>The descriptor's number is enough to find the handle: a {@code FileDescriptor} forgets it when
 * it is closed.
 */
public final class ReadGate {
  private ReadGate() {}

  /**
   * Before a read by a stream or a {@code RandomAccessFile}.
   *
   * @return null, a Throwable to be thrown, or the handle whose bytes {@link #read} is to count
   */
  public static Object before(int point, FileDescriptor fd) {
    return asked(point, fd, null, false);
  }

  /**
   * Before a read by a channel, whose bytes the dispatcher under it counts: null, or what to throw.
   *
   * @param uninterruptible as the channel's field: an interrupt does not end its reads
   */
  public static Throwable before(
      int point, FileDescriptor fd, Channel channel, boolean uninterruptible) {
    Object found = asked(point, fd, channel, !uninterruptible);
    return found instanceof Throwable ? (Throwable) found : null;
  }

  private static Object asked(
      int point, FileDescriptor fd, Channel channel, boolean interruptible) {
    Handle handle = Ledger.get(Descriptors.number(fd));
    Throwable forced = handle == null ? null : Gate.force(point, Rules.READ, handle);
    if (forced != null) {
      return Transfer.refused(handle, forced);
    }
    Meter meter = handle == null ? null : handle.meter();
    if (meter == null || !Gate.isOn()) {
      return null;
    }
    try {
      Gate.seen(point);
      Throwable late = meter.waits() ? meter.await(handle, fd, channel, interruptible) : null;
      return late == null ? handle : late;
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /**
   * After a read of {@code bytes}; negative for the end.
   *
   * @param handle what {@link #before} said
   * @return null, or what to throw: nobody gets what was read
   */
  public static Throwable read(Object handle, FileDescriptor fd, long bytes) {
    Handle its = (Handle) handle;
    Meter meter = its.meter();
    return bytes > 0 && meter != null && meter.read(bytes) ? look(meter, its, fd) : null;
  }

  /** After a read by what stands under the channels, which has no {@link #before}. */
  public static Throwable passed(int point, FileDescriptor fd, long bytes) {
    if (bytes <= 0) {
      return null;
    }
    Handle handle = Ledger.get(Descriptors.number(fd));
    Meter meter = handle == null ? null : handle.meter();
    if (meter == null || !Gate.isOn()) {
      return null;
    }
    Gate.seen(point);
    return meter.read(bytes) ? look(meter, handle, fd) : null;
  }

  private static Throwable look(Meter meter, Handle handle, FileDescriptor fd) {
    try {
      return Gate.isOn() ? Transfer.refused(handle, meter.readBeyond(handle, fd)) : null;
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /**
   * Before the channel of {@code fd} transfers bytes to or from another.
   *
   * @param other the other channel
   */
  public static Object transferring(FileDescriptor fd, Object other) {
    try {
      return Gate.isOn() ? Transfer.begin(fd, other) : null;
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /**
   * After that: null, or what was refused inside of it and is to be thrown in place of a number.
   *
   * @param transfer what {@link #transferring} said
   * @param thrown what it has thrown itself, or null
   */
  public static Throwable transferred(Object transfer, Throwable thrown) {
    if (transfer == null) {
      return null;
    }
    Throwable refusal = ((Transfer) transfer).end();
    return thrown == null ? refusal : null;
  }

  /** Before a part of a file is mapped: null, or what to throw. */
  public static Throwable map(int point, FileDescriptor fd, long position, long bytes) {
    return map(point, fd, position, bytes, false);
  }

  static Throwable map(int point, FileDescriptor fd, long position, long bytes, boolean writes) {
    Handle handle = Ledger.get(Descriptors.number(fd));
    Meter meter = handle == null ? null : handle.meter();
    if (meter == null || !Gate.isOn()) {
      return null;
    }
    try {
      Gate.seen(point);
      return Transfer.refused(handle, meter.map(handle, fd, position, bytes, writes));
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }
}
