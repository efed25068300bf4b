package dev.weir.core.track;

import dev.weir.bootstrap.ChildProcess;
import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.Ledger;
import java.io.File;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the kernel says of the child processes: sampled once a sweep, on the sweeper's thread; read
 * by any of Weir's.
 */
public final class Processes {
  private static final int RECENT = 32;

  /** How processes have ended. */
  private long succeeded;

  private long failed;
  private long killed;
  private long unknown;

  /** Those that were not in /proc at the last look; the JDK's reaper may be about to tell. */
  private Set<ChildProcess> absent = Set.of();

  private final Deque<ChildProcess> recent = new ArrayDeque<>();

  /** The last ones that ended, the newest first. */
  public synchronized List<ChildProcess> recent() {
    return new ArrayList<>(recent);
  }

  /** With exit code 0. */
  public synchronized long succeeded() {
    return succeeded;
  }

  /** With another exit code. */
  public synchronized long failed() {
    return failed;
  }

  /** By a signal; a shell reports its own child's so too. */
  public synchronized long killed() {
    return killed;
  }

  /** How, was not seen. */
  public synchronized long unknown() {
    return unknown;
  }

  synchronized void ended(ChildProcess child) {
    if (child.own()) {
      return;
    }
    int code = child.exitCode();
    if (code == ChildProcess.UNKNOWN) {
      unknown++;
    } else if (code == 0) {
      succeeded++;
    } else if (code > 128) {
      killed++; // ProcessImpl (17 and 25): 0x80 + WTERMSIG
    } else {
      failed++;
    }
    recent.addFirst(child);
    if (recent.size() > RECENT) {
      recent.removeLast();
    }
  }

  /** One look at each that runs. */
  void sample() {
    Set<ChildProcess> missing = new HashSet<>();
    for (ChildProcess child : Ledger.processes()) {
      if (!new File("/proc/" + child.pid()).exists()) {
        if (absent.contains(child)) {
          Gate.exited(child, ChildProcess.UNKNOWN); // reaped, and nobody told
        }
        missing.add(child);
      }
    }
    absent = missing;
  }
}
