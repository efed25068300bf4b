package dev.weir.core.limit;

import dev.weir.bootstrap.AgentThread;
import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.Tally;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code read-timeout} of opens: the open of a FIFO for reading waits for somebody who writes, in
 * open(2), where no interrupt reaches it (fifo(7)). A thread of Weir's looks at the opens that are
 * under way, and opens the other end of one that is late for a moment. Then open(2) returns, and
 * the open is refused before anybody has a file that looks empty.
 *
 * <p>An open that is under way costs one small object, one atomic exchange and the time of day.
 * Whether its path is a FIFO is asked only when it is late, by Weir's thread. A path that is
 * relative to an open directory is not found then, and such an open is left alone.
 *
 * <p>An open may end under another version of the rules than it began under, one without a timeout
 * included; so whoever verifies an open asks {@link #end}, whatever the rules are.
 */
final class OpenWatch {
  /** More opens than that at once are not watched. */
  private static final int PLACES = 256;

  private static final int PROBES = 4;

  private static final long PERIOD_NANOS = 200_000_000;

  /** The one of the newest rules, or null; another's thread ends. */
  private static volatile OpenWatch current;

  /** Whether any rules of this JVM have ever watched an open: until then there is none to find. */
  private static volatile boolean any;

  /** Of all versions of the rules: an open may outlast the one that it began under. */
  private static final AtomicReferenceArray<Opening> OPENINGS = new AtomicReferenceArray<>(PLACES);

  /** Loads what application's threads need, and starts the thread. */
  private OpenWatch() {
    new Opening("", null); // not to be seen by the thread of the rules before
    any = true;
    end("");
    current = this;
    new AgentThread("weir-opens", new Watch(this)).start();
  }

  /**
   * Of rules that are about to be in force. Opens that wait already are freed by the newest watch;
   * if there is none any more, they wait as long as they would without Weir.
   *
   * @param watches whether the rules have a timeout of opens
   */
  static OpenWatch of(boolean watches) {
    if (watches) {
      return new OpenWatch();
    }
    current = null;
    return null;
  }

  /** One open that is under way. */
  static final class Opening {
    final Thread thread = Thread.currentThread();
    final String path;
    final FileLimits limits;
    final long since = System.nanoTime();

    /** Its time is over and it is being freed, or would be; written by the watch alone. */
    private volatile boolean late;

    private volatile boolean freed;

    Opening(String path, FileLimits limits) {
      this.path = path;
      this.limits = limits;
    }
  }

  /** Before an open of this thread's. One that it has begun and not ended is forgotten. */
  static void begin(String path, FileLimits limits) {
    Opening opening = new Opening(path, limits);
    int first = first(opening.thread);
    boolean placed = false;
    for (int i = 0; i < PROBES; i++) {
      int place = first + i & PLACES - 1;
      Opening there = OPENINGS.get(place);
      if (there != null && there.thread == opening.thread) {
        OPENINGS.compareAndSet(place, there, null);
      }
      placed = placed || OPENINGS.compareAndSet(place, null, opening);
    }
  }

  /**
   * The open of {@code path} by this thread has ended. Four looks into an array at most; one at a
   * field where no rules have ever had a timeout of opens.
   *
   * @return null, or the one that returned because its time was over
   */
  static Opening end(String path) {
    if (!any) {
      return null;
    }
    Thread thread = Thread.currentThread();
    int first = first(thread);
    Opening freed = null;
    for (int i = 0; i < PROBES; i++) {
      int place = first + i & PLACES - 1;
      Opening opening = OPENINGS.get(place);
      if (opening != null && opening.thread == thread) {
        OPENINGS.compareAndSet(place, opening, null);
        if (opening.freed && opening.path.equals(path)) {
          freed = opening;
        }
      }
    }
    return freed;
  }

  private static int first(Thread thread) {
    return System.identityHashCode(thread) & PLACES - 1;
  }

  /** Frees what is over its time. By the thread of the watch alone; and by tests. */
  static void look() {
    long now = System.nanoTime();
    for (int i = 0; i < PLACES; i++) {
      Opening opening = OPENINGS.get(i);
      if (opening == null || opening.late || now - opening.since < opening.limits.waitNanos()) {
        continue;
      }
      opening.late = true;
      if (isFifo(opening.path)) {
        if (opening.limits.onWait().enforces()) {
          free(opening, i);
        } else {
          opening.limits.onWait().observe(opening.path);
        }
      }
    }
  }

  private static boolean isFifo(String path) {
    try {
      return Files.readAttributes(Path.of(path), BasicFileAttributes.class).isOther();
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }

  /** Without CREATE: it may be gone by now. Opened for both, a FIFO makes nobody wait. */
  private static void free(Opening opening, int place) {
    if (!Gate.isOn()) {
      return; // nobody would ask whether it was freed
    }
    opening.freed = true; // before open(2) returns, so that the one who returns from it knows
    if (OPENINGS.get(place) != opening) {
      return; // somebody came in time
    }
    try {
      FileChannel.open(Path.of(opening.path), StandardOpenOption.READ, StandardOpenOption.WRITE)
          .close();
    } catch (IOException e) {
      opening.freed = false; // it may not be written; then it goes on waiting
      Tally.error(e);
    }
  }

  /** A named class: it runs before the first lambda of the JVM. */
  private static final class Watch implements Runnable {
    private final OpenWatch its;

    Watch(OpenWatch its) {
      this.its = its;
    }

    @Override
    public void run() {
      boolean on = false;
      while (current == its && !(on && !Gate.isOn())) {
        LockSupport.parkNanos(PERIOD_NANOS);
        on |= Gate.isOn();
        try {
          look();
        } catch (RuntimeException e) {
          Tally.error(e);
        }
      }
    }
  }
}
