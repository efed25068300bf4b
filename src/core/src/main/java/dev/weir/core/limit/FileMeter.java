package dev.weir.core.limit;

import dev.weir.bootstrap.Descriptors;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.HookPoint.Words;
import dev.weir.bootstrap.Meter;
import java.io.FileDescriptor;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;

/**
 * The limits of one handle, and what to do where one is reached. Reached is not broken: who reads a
 * small file many times over is let go on from where it stands. What grows beyond the limit, or has
 * no size and goes beyond it, is refused at each further read: no reader takes what it has for all.
 */
final class FileMeter extends Meter {
  private static final String WORDS = "File too large";

  private final FileLimits limits;
  private final Needed needed;

  /** Whether each write is looked at: it may go anywhere, or where others have written. */
  private final boolean anywhere;

  /** What is open never becomes another thing. Threads that are both the first ask twice. */
  private boolean blocks;

  /** In mode observe a handle counts once for each of its limits. */
  private boolean writeCounted;

  FileMeter(
      FileLimits limits,
      Needed needed,
      long toRead,
      long toWrite,
      boolean anywhere,
      boolean waits) {
    super(toRead, toWrite, limits.write(), waits);
    this.limits = limits;
    this.needed = needed;
    this.anywhere = anywhere;
  }

  FileLimits limits() {
    return limits;
  }

  /** Bytes read since the start, as far as the count goes. */
  long read() {
    return toRead() == FREE ? 0 : limits.read() - toRead();
  }

  @Override
  protected Throwable await(
      Handle handle, FileDescriptor fd, Channel channel, boolean interruptible) {
    if (!blocks) {
      blocks = blocks(handle, fd);
      if (!blocks) {
        waits(false);
        return null;
      }
    }
    try {
      if (Readiness.await(fd, channel, interruptible, limits.waitNanos())) {
        return null;
      }
    } catch (AsynchronousCloseException e) {
      return e;
    } catch (Throwable t) {
      waits(false); // it cannot be told: the JDK's read has to wait for itself
      throw new IllegalStateException(t);
    }
    Throwable late = limits.onWait().late(handle.target(), "read");
    if (late == null) {
      waits(false);
    }
    return late;
  }

  /**
   * What has a size, or places, never waits. Asked at the first read only: that a pipe has no
   * places is learnt from an exception, which costs more than a read.
   */
  private static boolean blocks(Handle handle, FileDescriptor fd) {
    return Descriptors.position(fd) < 0
        || handle.target().startsWith("/dev/") && Descriptors.length(fd) <= 0;
  }

  @Override
  protected Throwable readBeyond(Handle handle, FileDescriptor fd) {
    long size = Descriptors.length(fd);
    long position = Descriptors.position(fd);
    boolean over =
        size > limits.read()
            // Of /proc, of some network file systems: no size, but places.
            || size <= 0 && (position <= 0 || position > limits.read());
    if (!over) {
      toRead(limits.read() - Math.max(0, Math.min(position, limits.read())));
      return null;
    }
    return refuseRead(handle);
  }

  private Throwable refuseRead(Handle handle) {
    String path = handle.target();
    if (needed.byCaller(path)) {
      toRead(limits.read());
      return null;
    }
    Throwable refusal = limits.onRead().refuse(Words.PLAIN, path, WORDS);
    toRead(refusal == null ? FREE : -1);
    return refusal;
  }

  @Override
  protected Throwable writeBeyond(Handle handle, FileDescriptor fd, long bytes, long position) {
    if (limits.onWrite() == null || writeCounted) {
      toWrite(FREE);
      return null;
    }
    long size = Descriptors.length(fd);
    long now = Descriptors.position(fd);
    if (size < 0 || now < 0) {
      toWrite(FREE); // a FIFO, a terminal: nothing becomes larger
      return null;
    }
    boolean appends = Descriptors.appends(fd);
    long from = appends ? size : position < 0 ? now : position;
    if (bytes <= limits.write() - from || from + bytes <= size) {
      if (position < 0) {
        toWrite(anywhere || appends ? 0 : Math.max(0, limits.write() - from - bytes));
      }
      return null;
    }
    toWrite(0);
    return refuseWrite(handle);
  }

  private Throwable refuseWrite(Handle handle) {
    String path = handle.target();
    if (needed.byCaller(path)) {
      return null;
    }
    Throwable refusal = limits.onWrite().refuse(Words.PLAIN, path, WORDS);
    writeCounted = refusal == null;
    return refusal;
  }

  @Override
  protected Throwable map(
      Handle handle, FileDescriptor fd, long position, long bytes, boolean writes) {
    long size = Descriptors.length(fd);
    if (writes) {
      return limits.onWrite() != null
              && !writeCounted
              && bytes > limits.write() - position
              && bytes > size - position
          ? refuseWrite(handle)
          : null;
    }
    return limits.onRead() != null
            && toRead() != FREE
            && (bytes > limits.read() || size > limits.read())
        ? refuseRead(handle)
        : null;
  }
}
