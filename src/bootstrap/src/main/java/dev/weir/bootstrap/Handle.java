package dev.weir.bootstrap;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * One open thing with one owner: a file, a socket, a selector, a mapping. It sits in the ledger's
 * slot of each descriptor that it holds.
 *
 * <p>The owner (the {@code FileDescriptor} where there is one, else the JDK's object) is held
 * weakly: a strong reference would stop the JDK's Cleaner and so make the leak that it reports.
 * Nothing else here refers to the owner or to the thread that opened it.
 *
 * <p>The fields are final or are written under the rules beside them; any thread may read.
 */
public class Handle extends WeakReference<Object> {
  /** Open, as far as anybody knows. */
  public static final int OPEN = 0;

  /** The application closed it. */
  public static final int CLOSED = 1;

  /** The owner was collected without a close; the descriptor may still be held. */
  public static final int COLLECTED = 2;

  /** Collected, and the descriptor is gone too. */
  public static final int GONE = 3;

  /** Closed by a reclaiming thread of the JDK's: it was dropped. The sweeper makes it gone. */
  public static final int CLEANED = 4;

  /**
   * The application has closed it, and its descriptor is still held: a channel that is registered
   * with a selector, a socket with a thread inside a read.
   */
  public static final int CLOSING = 5;

  /** Bit of {@link #access}. */
  public static final int READ = 1;

  /** Bit of {@link #access}. */
  public static final int WRITE = 2;

  private static final AtomicIntegerFieldUpdater<Handle> STATE =
      AtomicIntegerFieldUpdater.newUpdater(Handle.class, "state");

  private static final AtomicReferenceFieldUpdater<Handle, Charge> CHARGE =
      AtomicReferenceFieldUpdater.newUpdater(Handle.class, Charge.class, "charge");

  final int fd;
  final int second;
  final int third;
  private final long openedNanos;
  private final Object target;
  private final String threadName;
  private final long virtualThreadId;
  private final byte access;
  private final boolean own;

  /** Where it stands in a budget; null where it does not. */
  private volatile Charge charge;

  /** What limits it while it is open; null where nothing does. */
  private volatile Meter meter;

  /** A {@link RawStack}, in its place a {@link Trace} once somebody has asked; or null. */
  private volatile Object stack;

  private volatile HookPoint point;
  private volatile int state;

  /** Of sockets; guarded by this handle. */
  private boolean ended;

  Handle(
      Object owner,
      ReferenceQueue<Object> queue,
      HookPoint point,
      Object target,
      int access,
      int fd,
      int second,
      int third,
      long openedNanos,
      RawStack stack,
      Thread thread,
      boolean own,
      Charge charge) {
    super(owner, queue);
    this.point = point;
    this.target = target;
    this.access = (byte) access;
    this.fd = fd;
    this.second = second;
    this.third = third;
    this.openedNanos = openedNanos;
    this.stack = stack;
    this.threadName = thread.getName();
    // getId() of a platform thread may be overridden by the application; a virtual thread's may
    // not.
    this.virtualThreadId = Threads.isVirtual(thread) ? thread.getId() : 0;
    this.own = own;
    this.charge = charge;
  }

  /** The number by which it is known: the first of its descriptors; -1 where it has none. */
  public int fd() {
    return fd;
  }

  /** Whether {@code number} is one of its descriptors. */
  public boolean holds(int number) {
    return number >= 0 && (fd == number || second == number || third == number);
  }

  /** When it was opened, on the clock of {@link System#nanoTime()}. */
  public long openedNanos() {
    return openedNanos;
  }

  /** What was opened, as the application named it: a path, which may be relative; an address. */
  public String target() {
    return target == null ? "" : target.toString();
  }

  /**
   * The stack that opened it, or null where the time budget did not allow one. For the agent's
   * threads: the first call makes text of it.
   */
  public Trace trace() {
    Object now = stack;
    if (now instanceof RawStack) {
      Trace trace = Stacks.trace((RawStack) now);
      stack = trace; // two that come at once get the same one
      return trace;
    }
    return (Trace) now;
  }

  /** The opening thread's name; a virtual thread without a name is called by its number. */
  public String thread() {
    return virtualThreadId != 0 && threadName.isEmpty() ? "virtual-" + virtualThreadId : threadName;
  }

  public boolean virtual() {
    return virtualThreadId != 0;
  }

  /** {@link #READ} and {@link #WRITE}. */
  public int access() {
    return access;
  }

  public HookPoint point() {
    return point;
  }

  public Kind kind() {
    return point.kind();
  }

  /** Opened by Weir itself: in the ledger, but in no count and no report. */
  public boolean own() {
    return own;
  }

  public int state() {
    return state;
  }

  /** An id that all descriptors of this handle share, unique within this JVM's life. */
  public String id() {
    return Integer.toString(fd) + "-" + Long.toString(openedNanos, Character.MAX_RADIX);
  }

  /**
   * A later hook on the same open knows better: an asynchronous channel over a file, a socket that
   * begins to listen.
   */
  void refine(HookPoint better) {
    HookPoint before = point;
    if (before == better) {
      return;
    }
    if (before.kind() == better.kind()) {
      point = better;
      return;
    }
    // A socket that begins to listen, once in its life. Its end, on another thread, must count the
    // kind that is counted as open: each waits for some nanoseconds of the other at most.
    synchronized (this) {
      if (!ended) {
        point = better;
        if (!own) {
          Tally.became(before.kind(), better.kind());
        }
      }
    }
  }

  /** The kind that ends; from then on it is of no other. */
  Kind endedKind() {
    if (!point.kind().isSocket()) {
      return point.kind();
    }
    synchronized (this) {
      ended = true;
      return point.kind();
    }
  }

  /** In which budgets it stands; null where in none, {@link Charge#isEnded} once it has ended. */
  public Charge charge() {
    return charge;
  }

  /** Changes it, unless another thread has. */
  public boolean charge(Charge before, Charge now) {
    return CHARGE.compareAndSet(this, before, now);
  }

  /** What limits it while it is open; null where nothing does. */
  public Meter meter() {
    return meter;
  }

  /** Puts another in its place. */
  public void meter(Meter now) {
    meter = now;
  }

  /** It has ended: what it has to give back, or null. */
  Charge endCharge() {
    Charge last = CHARGE.getAndSet(this, Charge.ENDED);
    return last == Charge.ENDED ? null : last;
  }

  /** Moves on from a state exactly once; the winner does the counting that goes with it. */
  boolean become(int from, int to) {
    return STATE.compareAndSet(this, from, to);
  }
}
