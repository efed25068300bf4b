package dev.weir.core.track;

import dev.weir.bootstrap.AgentThread;
import dev.weir.bootstrap.Descriptors;
import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.Mapping;
import dev.weir.bootstrap.Stacks;
import dev.weir.bootstrap.Tally;
import java.io.FileDescriptor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
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

  /** Sweeps after which a handle that lost its slot, with its owner alive, is taken as closed. */
  private static final int PATIENCE = 3;

  private final Sites sites;
  private final Evidence evidence;
  private final Leaks leaks;
  private final Growth growth;
  private final OwnSockets own = new OwnSockets();
  private final Reconciliation reconciliation = new Reconciliation(own);
  private final Map<Handle, Integer> replaced = new IdentityHashMap<>();
  private final Listener listener;
  private volatile Sweep latest = Sweep.NONE;
  private long opensBefore;
  private long tickedAt = System.nanoTime();

  /**
   * @param exhausted is told, on the sweeper's thread, that an open failed because no descriptor
   *     was left; it must not need one
   */
  public Sweeper(Sites sites, Evidence evidence, int growingSweeps, Listener listener) {
    this.sites = sites;
    this.evidence = evidence;
    this.leaks = new Leaks(sites);
    this.growth = new Growth(growingSweeps);
    this.listener = listener;
  }

  /** Told what the sweeper finds, on its thread. */
  public interface Listener {
    /** Once, before the first sweep. */
    void starting(Sweeper sweeper);

    /** An open failed because no descriptor was left. This must not need one. */
    void exhausted(HookPoint where, Sweep sweep);

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

  /** Where Weir's own sockets are made known. */
  public OwnSockets own() {
    return own;
  }

  /** Starts the thread, and tells the gate whom to wake. */
  public void start() {
    Thread thread = new AgentThread("weir-sweeper", this::run);
    Gate.sweeper(thread, exhaustedWords());
    thread.start();
  }

  private void run() {
    long exhaustions = 0;
    listener.starting(this);
    while (true) {
      try {
        long now = Gate.exhaustions();
        if (now != exhaustions) {
          exhaustions = now;
          listener.exhausted(Gate.exhaustedAt(), group(System.nanoTime()));
        }
        Sweep sweep = sweep();
        listener.swept(sweep);
        LockSupport.parkNanos(Math.max(INTERVAL, SHARE * sweep.nanos()));
      } catch (Throwable t) {
        Tally.error(t);
        LockSupport.parkNanos(INTERVAL);
      }
    }
  }

  /** One sweep, now; also by the endpoint before it answers, so that the answer is the truth. */
  public synchronized Sweep sweep() {
    long start = System.nanoTime();
    collected();
    handedOver();
    Reconciliation.Result result = reconciliation.now();
    Sweep found = group(start);
    long took = System.nanoTime() - start;
    latest =
        new Sweep(
            found.rows(),
            found.overdue(),
            result.open(),
            result.tracked(),
            Proc.limit(),
            result.untracked(),
            took);
    if (start - tickedAt >= INTERVAL / 2) {
      growth.next(latest.rows(), start);
      long opens = 0;
      for (Kind kind : Kind.values()) {
        opens += Tally.opened(kind.ordinal());
      }
      Stacks.tick(opens - opensBefore, start - tickedAt);
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
      if (Gate.collected(handle)) {
        leak(handle);
        if (handle instanceof Mapping || Ledger.get(handle.fd()) != handle) {
          Gate.gone(handle);
        }
      }
    }
  }

  /** Handles that lost their slot to a new open, or that the JDK's Cleaner has closed. */
  private void handedOver() {
    for (Handle handle = Ledger.pollHandedOver();
        handle != null;
        handle = Ledger.pollHandedOver()) {
      if (handle.state() == Handle.GONE) {
        leak(handle);
      } else {
        replaced.put(handle, 0);
      }
    }
    replaced
        .entrySet()
        .removeIf(entry -> decided(entry.getKey(), entry.setValue(entry.getValue() + 1)));
  }

  private boolean decided(Handle handle, int sweeps) {
    if (handle.state() == Handle.OPEN) {
      if (handle.refersTo(null)) {
        if (Gate.collected(handle)) {
          leak(handle);
        }
      } else if (sweeps >= PATIENCE || isClosed(handle)) {
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

  /** A handle may come by both queues: dropped, and its slot taken by an open since. */
  private void leak(Handle handle) {
    if (!handle.own() && handle.report()) {
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
    List<SiteRow> sorted = new ArrayList<>(rows.values());
    sorted.sort(Comparator.comparingInt(SiteRow::open).reversed());
    return new Sweep(
        sorted,
        overdue,
        latest.fdsOpen(),
        latest.fdsTracked(),
        latest.fdsLimit(),
        latest.untracked(),
        0);
  }

  private void add(Handle handle, long now, Map<SiteKey, SiteRow> rows, int[] overdue) {
    if (handle.own()) {
      return;
    }
    boolean isOverdue = evidence.overdue(handle, now);
    overdue[handle.kind().ordinal()] += isOverdue ? 1 : 0;
    SiteKey key = new SiteKey(sites.of(handle.trace()), handle.kind(), handle.point().type());
    SiteRow row = rows.get(key);
    if (row == null) {
      row = new SiteRow(key, handle);
      rows.put(key, row);
    }
    row.add(handle, isOverdue);
  }

  /** strerror(EMFILE), which depends on the locale; English where it cannot be asked. */
  private static String exhaustedWords() {
    try {
      java.lang.reflect.Method strerror =
          Class.forName("sun.nio.fs.UnixNativeDispatcher").getDeclaredMethod("strerror", int.class);
      strerror.setAccessible(true);
      return new String((byte[]) strerror.invoke(null, 24));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return "Too many open files";
    }
  }
}
