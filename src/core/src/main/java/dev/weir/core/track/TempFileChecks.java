package dev.weir.core.track;

import dev.weir.bootstrap.AgentThread;
import dev.weir.bootstrap.TempFile;
import dev.weir.bootstrap.TempFiles;
import java.io.File;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks which temp files are still there, once a second. On a thread of its own, which begins with
 * the first temp file: a look is a stat(2), and where the directory is on a network that hangs, it
 * must not be the sweeper that hangs with it. One that is gone stays listed as deleted until the
 * next look at it.
 */
final class TempFileChecks {
  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

  private volatile int there;
  private volatile boolean stopped;
  private Thread thread;

  /** Begins, once there is something to look at. On the sweeper's lock. */
  void start() {
    if (thread == null && !stopped && TempFiles.iterator().hasNext()) {
      thread = new AgentThread("weir-temp-files", this::run);
      thread.start();
    }
  }

  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!stopped) {
      round();
      LockSupport.parkNanos(INTERVAL);
      Thread.interrupted(); // else the next park would be none
    }
  }

  /** One look at each. */
  void round() {
    int counted = 0;
    for (Iterator<TempFile> all = TempFiles.iterator(); all.hasNext() && !stopped; ) {
      TempFile file = all.next();
      file.trace(); // makes text of a raw stack, which keeps classes loaded
      boolean gone = !new File(file.path()).exists();
      if (gone && file.deleted()) {
        all.remove();
      }
      file.deleted(gone);
      counted += gone ? 0 : 1;
    }
    there = counted;
  }

  /** How many there were in the last whole round. */
  int there() {
    return there;
  }
}
