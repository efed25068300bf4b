package dev.weir.core.track;

import java.io.File;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which processes are the children of which. Where the kernel lists them (proc_pid_task(5), {@code
 * /proc/PID/task/TID/children}; Linux 3.5 with CONFIG_PROC_CHILDREN) only the processes asked for
 * are looked at; else all of /proc is, once, for their parents. An object of it is one look, by one
 * thread.
 *
 * <p>Neither is exact while processes start and end: a child may be missed.
 */
public final class Children {
  /** {@code /proc/thread-self}: Linux 3.17. An older one is scanned. */
  private static final File LISTED = new File("/proc/thread-self/children");

  private static final File PROC = new File("/proc");

  /** The children of one thread: some hundreds. What does not fit is left out. */
  private static final int BUFFER = 4096;

  private static final int MOST_THREADS = 4096;
  private static final int MOST_PROCESSES = 65_536;

  private final boolean listed;
  private final byte[] buffer = new byte[BUFFER];
  private Map<Long, List<Long>> byParent;
  private int threads;

  /** A look that begins now; nothing is read until it is asked. */
  public Children() {
    this(LISTED.exists());
  }

  /**
   * @param listed false to scan
   */
  Children(boolean listed) {
    this.listed = listed;
  }

  /** Those of one process; empty if it has ended. */
  public List<Long> of(long pid) {
    if (listed) {
      return ofThreads(pid);
    }
    if (byParent == null) {
      byParent = scan();
    }
    return byParent.getOrDefault(pid, List.of());
  }

  /**
   * Those below {@code root}, parents before their children, without itself; at most {@code most}.
   */
  public List<Long> below(long root, int most) {
    // Also a guard against a circle, which the numbers could make if one is given again meanwhile.
    Set<Long> tree = new LinkedHashSet<>();
    tree.add(root);
    Deque<Long> next = new ArrayDeque<>(tree);
    while (!next.isEmpty()) {
      for (Long child : of(next.remove())) {
        if (tree.size() <= most && tree.add(child)) {
          next.add(child);
        }
      }
    }
    tree.remove(root);
    return new ArrayList<>(tree);
  }

  private List<Long> ofThreads(long pid) {
    String directory = "/proc/" + pid + "/task";
    String[] names = new File(directory).list();
    List<Long> children = new ArrayList<>();
    if (names == null) {
      return children;
    }
    for (String name : names) {
      if (threads++ >= MOST_THREADS) {
        break;
      }
      int length = ProcFile.read(directory + "/" + name + "/children", buffer);
      int start = 0;
      for (int i = 0; i < length; i++) {
        if (buffer[i] == ' ') { // stands after each, the last too
          long child = ProcFile.decimal(buffer, start, i);
          if (child > 0) {
            children.add(child);
          }
          start = i + 1;
        }
      }
    }
    return children;
  }

  private Map<Long, List<Long>> scan() {
    Map<Long, List<Long>> found = new HashMap<>();
    String[] names = PROC.list();
    int processes = 0;
    for (int i = 0; names != null && i < names.length && processes < MOST_PROCESSES; i++) {
      long pid = ProcFile.number(names[i]);
      if (pid <= 0) {
        continue;
      }
      processes++;
      long parent = parent(buffer, ProcFile.read("/proc/" + pid + "/stat", buffer));
      if (parent > 0) {
        List<Long> children = found.get(parent);
        if (children == null) {
          children = new ArrayList<>();
          found.put(parent, children);
        }
        children.add(pid);
      }
    }
    return found;
  }

  /**
   * The parent in {@code PID (name) STATE PPID ..}, proc_pid_stat(5); -1 if it is not that. A name
   * may hold blanks and brackets: only the last bracket is its end.
   */
  static long parent(byte[] stat, int length) {
    int bracket = length - 1;
    while (bracket >= 0 && stat[bracket] != ')') {
      bracket--;
    }
    int start = bracket + 4; // ") S "
    int end = start;
    while (end < length && stat[end] != ' ') {
      end++;
    }
    return bracket < 0 || end >= length ? -1 : ProcFile.decimal(stat, start, end);
  }
}
