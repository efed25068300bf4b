package dev.weir.core.process;

import dev.weir.core.track.ProcStat;

/**
 * A process that is to end: number and start, so that it is never another one which was given the
 * number since. Signals go by {@link ProcessHandle}, which also reaches what is no child of this
 * JVM's: {@code ProcessHandleImpl.destroy0} (17 and 25) compares the start once more and calls
 * kill(2).
 */
record Victim(ProcStat stat, ProcessHandle handle) {
  /** The process that has this number now; null if there is none, or if it may not be touched. */
  static Victim of(long pid) {
    if (pid <= 1 || pid == ProcessHandle.current().pid()) {
      return null;
    }
    ProcessHandle handle = ProcessHandle.of(pid).orElse(null);
    ProcStat stat = handle == null ? null : ProcStat.of(pid);
    return stat == null || stat.ended() ? null : new Victim(stat, handle);
  }

  long pid() {
    return stat.pid();
  }

  /** Whether that process still runs. */
  boolean lives() {
    ProcStat now = ProcStat.of(stat.pid());
    return now != null && now.start() == stat.start() && !now.ended();
  }

  /** Sends TERM or KILL; false if it could not be sent: it has ended, or it is another user's. */
  boolean signal(boolean kill) {
    return lives() && (kill ? handle.destroyForcibly() : handle.destroy());
  }
}
