package dev.weir.bootstrap;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Opens and shuts the gate for all hooks, holds the rules in force, and is told what has ended: by
 * woven methods that close, and by the sweeper. Beside it are the other classes that woven methods
 * call, each for one thing: {@link OpenGate}, {@link ProcessGate}, {@link MappingGate}, {@link
 * SocketGate}, {@link WaitGate}, {@link ReadGate}, {@link WriteGate}, {@link PathGate}.
 *
 * <p>Every method that is woven, here and there, is fail-open: what goes wrong inside is counted by
 * {@link Tally#error} and does not reach the application; only a refusal does, and it is returned
 * for the woven method to throw.
 *
 * <p>Hooks run on every kind of thread (virtual ones, the Cleaner's) and under the JDK's locks: no
 * lock, no I/O, no logging, no class loading here. A close allocates nothing.
 */
public final class Gate {
  private static HookPoint[] points = {};
  private static volatile boolean on;

  /** Raised by each detach: what was opened before is no longer ours when it ends. */
  private static volatile int life;

  private static volatile Rules rules;

  /** Null in a JVM that serves. */
  private static volatile OpenFault fault;

  /** The rules, while they force errors; null in a JVM that serves. */
  private static volatile Rules forcing;

  private static volatile Thread sweeper;

  /** Whether an exhaustion wakes the sweeper; one does, and a storm of them does not. */
  private static volatile boolean armed;

  /** strerror(3) of EMFILE, and the beginning of ENFILE's, where messages are in English. */
  private static final String EXHAUSTED = "Too many open files";

  private static final AtomicLong EXHAUSTIONS = new AtomicLong();
  private static final AtomicLong FAILURES = new AtomicLong();
  private static volatile HookPoint failedAt;
  private static volatile HookPoint exhaustedAt;

  private Gate() {}

  /**
   * Loads the classes that every woven JVM calls. To be called before anything is woven: a woven
   * method calls them at once, on an application's thread, if only to find the gate shut.
   */
  public static void prepare() {
    load(
        "Descriptors",
        "OpenGate",
        "ProcessGate",
        "MappingGate",
        "SocketGate",
        "ReadGate",
        "WriteGate",
        "WaitGate",
        "Transfer",
        "PathGate",
        "Outcome",
        "Pin");
  }

  /**
   * Opens the gate. Called once by the agent, after the points are woven or known to have failed.
   *
   * @param table all points, each at its id
   */
  public static void install(HookPoint[] table) {
    points = table;
    Threads.findReclaimers();
    // Loads what the first events would load on an application's thread, the Cleaner's or the
    // reaper's.
    new RawStack();
    Ledger.removeMapping(new Object());
    Listener.all();
    SocketHandle.Direction.BOUND.label();
    TempFiles.iterator();
    load(
        "SocketHandle",
        "WaitGate",
        "WaitGate$Watched",
        "Timeout",
        "Wait",
        "Addresses",
        "PipeHandle",
        "ChildProcess",
        "ChildProcess$Exit",
        "ProcessGate$Starting",
        "OpenGate$Pending",
        "Charge",
        "Meter",
        "ReadGate",
        "Transfer",
        "WriteGate",
        "TempFile");
    on = true;
  }

  private static void load(String... names) {
    for (String name : names) {
      try {
        Class.forName("dev.weir.bootstrap." + name, true, Gate.class.getClassLoader());
      } catch (ClassNotFoundException | LinkageError e) {
        Tally.error(e);
      }
    }
  }

  /** An event came through this point. */
  static void seen(int point) {
    HookPoint[] all = points;
    if (point < all.length) {
      all[point].seen();
    }
  }

  /** Stops all watching and refusing at once; what is woven stays and does nothing. */
  public static void off() {
    on = false;
  }

  /** Whether events count: from {@link #install} to {@link #off}. */
  public static boolean isOn() {
    return on;
  }

  /** How often Weir was detached before: tells what this attach has seen from what others have. */
  static int life() {
    return life;
  }

  /** After {@link #off}, for good: forgets what is open and what was counted. */
  public static void forget() {
    on = false;
    life++;
    rules = null;
    fault = null;
    forcing = null;
    ProcessGate.children(null);
    sweeper = null;
    armed = false;
    failedAt = null;
    exhaustedAt = null;
    points = new HookPoint[0];
    EXHAUSTIONS.set(0);
    FAILURES.set(0);
    AtExit.forget();
    Ledger.clear();
    Listener.reset();
    TempFiles.clear();
    Tally.reset();
  }

  /**
   * Puts these rules in force; null for none. What is open comes under them before this returns,
   * and what is being opened just now when it is open.
   */
  public static void rules(Rules now) {
    rules = now;
    forcing = now != null && now.forces() ? now : null;
    if (now == null) {
      return;
    }
    for (int fd = Ledger.nextSlot(0); fd < Ledger.capacity(); fd = Ledger.nextSlot(fd + 1)) {
      Handle handle = Ledger.get(fd);
      if (handle != null && handle.fd() == fd) {
        take(now, handle);
      }
    }
    for (Mapping mapping : Ledger.mappings()) {
      take(now, mapping);
    }
    for (ChildProcess child : Ledger.processes()) {
      take(now, child);
    }
  }

  /** The rules that this thread comes under; null for none, or if it is one of Weir's. */
  static Rules asked() {
    return !on || Thread.currentThread() instanceof AgentThread ? null : rules;
  }

  /**
   * Whether anybody has a say in what this thread is about to open: the rules, or who makes opens
   * fail. One of Weir's threads opens what it likes.
   */
  static boolean asks() {
    return on
        && (rules != null || fault != null)
        && !(Thread.currentThread() instanceof AgentThread);
  }

  /** The rules in force, whoever asks; null for none. */
  static Rules inForce() {
    return rules;
  }

  /**
   * The point of this number; an ArrayIndexOutOfBoundsException, for the gate to count, if none.
   */
  static HookPoint point(int id) {
    return points[id];
  }

  private static void take(Rules now, Handle handle) {
    try {
      if (!handle.own()) {
        now.take(handle);
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /**
   * The handle is where all can see it. If rules have come meanwhile, they may have looked before:
   * then this is theirs to find. So the rules are read after that, and not before.
   */
  static void taken(Handle handle) {
    Rules now = rules;
    while (now != null && !handle.own()) {
      now.take(handle);
      Rules before = now;
      now = rules;
      if (now == before) {
        return; // else those that came meanwhile may have had their turn before this one
      }
    }
  }

  /** Has this one make opens fail; null for nobody. */
  public static void fault(OpenFault now) {
    fault = now;
  }

  /** Before an open: null, or what is to be thrown because somebody makes it fail. */
  static Throwable forced(HookPoint where, Object target) {
    OpenFault its = fault;
    return its == null ? null : its.before(where, target);
  }

  /** Tells who sweeps: it is woken when no descriptor is left, once until it asks again. */
  public static void wakeOnExhaustion(Thread thread) {
    sweeper = thread;
    armed = true;
  }

  /**
   * How often an open failed because no descriptor was left. Known by the words of the message, so
   * in a locale that is not English it may be too low: see {@link #failures}.
   */
  public static long exhaustions() {
    return EXHAUSTIONS.get();
  }

  /**
   * An open has failed: wakes the sweeper if no descriptor was left.
   *
   * @param message in the words of the operating system; may be null
   */
  static void failed(HookPoint where, String message) {
    failedAt = where;
    FAILURES.incrementAndGet();
    if (message != null && message.contains(EXHAUSTED)) {
      exhaustedAt = where;
      EXHAUSTIONS.incrementAndGet();
      if (armed) {
        armed = false;
        LockSupport.unpark(sweeper);
      }
    }
  }

  /** The sweeper has found that a failure in words of another language was an exhaustion. */
  public static void exhausted() {
    exhaustedAt = failedAt;
    EXHAUSTIONS.incrementAndGet();
  }

  /** How often an open failed, for whatever reason: a file that is not there, no rights. */
  public static long failures() {
    return FAILURES.get();
  }

  /** Where no descriptor was left, the last time; null if there always was one. */
  public static HookPoint exhaustedAt() {
    return exhaustedAt;
  }

  /** Before a call on what is open: null, or what is to be thrown because errors are forced. */
  static Throwable force(int point, int call, Handle handle) {
    Rules its = forcing;
    if (its == null || !on) {
      return null;
    }
    try {
      return Thread.currentThread() instanceof AgentThread
          ? null
          : its.force(points[point], call, handle);
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /**
   * Before a close that is final. It is told before close(2) gives the number back, so that the
   * next open finds a free slot. Nothing happens unless the slot's handle belongs to this owner: a
   * second close, or one with a number that is another's by now, is none.
   */
  public static void closed(int point, Object owner, int fd) {
    if (!on) {
      return;
    }
    try {
      points[point].seen();
      Handle handle = Ledger.get(fd);
      if (handle == null || !handle.refersTo(owner)) {
        return;
      }
      boolean dropped = Threads.isReclaimer(Thread.currentThread());
      if (handle.become(Handle.OPEN, dropped ? Handle.CLEANED : Handle.CLOSED)) {
        Ledger.clear(handle);
        end(handle);
        if (dropped) {
          Ledger.handOver(handle);
        }
      } else if (handle.become(Handle.CLOSING, Handle.CLOSED)) {
        Ledger.clear(handle);
        end(handle);
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /**
   * The application closes what may stay open for a while: close(2) comes when the last selector
   * has let go of the channel, or the last thread has left its read. (The Finalizer closes TLS
   * sockets that were dropped, on 17; that was not the application.)
   */
  public static void closing(int point, Object owner, int fd) {
    if (!on) {
      return;
    }
    try {
      points[point].seen();
      Handle handle = Ledger.get(fd);
      if (handle != null
          && handle.refersTo(owner)
          && !Threads.isReclaimer(Thread.currentThread())) {
        handle.become(Handle.OPEN, Handle.CLOSING);
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /**
   * The sweeper has seen that the owner was collected. True the first time.
   *
   * <p>The handle stays in its slots: the descriptor may still be held.
   */
  public static boolean collected(Handle handle) {
    return handle.become(Handle.OPEN, Handle.COLLECTED)
        || handle.become(Handle.CLOSING, Handle.COLLECTED);
  }

  /** The sweeper has a handle that a reclaiming thread has closed. True the first time. */
  public static boolean cleaned(Handle handle) {
    return handle.become(Handle.CLEANED, Handle.GONE);
  }

  /** The sweeper has seen that the descriptor of a collected handle is gone. */
  public static void gone(Handle handle) {
    if (handle.become(Handle.COLLECTED, Handle.GONE)) {
      Ledger.clear(handle);
      end(handle);
    }
  }

  /** The sweeper has seen that a descriptor was closed past every hook, with its owner alive. */
  public static void closedUnseen(Handle handle) {
    if (handle.become(Handle.OPEN, Handle.CLOSED) || handle.become(Handle.CLOSING, Handle.CLOSED)) {
      Ledger.clear(handle);
      end(handle);
    }
  }

  /** What every end brings with it; for the one who has made the step. */
  static void end(Handle handle) {
    Charge charge = handle.endCharge();
    if (charge != null) {
      charge.giveBeyond(null);
    }
    if (handle.own()) {
      return;
    }
    Tally.ended(handle.endedKind(), System.nanoTime() - handle.openedNanos());
    if (handle instanceof SocketHandle) {
      ((SocketHandle) handle).left();
    }
  }
}
