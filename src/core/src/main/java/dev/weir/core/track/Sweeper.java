package dev.weir.core.track;

import dev.weir.bootstrap.AgentThread;
import dev.weir.bootstrap.Budget;
import dev.weir.bootstrap.ChildProcess;
import dev.weir.bootstrap.Descriptors;
import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.Mapping;
import dev.weir.bootstrap.PipeHandle;
import dev.weir.bootstrap.ProcessGate;
import dev.weir.bootstrap.Stacks;
import dev.weir.bootstrap.Tally;
import dev.weir.core.limit.path.TempRules;
import java.io.FileDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread that does what application threads hand over: it decides what became of handles,
 * compares the ledger with the kernel, groups by site, tunes the stack sampler, and reports when no
 * descriptor is left. Once a second, or less often where a sweep takes long.
 */
public final class Sweeper {
  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

  /** A sweep may take this part of the thread's time. */
  private static final int SHARE = 20;

  /** Between two reports of an exhaustion: in a storm of them the application needs the core. */
  private static final long QUIET = TimeUnit.MINUTES.toNanos(1);

  /** After which a handle that lost its slot, with its owner alive, is taken as closed. */
  long patience = TimeUnit.SECONDS.toNanos(3);

  private final Sites sites;
  private final Evidence evidence;
  private final Leaks leaks;
  private final Growth growth;
  private final Known known = new Known();
  private final Reconciliation reconciliation;
  private final Processes processes;
  private final TempFileChecks tempFiles;
  private final Map<Handle, Long> replaced = new IdentityHashMap<>();
  private final Recount recount = new Recount();
  private volatile Map<String, Budget> budgets = Map.of();
  private final Listener listener;
  private volatile Sweep latest = Sweep.NONE;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final boolean foreign = isForeign(System.getenv());
  private volatile boolean stopped;
  private Thread thread;
  private long exhaustions;
  private long exhaustedAt;
  private long failures;
  private long sweptAt;
  private long opensBefore;
  private long tickedAt = System.nanoTime();

  /**
   * Sweeps once {@link #start} is called.
   *
   * @param unreadAfter for how long a child's output may wait
   * @param before what was open before Weir was attached, by number; empty with -javaagent
   */
  public Sweeper(
      Sites sites,
      Evidence evidence,
      int growingSweeps,
      Duration unreadAfter,
      Map<Integer, String> before,
      Listener listener) {
    this.processes = new Processes(unreadAfter);
    this.reconciliation = new Reconciliation(known, before);
    this.sites = sites;
    this.tempFiles = new TempFileChecks(sites);
    this.evidence = evidence;
    this.leaks = new Leaks(sites);
    this.growth = new Growth(growingSweeps);
    this.listener = listener;
  }

  /** Told what the sweeper finds, on its thread. */
  public interface Listener {
    /** Once, before the first sweep. */
    void starting(Sweeper sweeper);

    /** No descriptor was left; at most once a minute. This must not need one. */
    void exhausted(HookPoint where, Sweep sweep);

    /** Places of a budget that nobody had were given back; an error of Weir's own had lost them. */
    default void lost(String budget, int places) {}

    /** A sweep is done. */
    void swept(Sweep sweep);
  }

  public Leaks leaks() {
    return leaks;
  }

  /** The last sweep's findings. */
  public Sweep latest() {
    return latest;
  }

  /** The child processes, as of the last sweep. */
  public Processes processes() {
    return processes;
  }

  /** The temp files that the application has made and that were there at the last look. */
  public int tempFiles() {
    return tempFiles.there();
  }

  /** How many of them were older than the policy allows, and not open. */
  public int tempFilesOverdue() {
    return tempFiles.overdue();
  }

  /** How many temp files Weir has deleted. */
  public long tempFilesRemoved() {
    return tempFiles.removed();
  }

  /** The budgets that are in force from now on, by what they count. */
  public void budgets(Map<String, Budget> inForce) {
    budgets = inForce;
  }

  /** What becomes of temp files from now on. */
  public void temp(TempRules rules) {
    tempFiles.rules(rules);
  }

  /** Says what a descriptor is that no hook saw, as long as it links to this. */
  public void tell(int fd, String link, String what) {
    known.tell(fd, link, what);
  }

  /**
   * Starts the thread, and tells the gate whom to wake. Returns when the listener is ready: from
   * then on an exhaustion finds all that its report needs loaded.
   */
  public void start() {
    thread = new AgentThread("weir-sweeper", this::run);
    Gate.wakeOnExhaustion(thread);
    thread.start();
    try {
      ready.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Goes by these from now on. */
  public void policy(int growingSweeps, Duration unreadAfter) {
    growth.sweeps(growingSweeps);
    processes.unreadAfter(unreadAfter);
  }

  /** Ends the thread, and waits for it. False if it has not ended in time. */
  public boolean stop() {
    stopped = true;
    tempFiles.stop();
    LockSupport.unpark(thread);
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  private void run() {
    try {
      sweep(); // and so loads what it needs
      listener.starting(this);
    } catch (Throwable t) {
      Tally.error(t);
    } finally {
      ready.countDown();
    }
    while (!stopped) {
      long pause = INTERVAL;
      try {
        if (exhausted()) {
          long now = Gate.exhaustions();
          listener.exhausted(Gate.exhaustedAt(), group(System.nanoTime()));
          exhaustions = now;
          exhaustedAt = System.nanoTime();
        }
        Sweep sweep = sweep();
        listener.swept(sweep);
        pause = Math.max(INTERVAL, SHARE * sweep.nanos());
      } catch (Throwable t) {
        Tally.error(t);
      }
      if (System.nanoTime() - exhaustedAt >= QUIET) {
        Gate.wakeOnExhaustion(Thread.currentThread());
      }
      LockSupport.parkNanos(pause);
      Thread.interrupted(); // else the next park would be none
    }
  }

  /**
   * Whether an open has failed for want of a descriptor, and it is time to say so. Where the system
   * does not speak English the gate cannot know it from the message; but then it is still so.
   */
  private boolean exhausted() {
    long failed = Gate.failures();
    if (foreign && failed != failures) {
      failures = failed;
      BitSet open = Proc.descriptors();
      long limit = latest.fds().limit();
      if (open == null || (limit > 0 && open.cardinality() >= limit - 1)) {
        Gate.exhausted();
      }
    }
    boolean quiet = exhaustions > 0 && System.nanoTime() - exhaustedAt < QUIET;
    return !quiet && Gate.exhaustions() != exhaustions;
  }

  /**
   * One sweep, now; also by the endpoint before it answers, so that the answer is the truth. Who
   * had to wait for a sweep that began after he came takes that one.
   */
  public Sweep sweep() {
    long came = System.nanoTime();
    synchronized (this) {
      return latest != Sweep.NONE && sweptAt - came > 0 ? latest : sweepNow();
    }
  }

  private Sweep sweepNow() {
    long start = System.nanoTime();
    collected();
    handedOver();
    processes.sample(start);
    tempFiles.start();
    long limit = Proc.limit();
    Sweep.Fds fds = reconciliation.now(limit == Proc.UNKNOWN ? latest.fds().limit() : limit);
    Sweep found = group(start);
    latest = new Sweep(found.rows(), found.overdue(), fds, System.nanoTime() - start);
    sweptAt = start;
    if (start - tickedAt >= INTERVAL / 2) {
      growth.next(latest.rows(), start);
      long opens = 0;
      for (Kind kind : Kind.values()) {
        opens += Tally.opened(kind.ordinal());
      }
      Stacks.tick(opens - opensBefore, start - tickedAt);
      if (Tally.errors() > 0) {
        recount.look(budgets).forEach(listener::lost);
      }
      opensBefore = opens;
      tickedAt = start;
    } else {
      growth.mark(latest.rows());
    }
    return latest;
  }

  /** Owners that were collected: evidence, while the descriptor may still be held. */
  private void collected() {
    for (Handle handle = Ledger.pollCollected(); handle != null; handle = Ledger.pollCollected()) {
      if (handle instanceof Mapping) {
        Ledger.remove((Mapping) handle);
      }
      if (handle instanceof ChildProcess) {
        // The JDK pins it while it runs: it has ended, and its end was missed.
        ProcessGate.exited((ChildProcess) handle, ChildProcess.UNKNOWN);
      } else if (Gate.collected(handle)) {
        leak(handle);
        if (handle instanceof Mapping || Ledger.get(handle.fd()) != handle) {
          Gate.gone(handle);
        }
      }
    }
  }

  /** Handles that lost their slot, or that the JDK's Cleaner has closed; processes that ended. */
  private void handedOver() {
    for (Handle handle = Ledger.pollHandedOver();
        handle != null;
        handle = Ledger.pollHandedOver()) {
      if (handle instanceof ChildProcess) {
        processes.ended((ChildProcess) handle);
      } else if (Gate.cleaned(handle)) {
        leak(handle);
      } else {
        replaced.putIfAbsent(handle, System.nanoTime());
      }
    }
    long now = System.nanoTime();
    replaced.entrySet().removeIf(entry -> decided(entry.getKey(), now - entry.getValue()));
  }

  private boolean decided(Handle handle, long nanos) {
    if (handle.state() == Handle.OPEN || handle.state() == Handle.CLOSING) {
      if (handle.refersTo(null)) {
        if (Gate.collected(handle)) {
          leak(handle);
        }
      } else if (nanos >= patience || isClosed(handle)) {
        Gate.closedUnseen(handle);
      } else {
        return false;
      }
    }
    Gate.gone(handle);
    return true;
  }

  private static boolean isClosed(Handle handle) {
    Object owner = handle.get();
    return owner instanceof FileDescriptor
        && Descriptors.number((FileDescriptor) owner) != handle.fd();
  }

  private void leak(Handle handle) {
    if (!handle.own()) {
      leaks.add(handle);
    }
  }

  private Sweep group(long now) {
    Map<SiteKey, SiteRow> rows = new HashMap<>();
    int[] overdue = new int[Kind.values().length];
    for (int fd = Ledger.nextSlot(0); fd < Ledger.capacity(); fd = Ledger.nextSlot(fd + 1)) {
      Handle handle = Ledger.get(fd);
      if (handle != null && handle.fd() == fd) {
        add(handle, now, rows, overdue);
      }
    }
    for (Mapping mapping : Ledger.mappings()) {
      add(mapping, now, rows, overdue);
    }
    for (ChildProcess child : Ledger.processes()) {
      add(child, now, rows, overdue);
    }
    List<SiteRow> sorted = new ArrayList<>(rows.values());
    sorted.sort(Comparator.comparingInt(SiteRow::open).reversed());
    return new Sweep(sorted, overdue, latest.fds(), 0);
  }

  private void add(Handle handle, long now, Map<SiteKey, SiteRow> rows, int[] overdue) {
    if (handle.own()) {
      return;
    }
    boolean isOverdue = evidence.overdue(handle, now);
    overdue[handle.kind().ordinal()] += isOverdue ? 1 : 0;
    SiteKey key = new SiteKey(sites.of(handle), handle.kind(), handle.point().type());
    SiteRow row = rows.get(key);
    if (row == null) {
      row = new SiteRow(key, handle);
      rows.put(key, row);
    }
    boolean isUnread =
        handle instanceof ChildProcess && processes.seen((ChildProcess) handle).unread();
    boolean isOrphaned =
        handle instanceof PipeHandle && processes.orphaned().containsKey((PipeHandle) handle);
    row.add(handle, isOverdue, isUnread, isOrphaned);
  }

  /** Whether strerror(3) may speak another language: locale(7), the first that is set decides. */
  private static boolean isForeign(Map<String, String> environment) {
    for (String name : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
      String locale = environment.getOrDefault(name, "");
      if (!locale.isEmpty()) {
        return !(locale.startsWith("C") || locale.startsWith("POSIX") || locale.startsWith("en"));
      }
    }
    return false;
  }
}
