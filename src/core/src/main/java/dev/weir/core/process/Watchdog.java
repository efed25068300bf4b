package dev.weir.core.process;

import dev.weir.bootstrap.AgentThread;
import dev.weir.bootstrap.ChildListener;
import dev.weir.bootstrap.ChildProcess;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.PipeHandle;
import dev.weir.bootstrap.ProcessGate;
import dev.weir.bootstrap.Tally;
import dev.weir.core.config.Policy;
import dev.weir.core.limit.Commands;
import dev.weir.core.track.ProcessTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends child processes that are over their time or their memory, by {@code processes.timeout} and
 * {@code .max-memory}: see {@link Ending}. A child that has ended in time, and whose pipe somebody
 * holds that it has left behind, keeps its deadline: a reader of ours waits for that one.
 *
 * <p>One thread, which is there once the policy limits any command. It sleeps until the next
 * deadline; none waits for the end of another tree.
 */
public final class Watchdog implements ChildListener {
  /** Between two looks at the memory of those for which it is limited. */
  private static final long SAMPLE = TimeUnit.MILLISECONDS.toNanos(250);

  /** To look for who holds a pipe reads the descriptors of every process of the system. */
  private static final long SEARCH = TimeUnit.SECONDS.toNanos(5);

  /** To look for those that are over, of which nobody tells. */
  private static final long TIDY = TimeUnit.SECONDS.toNanos(1);

  /** Children that are started together are looked at together. */
  private static final long TOGETHER_MILLIS = 20;

  private final Findings findings;
  private final ConcurrentLinkedQueue<ChildProcess> started = new ConcurrentLinkedQueue<>();
  private final Map<ChildProcess, Watched> all = new ConcurrentHashMap<>();
  private final LongAdder[] killed = adders();
  private final LongAdder[] left = adders();
  private volatile Policy.Processes policy;
  private volatile boolean stopped;
  private volatile AgentThread thread;
  private Policy.Processes applied;
  private Commands commands;
  private long sampleAt;

  /** Told what is found, on the watchdog's thread. */
  public interface Findings {
    /**
     * A child is over a limit, or what it has left behind is.
     *
     * @param over what was found
     */
    void over(Over over);

    /** Some could not be ended: KILL was sent, and they are still there. */
    void left(Over over, List<Long> pids);
  }

  /**
   * A child that is over a limit.
   *
   * @param enforced whether it is ended; else it is only said
   * @param others that are ended with it: descendants, and who holds its pipes
   * @param limit the value in force: nanoseconds, or bytes
   * @param found how much it was: nanoseconds, or bytes
   * @param grace between TERM and KILL
   * @param rule the command of the rule that says so; null for the section's own value
   */
  public record Over(
      ChildProcess child,
      Reason reason,
      boolean enforced,
      int others,
      long limit,
      long found,
      Duration grace,
      String rule) {}

  /** {@code findings} is told what is found. */
  public Watchdog(Findings findings) {
    this.findings = findings;
  }

  /**
   * The policy in force from now on, for what runs already too. Any thread.
   *
   * @param now the section
   */
  public synchronized void policy(Policy.Processes now) {
    policy = now;
    boolean any = Limits.any(now);
    if (any && thread == null && !stopped) {
      thread = new AgentThread("weir-processes", this::run);
      thread.start();
    }
    ProcessGate.children(any ? this : null);
    LockSupport.unpark(thread);
  }

  /**
   * On the thread that has started it: an allocation and perhaps a futex(2), where the start has
   * cost a millisecond. The classes are the queue's, which the ledger has used.
   */
  @Override
  public void started(ChildProcess child) {
    if (!child.own()) {
      started.add(child);
      LockSupport.unpark(thread);
    }
  }

  /** Ends the thread, and waits for it; who is being ended is left. False if it has not ended. */
  public boolean stop() {
    AgentThread running;
    synchronized (this) {
      stopped = true;
      ProcessGate.children(null);
      running = thread;
    }
    if (running == null) {
      return true;
    }
    LockSupport.unpark(running);
    try {
      running.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !running.isAlive();
  }

  /** How many were sent a signal: children with their trees, or single orphans. */
  public long killed(Reason reason) {
    return killed[reason.ordinal()].sum();
  }

  /** How many processes were there still, 10 s after KILL. */
  public long left(Reason reason) {
    return left[reason.ordinal()].sum();
  }

  /** When the time of a child is up, on the clock of {@link System#nanoTime()}. Any thread. */
  public OptionalLong deadline(ChildProcess child) {
    Watched watched = all.get(child);
    Limits limits = watched == null ? null : watched.limits;
    return limits == null || limits.timeout() == null
        ? OptionalLong.empty()
        : OptionalLong.of(child.openedNanos() + limits.timeout().toNanos());
  }

  private void run() {
    while (!stopped) {
      long next;
      try {
        if (!started.isEmpty()) {
          TimeUnit.MILLISECONDS.sleep(TOGETHER_MILLIS);
        }
        next = step(System.nanoTime());
      } catch (InterruptedException e) {
        continue; // by whom? The flag is gone, and the work is there.
      } catch (Throwable t) {
        Tally.error(t);
        next = System.nanoTime() + TIDY;
      }
      long pause = next - System.nanoTime();
      if (pause > 0 && !stopped) {
        LockSupport.parkNanos(pause);
      }
    }
  }

  /** One look at all; when the next is due. */
  private long step(long now) {
    apply();
    welcome();
    Map<Watched, ProcessTree> fat = sample(now);
    Look look = new Look();
    List<Watched> ending = new ArrayList<>();
    List<Watched> searching = new ArrayList<>();
    for (Watched one : all.values()) {
      if (one.ending == null) {
        judge(one, fat.get(one), now, look, searching);
      }
      if (one.ending != null) {
        one.ending.tree(now, look);
        ending.add(one);
      }
    }
    for (Watched one : searching) {
      orphans(one, now, look);
    }
    for (Watched one : ending) {
      boolean over = one.ending.holders(now, look);
      tell(one);
      if (over) {
        finish(one, now);
      }
    }
    long next = now + TimeUnit.HOURS.toNanos(1);
    for (Watched one : new ArrayList<>(all.values())) {
      if (one.isOver()) {
        all.remove(one.child);
      } else {
        next = earlier(next, due(one, now));
      }
    }
    return next;
  }

  private static long earlier(long one, long other) {
    return one - other < 0 ? one : other;
  }

  private long due(Watched one, long now) {
    if (one.ending != null) {
      return one.ending.next(now);
    }
    long next = now + (one.runs() ? TimeUnit.HOURS.toNanos(1) : TIDY);
    if (one.limits.timeout() != null && !one.timeSaid) {
      long searchAt = one.searchAt;
      boolean later = !one.runs() && searchAt - one.deadline() > 0;
      next = earlier(next, later ? searchAt : one.deadline());
    }
    if (one.runs() && one.limits.maxMemory() > 0) {
      next = earlier(next, sampleAt);
    }
    // Not in the past: one that has just ended, and that the JDK's reaper is about to tell of.
    return next - now > 0 ? next : now + Ending.STEP;
  }

  private void apply() {
    Policy.Processes now = policy;
    if (now == applied) {
      return;
    }
    applied = now;
    commands = new Commands(now);
    for (Watched one : all.values()) {
      Limits before = one.limits;
      one.limits = limits(one.child);
      if (!one.limits.equals(before)) {
        one.timeSaid = false;
        one.memorySaid = false;
      }
    }
    if (Limits.any(now)) {
      started.addAll(Ledger.processes());
    } else {
      started.clear();
      all.values().removeIf(one -> one.ending == null);
    }
  }

  private Limits limits(ChildProcess child) {
    return Limits.of(applied, commands.rule(child.command(), Commands.directory(child.pid())));
  }

  /** Those that were started since the last look, and our ends of their pipes. */
  private void welcome() {
    Map<Integer, Watched> fresh = new HashMap<>();
    for (ChildProcess child = started.poll(); child != null; child = started.poll()) {
      if (!child.own() && !all.containsKey(child)) {
        Watched one = new Watched(child);
        one.limits = limits(child);
        fresh.put(child.pid(), one);
      }
    }
    if (fresh.isEmpty()) {
      return;
    }
    if (Tally.open(Kind.PIPE.ordinal()) > 0) {
      for (int fd = Ledger.nextSlot(0); fd < Ledger.capacity(); fd = Ledger.nextSlot(fd + 1)) {
        Handle handle = Ledger.get(fd);
        if (handle instanceof PipeHandle && !handle.own()) {
          Watched one = fresh.get(((PipeHandle) handle).pid());
          Pipe pipe = one == null ? null : Pipe.of((PipeHandle) handle);
          // An earlier process may have had the number, and have left a pipe behind.
          if (pipe != null && isOf(handle, one.child)) {
            one.add(pipe);
          }
        }
      }
    }
    for (Watched one : fresh.values()) {
      all.put(one.child, one);
    }
  }

  /** The pipes are opened within the start of the process, before it is told of. */
  private static boolean isOf(Handle pipe, ChildProcess child) {
    long before = child.openedNanos() - pipe.openedNanos();
    return before >= 0 && before < TimeUnit.SECONDS.toNanos(10);
  }

  private Map<Watched, ProcessTree> sample(long now) {
    Map<Watched, ProcessTree> found = new HashMap<>();
    Map<Long, Watched> limited = new HashMap<>();
    for (Watched one : all.values()) {
      if (one.limits.maxMemory() > 0 && one.ending == null && one.root() != null) {
        limited.put((long) one.child.pid(), one);
      }
    }
    if (limited.isEmpty() || now - sampleAt < 0) {
      return found;
    }
    sampleAt = now + SAMPLE;
    Set<Long> pids = new HashSet<>(limited.keySet());
    for (Map.Entry<Long, ProcessTree> tree : ProcessTree.of(pids).entrySet()) {
      Watched one = limited.get(tree.getKey());
      if (tree.getValue().treeOwnBytes() > one.limits.maxMemory()) {
        found.put(one, tree.getValue());
      }
    }
    return found;
  }

  private void judge(Watched one, ProcessTree fat, long now, Look look, List<Watched> searching) {
    Limits limits = one.limits;
    boolean late = limits.timeout() != null && now - one.deadline() >= 0;
    Victim root = one.root();
    if (late && !one.timeSaid && root != null) {
      one.timeSaid = true;
      begin(one, Reason.TIMEOUT, root, one.enforced(), now - one.child.openedNanos());
    } else if (fat != null && !one.memorySaid) {
      one.memorySaid = true;
      begin(one, Reason.MEMORY, root, one.enforced() && limits.kill(), fat.treeOwnBytes());
    } else if (late && !one.timeSaid && !one.runs() && now - one.searchAt >= 0) {
      for (Pipe pipe : one.pipes()) {
        look.want(pipe.link());
      }
      searching.add(one);
    }
  }

  private void begin(Watched one, Reason reason, Victim root, boolean enforced, long found) {
    one.reason = reason;
    one.found = found;
    one.told = false;
    if (enforced && root != null) {
      one.child.killed(reason.label());
      one.ending = new Ending(root, one.pipes(), one.limits.grace().toNanos());
    } else {
      findings.over(over(one, false));
    }
  }

  /** The child has ended in time; whether somebody holds a pipe that it has left. */
  private void orphans(Watched one, long now, Look look) {
    one.searchAt = now + SEARCH;
    int holders = 0;
    for (Pipe pipe : one.pipes()) {
      holders += look.holders(pipe.link(), pipe.isRead()).size();
    }
    if (holders == 0) {
      return;
    }
    one.reason = Reason.ORPHAN;
    one.found = now - one.child.openedNanos();
    one.told = false;
    if (one.enforced()) {
      one.ending = new Ending(null, one.pipes(), one.limits.grace().toNanos());
    } else {
      one.timeSaid = true;
      findings.over(over(one, false));
    }
  }

  /** Once for each that is ended, when it is known who. */
  private void tell(Watched one) {
    if (!one.told && one.ending.reached()) {
      one.told = true;
      if (one.reason != Reason.ORPHAN) {
        killed[one.reason.ordinal()].increment();
      }
      findings.over(over(one, true));
    }
  }

  private void finish(Watched one, long now) {
    Ending ending = one.ending;
    killed[Reason.ORPHAN.ordinal()].add(ending.orphans());
    if (!ending.reached() && one.reason != Reason.ORPHAN) {
      one.child.killed(null); // it has ended of itself just then
    }
    List<Long> pids = new ArrayList<>();
    for (Victim victim : ending.left()) {
      pids.add(victim.pid());
    }
    if (!pids.isEmpty()) {
      left[one.reason.ordinal()].add(pids.size());
      findings.left(over(one, true), pids);
    }
    one.ending = null;
    one.searchAt = now + SEARCH;
  }

  private Over over(Watched one, boolean enforced) {
    Limits limits = one.limits;
    boolean memory = one.reason == Reason.MEMORY;
    int others = one.ending == null ? 0 : one.ending.size() - (one.reason == Reason.ORPHAN ? 0 : 1);
    return new Over(
        one.child,
        one.reason,
        enforced,
        others,
        memory ? limits.maxMemory() : limits.timeout().toNanos(),
        one.found,
        limits.grace(),
        limits.rule());
  }

  private static LongAdder[] adders() {
    LongAdder[] adders = new LongAdder[Reason.values().length];
    Arrays.setAll(adders, i -> new LongAdder());
    return adders;
  }
}
