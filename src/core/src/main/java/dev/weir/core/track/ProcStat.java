package dev.weir.core.track;

/**
 * One process as {@code /proc/PID/stat} has it: proc_pid_stat(5). For the agent's own threads.
 *
 * @param state its main thread's: R, S, D, Z ..
 * @param parent the parent's pid
 * @param threads how many it has
 * @param start when it started, in ticks since the system did. With the number this is who it is: a
 *     number alone is given to another once its process has ended and was waited for
 */
public record ProcStat(long pid, char state, long parent, int threads, long start) {
  /** Of the fields after the name, counted from the state, which is the third of all. */
  private static final int PARENT = 1;

  private static final int THREADS = 17;
  private static final int START = 19;

  /** Null if there is no such process. */
  public static ProcStat of(long pid) {
    byte[] line = new byte[1024];
    return of(pid, line, ProcFile.read("/proc/" + pid + "/stat", line));
  }

  static ProcStat of(long pid, byte[] line, int length) {
    int at = length - 1;
    while (at >= 0 && line[at] != ')') { // a name may hold brackets: only the last is its end
      at--;
    }
    at += 2;
    if (at < 2 || at >= length) {
      return null;
    }
    char state = (char) line[at];
    long[] values = new long[START + 1];
    for (int field = 0; field <= START; field++) {
      int end = at;
      while (end < length && line[end] != ' ') {
        end++;
      }
      values[field] = ProcFile.decimal(line, at, end); // -1 for those that are negative
      at = end + 1;
    }
    return values[PARENT] < 0 || values[START] < 0
        ? null
        : new ProcStat(pid, state, values[PARENT], (int) values[THREADS], values[START]);
  }

  /**
   * Only its exit code is left, for its parent to fetch. (Where the main thread alone has ended,
   * the state is the same, and the others run on.)
   */
  public boolean ended() {
    return (state == 'Z' || state == 'X') && threads <= 1;
  }
}
