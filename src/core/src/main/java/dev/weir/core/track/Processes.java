package dev.weir.core.track;

import dev.weir.bootstrap.ChildProcess;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.PipeHandle;
import dev.weir.bootstrap.ProcessGate;
import dev.weir.bootstrap.Tally;
import dev.weir.core.track.PipeHolders.Holder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What the kernel says of the child processes: their memory, whose output nobody reads, and who
 * holds the pipes of those that have ended. Sampled once a sweep, on the sweeper's thread; what was
 * found is read by any of Weir's.
 */
public final class Processes {
  private static final int RECENT = 32;

  /** To look for who holds a pipe reads the descriptors of every process of the system. */
  private static final long SEARCH_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** After which nobody will tell of the end of a process that is gone. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  /**
   * One that runs, as last seen.
   *
   * @param tree its memory and that of its descendants; null if it was not sampled yet
   * @param peakBytes the most memory that its tree had at a sample
   * @param unread its output waits, and nobody has read of it for {@code leaks.unread-after}
   */
  public record Seen(ProcessTree tree, long peakBytes, boolean unread) {
    static final Seen NOT_YET = new Seen(null, 0, false);
  }

  /** One that has ended, and the most memory that its tree had at a sample. */
  public record Ended(ChildProcess process, long peakBytes) {}

  private volatile long unreadAfter;
  private final Map<ChildProcess, Watch> watches = new IdentityHashMap<>();

  /** Those that are not in /proc any more, since when: the JDK's reaper may be about to tell. */
  private Map<ChildProcess, Long> absent = Map.of();

  private Set<PipeHandle> fatherless = Set.of();
  private long searchedAt;
  private volatile Map<PipeHandle, List<Holder>> orphaned = Map.of();

  private final long[] ended = new long[Outcome.values().length];
  private final Deque<Ended> recent = new ArrayDeque<>();

  /** How a process ended. */
  public enum Outcome {
    SUCCESS("success"),
    FAILURE("failure"),
    /** By a signal; a shell says so of its own child too. */
    SIGNAL("signal"),
    /** Its end was seen otherwise than by the JDK's reaper. */
    UNKNOWN("unknown");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }

    static Outcome of(int code) {
      if (code == ChildProcess.UNKNOWN) {
        return UNKNOWN;
      }
      // ProcessImpl (17 and 25): 0x80 + WTERMSIG; signal(7) has 64. An exit code can look the same.
      return code == 0 ? SUCCESS : code > 128 && code <= 128 + 64 ? SIGNAL : FAILURE;
    }
  }

  Processes(Duration unreadAfter) {
    unreadAfter(unreadAfter);
  }

  /** For how long output may wait, from now on. */
  void unreadAfter(Duration now) {
    unreadAfter = now.toNanos();
  }

  /** What was seen of one that runs. */
  public Seen seen(ChildProcess child) {
    synchronized (watches) {
      Watch watch = watches.get(child);
      return watch == null ? Seen.NOT_YET : watch.seen;
    }
  }

  /** How many have unread output. */
  public int unread() {
    synchronized (watches) {
      int count = 0;
      for (Watch watch : watches.values()) {
        count += watch.seen.unread() ? 1 : 0;
      }
      return count;
    }
  }

  /** Memory of all and their descendants; what they share counts for each. */
  public long bytes() {
    synchronized (watches) {
      long sum = 0;
      for (Watch watch : watches.values()) {
        sum += watch.seen.tree() == null ? 0 : watch.seen.tree().treeResidentBytes();
      }
      return sum;
    }
  }

  /**
   * Our ends of pipes whose child has ended, and that a process which it left behind holds open: a
   * reader of ours waits for that one.
   */
  public Map<PipeHandle, List<Holder>> orphaned() {
    return orphaned;
  }

  /** The last ones that ended, the newest first. */
  public List<Ended> recent() {
    synchronized (recent) {
      return new ArrayList<>(recent);
    }
  }

  /** How many have ended so. */
  public long ended(Outcome outcome) {
    synchronized (recent) {
      return ended[outcome.ordinal()];
    }
  }

  void ended(ChildProcess child) {
    long peak;
    synchronized (watches) {
      Watch watch = watches.remove(child);
      peak = watch == null ? 0 : watch.seen.peakBytes();
    }
    if (child.own()) {
      return;
    }
    synchronized (recent) {
      ended[Outcome.of(child.exitCode()).ordinal()]++;
      recent.addFirst(new Ended(child, peak));
      if (recent.size() > RECENT) {
        recent.removeLast();
      }
    }
  }

  /** One look at each that runs, and at the pipes of those that do not. */
  void sample(long now) {
    Map<Integer, ChildProcess> running = new HashMap<>();
    Set<Long> pids = new HashSet<>();
    for (ChildProcess child : Ledger.processes()) {
      if (!child.own()) {
        running.put(child.pid(), child);
        pids.add((long) child.pid());
      }
    }
    Map<Integer, List<PipeHandle>> pipes = pipes();
    if (running.isEmpty() && pipes.isEmpty()) {
      absent = Map.of();
      fatherless = Set.of();
      orphaned = Map.of();
      return;
    }
    Map<Long, ProcessTree> trees = ProcessTree.of(pids);
    Map<ChildProcess, Long> missing = new HashMap<>();
    for (ChildProcess child : running.values()) {
      ProcessTree tree = trees.get((long) child.pid());
      if (tree == null) {
        long since = absent.getOrDefault(child, now);
        if (now - since >= PATIENCE_NANOS) {
          ProcessGate.exited(child, ChildProcess.UNKNOWN);
        }
        missing.put(child, since);
        continue;
      }
      long waits = 0;
      for (PipeHandle pipe : pipes.getOrDefault(child.pid(), List.of())) {
        waits += pipe.stream() != 0 ? Waiting.bytes(pipe.get()) : 0;
      }
      synchronized (watches) {
        if (child.state() == Handle.OPEN) {
          watches.computeIfAbsent(child, c -> new Watch()).look(tree, waits, now, unreadAfter);
        }
      }
    }
    absent = missing;
    pipes.keySet().removeAll(running.keySet());
    orphans(pipes, now);
  }

  /** Our pipe ends, by the child's pid. */
  private static Map<Integer, List<PipeHandle>> pipes() {
    Map<Integer, List<PipeHandle>> byPid = new HashMap<>();
    if (Tally.open(Kind.PIPE.ordinal()) == 0) {
      return byPid;
    }
    for (int fd = Ledger.nextSlot(0); fd < Ledger.capacity(); fd = Ledger.nextSlot(fd + 1)) {
      Handle handle = Ledger.get(fd);
      if (handle instanceof PipeHandle && !handle.own()) {
        PipeHandle pipe = (PipeHandle) handle;
        byPid.computeIfAbsent(pipe.pid(), pid -> new ArrayList<>()).add(pipe);
      }
    }
    return byPid;
  }

  /**
   * At an orderly end the JDK closes them within moments; so they are looked into when still there.
   */
  private void orphans(Map<Integer, List<PipeHandle>> pipes, long now) {
    Set<PipeHandle> there = new HashSet<>();
    Map<String, PipeHandle> links = new HashMap<>();
    for (List<PipeHandle> all : pipes.values()) {
      for (PipeHandle pipe : all) {
        there.add(pipe);
        String link = fatherless.contains(pipe) ? Proc.link(pipe.fd()) : null;
        if (link != null && link.startsWith("pipe:")) {
          links.put(link, pipe);
        }
      }
    }
    fatherless = there;
    Map<PipeHandle, List<Holder>> found = new IdentityHashMap<>(orphaned);
    found.keySet().retainAll(there);
    links.values().removeAll(found.keySet());
    if (!links.isEmpty() && now - searchedAt >= SEARCH_NANOS) {
      searchedAt = now;
      PipeHolders.of(links.keySet()).forEach((link, who) -> keep(found, links.get(link), who));
    }
    orphaned = found;
  }

  /** Those at the other end: both ends of a pipe have one name. */
  private static void keep(
      Map<PipeHandle, List<Holder>> found, PipeHandle pipe, List<Holder> holders) {
    List<Holder> others = new ArrayList<>();
    for (Holder holder : holders) {
      if (pipe.stream() == 0 ? holder.reads() : holder.writes()) {
        others.add(holder);
      }
    }
    if (!others.isEmpty()) {
      found.put(pipe, others);
    }
  }

  /** What is remembered of one between two looks. */
  private static final class Watch {
    private Seen seen = Seen.NOT_YET;
    private long written = -1;
    private long waited;
    private long since;

    /**
     * Bytes wait, and they get no fewer while nothing new is written: then nobody has read them.
     * (Where the child goes on writing, a slow reader looks the same as none; but once the pipe is
     * full it does not go on.)
     */
    void look(ProcessTree tree, long waits, long now, long unreadAfter) {
      boolean same =
          waited > 0
              && waits >= waited
              && tree.writtenBytes() >= 0
              && tree.writtenBytes() == written;
      if (!same) {
        since = now;
      }
      waited = waits;
      written = tree.writtenBytes();
      seen =
          new Seen(
              tree,
              Math.max(seen.peakBytes(), tree.treeResidentBytes()),
              same && now - since >= unreadAfter);
    }
  }
}
