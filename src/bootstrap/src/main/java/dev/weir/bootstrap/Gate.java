package dev.weir.bootstrap;

import java.io.FileDescriptor;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The only class that woven JDK methods call. Every method here is fail-open: what goes wrong
 * inside is counted by {@link Tally#error} and does not reach the application; only a refusal does,
 * and it is returned for the woven method to throw.
 *
 * <p>Hooks run on every kind of thread (virtual ones, the Cleaner's) and under the JDK's locks: no
 * lock, no I/O, no logging, no class loading here. An open allocates its {@link Handle} and mostly
 * a {@link RawStack}; a close allocates nothing.
 */
public final class Gate {
  private static final int HANDLE_FLAGS = Handle.READ | Handle.WRITE;

  private static HookPoint[] points = {};
  private static volatile boolean on;

  private static volatile ChildListener childListener;

  /** Raised by each detach: what was opened before is no longer ours when it ends. */
  private static volatile int life;

  private static volatile Admission admission;
  private static volatile Thread sweeper;

  /** Whether an exhaustion wakes the sweeper; one does, and a storm of them does not. */
  private static volatile boolean armed;

  /** strerror(3) of EMFILE, and the beginning of ENFILE's, where messages are in English. */
  private static final String EXHAUSTED = "Too many open files";

  /** The child whose streams this thread makes just now. */
  private static final ThreadLocal<Starting> STARTING = new ThreadLocal<>();

  /** How many threads have one: else nobody's thread local is asked. */
  private static final AtomicInteger STARTS = new AtomicInteger();

  private static final AtomicLong EXHAUSTIONS = new AtomicLong();
  private static final AtomicLong FAILURES = new AtomicLong();
  private static volatile HookPoint failedAt;
  private static volatile HookPoint exhaustedAt;

  private Gate() {}

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
        "PipeHandle",
        "ChildProcess",
        "ChildProcess$Exit",
        "Gate$Starting",
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

  /** Stops all watching and refusing at once; what is woven stays and does nothing. */
  public static void off() {
    on = false;
  }

  /** After {@link #off}, for good: forgets what is open and what was counted. */
  public static void forget() {
    on = false;
    life++;
    admission = null;
    childListener = null;
    sweeper = null;
    armed = false;
    failedAt = null;
    exhaustedAt = null;
    points = new HookPoint[0];
    EXHAUSTIONS.set(0);
    FAILURES.set(0);
    Ledger.clear();
    Listener.reset();
    TempFiles.clear();
    Tally.reset();
  }

  /** The rule for opens; null for none. */
  public static void admission(Admission rule) {
    admission = rule;
  }

  /** Has this one told of every child process from now on; null for nobody. */
  public static void children(ChildListener listener) {
    childListener = listener;
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

  /** For expressions whose value is a {@code FileDescriptor}. */
  public static int number(FileDescriptor fd) {
    return Descriptors.number(fd);
  }

  /** For the expression {@code dirfd(..)}. */
  public static int dirfd(long dir) {
    return Descriptors.dirfd(dir);
  }

  /** Before an open: the exception to throw, or null. */
  public static Throwable refuse(int point, Object target) {
    Admission rule = admission;
    if (rule == null || !on) {
      return null;
    }
    try {
      return Thread.currentThread() instanceof AgentThread
          ? null
          : rule.admit(points[point], target);
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /**
   * Before the open of {@code child} in an open directory. A rule is asked for the path that {@link
   * #opened} will be told, for it must answer both the same.
   */
  public static Throwable refuseChild(int point, Object directory, Object child) {
    return admission == null || !on ? null : refuse(point, path(directory, child));
  }

  /** After the open of a child that threw. */
  public static void failedChild(int point, Object directory, Object child, Throwable thrown) {
    failed(point, path(directory, child), thrown);
  }

  private static Object path(Object directory, Object child) {
    try {
      return ((Path) directory).resolve((Path) child);
    } catch (Throwable t) {
      return child; // a path of another provider, or null: the JDK's own check comes next
    }
  }

  /** After an open that threw. */
  public static void failed(int point, Object target, Throwable thrown) {
    if (!on) {
      return;
    }
    try {
      if (Thread.currentThread() instanceof AgentThread) {
        return;
      }
      Admission rule = admission;
      if (rule != null) {
        rule.failed(points[point], target);
      }
      String message = thrown.getMessage();
      failedAt = points[point];
      FAILURES.incrementAndGet();
      if (message != null && message.contains(EXHAUSTED)) {
        exhaustedAt = points[point];
        EXHAUSTIONS.incrementAndGet();
        if (armed) {
          armed = false;
          LockSupport.unpark(sweeper);
        }
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /**
   * After an open that succeeded. A second event for the same owner in the same slot (constructors
   * that chain, a channel over a descriptor) is the same handle.
   */
  public static void opened(
      int point,
      Object owner,
      Object target,
      int reads,
      int writes,
      int fd,
      int second,
      int third) {
    if (!on || fd < 0 || owner == null) {
      return;
    }
    try {
      HookPoint where = points[point];
      where.seen();
      Handle there = Ledger.get(fd);
      if (there != null && there.refersTo(owner)) {
        there.refine(where);
        return;
      }
      Thread thread = Thread.currentThread();
      boolean own = thread instanceof AgentThread;
      Admission rule = admission;
      boolean admitted = rule != null && !own && rule.counts(where, target);
      long now = System.nanoTime();
      RawStack stack = own ? null : Stacks.sample(now);
      int access = (reads == 0 ? 0 : Handle.READ) | (writes == 0 ? 0 : Handle.WRITE);
      Kind kind = where.kind();
      Handle handle;
      if (kind.isSocket()) {
        handle =
            new SocketHandle(owner, Ledger.queue(), where, access, fd, now, stack, thread, own);
      } else if (kind == Kind.PIPE && STARTS.get() > 0 && STARTING.get() != null) {
        handle = STARTING.get().pipe(owner, where, fd, now, stack, thread, own);
      } else {
        handle =
            new Handle(
                owner,
                Ledger.queue(),
                where,
                target,
                access,
                fd,
                second,
                third,
                now,
                stack,
                thread,
                own,
                admitted);
      }
      Ledger.put(handle);
      if (!own) {
        Tally.opened(kind);
      }
      Ledger.tell(handle);
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /**
   * What is open goes on as something else: a socket has begun to listen. It opens nothing: by now
   * another thread may have closed it, and the number may be another's.
   */
  public static void became(int point, Object owner, int fd) {
    if (!on) {
      return;
    }
    try {
      HookPoint where = points[point];
      where.seen();
      Handle handle = Ledger.get(fd);
      if (handle != null && handle.refersTo(owner)) {
        handle.refine(where);
      }
    } catch (Throwable t) {
      Tally.error(t);
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

  /** Before a connect: whereto. */
  public static void connected(int point, Object owner, int fd, Object address, int port) {
    if (!on) {
      return;
    }
    try {
      points[point].seen();
      Handle handle = Ledger.get(fd);
      if (handle instanceof SocketHandle && handle.refersTo(owner)) {
        ((SocketHandle) handle).connected(address, port);
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /** After a bind: to what; {@code address} is null where it did not come to that. */
  public static void bound(int point, Object owner, int fd, Object address, int port) {
    if (!on || address == null) {
      return;
    }
    try {
      points[point].seen();
      Handle handle = Ledger.get(fd);
      if (handle instanceof SocketHandle && handle.refersTo(owner)) {
        ((SocketHandle) handle).bound(address, port);
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /**
   * After a connection was accepted and {@link #opened}; nobody else has it yet, so its number
   * proves who it is.
   *
   * @param by the listener's descriptor
   * @param address the peer's; null where the hook does not know it
   */
  public static void accepted(int point, int fd, int by, Object address, int port) {
    if (!on) {
      return;
    }
    try {
      points[point].seen();
      Handle handle = Ledger.get(fd);
      if (handle instanceof SocketHandle) {
        Handle listener = Ledger.get(by);
        ((SocketHandle) handle)
            .accepted(
                address,
                port,
                listener instanceof SocketHandle && listener.kind() == Kind.LISTENER
                    ? (SocketHandle) listener
                    : null);
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /**
   * Before the streams of a new child are made, on the thread that starts it; {@code fds} are our
   * ends of its pipes, -1 where it has none. Until {@link #streamed} the pipes that this thread
   * opens are the child's. (Starting a process costs a millisecond: a thread local is affordable.)
   */
  public static void streaming(int point, int pid, int[] fds) {
    if (!on) {
      return;
    }
    try {
      points[point].seen();
      STARTS.incrementAndGet();
      STARTING.set(new Starting(pid, fds));
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /** After them, also if that threw. */
  public static void streamed() {
    try {
      if (STARTS.get() > 0 && STARTING.get() != null) {
        STARTING.remove();
        STARTS.decrementAndGet();
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /**
   * After a process was started.
   *
   * @param exit completes when the JDK's reaper has seen the end; may have completed already
   */
  public static void started(
      int point, Object process, String[] command, CompletableFuture<?> exit) {
    if (!on || !(process instanceof Process) || command == null || exit == null) {
      return;
    }
    try {
      HookPoint where = points[point];
      where.seen();
      Thread thread = Thread.currentThread();
      boolean own = thread instanceof AgentThread;
      long now = System.nanoTime();
      ChildProcess child =
          new ChildProcess(
              process,
              Ledger.queue(),
              where,
              (int) ((Process) process).pid(),
              command,
              life,
              now,
              own ? null : Stacks.sample(now),
              thread,
              own);
      Ledger.put(child);
      if (!own) {
        Tally.opened(Kind.PROCESS);
      }
      Ledger.tell(child);
      // The JDK forgets a future once its process is reaped, after it has told the Process; asked
      // again it makes one that knows no code and says 0. So this one is right while it is alive.
      if (((Process) process).isAlive()) {
        exit.handle(new ChildProcess.Exit(child));
      } else {
        exited(child, ((Process) process).exitValue());
      }
      ChildListener listener = childListener;
      if (listener != null) {
        listener.started(child);
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /** A child has ended. The first to tell counts. */
  public static void exited(ChildProcess child, int code) {
    try {
      if (on && child.life() == life && child.become(Handle.OPEN, Handle.CLOSED)) {
        child.exited(code);
        Ledger.remove(child);
        end(child);
        Ledger.handOver(child);
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /** After a file was mapped; {@code unmapper} is null for a mapping of no bytes. */
  public static void mapped(
      int point, Object unmapper, Object target, long bytes, boolean readOnly) {
    if (!on || unmapper == null) {
      return;
    }
    try {
      HookPoint where = points[point];
      where.seen();
      Thread thread = Thread.currentThread();
      boolean own = thread instanceof AgentThread;
      long now = System.nanoTime();
      Ledger.put(
          new Mapping(
              unmapper,
              Ledger.queue(),
              where,
              target,
              readOnly ? Handle.READ : HANDLE_FLAGS,
              bytes,
              now,
              own ? null : Stacks.sample(now),
              thread,
              own));
      if (!own) {
        Tally.opened(where.kind());
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /**
   * Before a file is unmapped: by its arena, or by the Cleaner, which is the usual way and no leak.
   */
  public static void unmapped(int point, Object unmapper) {
    if (!on) {
      return;
    }
    try {
      points[point].seen();
      Mapping mapping = Ledger.removeMapping(unmapper);
      if (mapping != null && mapping.become(Handle.OPEN, Handle.CLOSED)) {
        end(mapping);
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /**
   * After a temp file or a temp directory was made.
   *
   * @param path a {@code File} or a {@code Path}
   */
  public static void made(int point, Object path) {
    if (!on || path == null) {
      return;
    }
    try {
      points[point].seen();
      Thread thread = Thread.currentThread();
      // A path of another provider is no file of the system's, and may pin a file system.
      if (thread instanceof AgentThread || path.getClass().getClassLoader() != null) {
        return;
      }
      long now = System.nanoTime();
      TempFile file = new TempFile(path, now, Stacks.sample(now), thread);
      TempFiles.add(file);
      Ledger.tell(file);
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

  private static void end(Handle handle) {
    if (handle.own()) {
      return;
    }
    Tally.ended(handle.endedKind(), System.nanoTime() - handle.openedNanos());
    if (handle instanceof SocketHandle) {
      ((SocketHandle) handle).left();
    }
    if (handle.admitted()) {
      Admission rule = admission;
      if (rule != null) {
        rule.ended();
      }
    }
  }

  /** A child that is being started. */
  private static final class Starting {
    private final int pid;
    private final int[] fds;

    Starting(int pid, int[] fds) {
      this.pid = pid;
      this.fds = fds;
    }

    Handle pipe(
        Object owner,
        HookPoint where,
        int fd,
        long now,
        RawStack stack,
        Thread thread,
        boolean own) {
      int stream = fds[0] == fd ? 0 : fds[1] == fd ? 1 : 2;
      return new PipeHandle(owner, Ledger.queue(), where, pid, stream, fd, now, stack, thread, own);
    }
  }
}
