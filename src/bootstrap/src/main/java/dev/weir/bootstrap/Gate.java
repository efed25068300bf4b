package dev.weir.bootstrap;

import java.io.Closeable;
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

  /**
   * What this thread has been admitted to open, where the descriptor is seen by another hook: that
   * of a directory stream's or a channel's constructor. Opening those costs many times as much.
   */
  private static final ThreadLocal<Pending> PENDING = new ThreadLocal<>();

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
        "SocketGate",
        "WaitGate",
        "WaitGate$Watched",
        "Timeout",
        "Wait",
        "Addresses",
        "PipeHandle",
        "ChildProcess",
        "ChildProcess$Exit",
        "Gate$Starting",
        "Gate$Pending",
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

  /** After {@link #off}, for good: forgets what is open and what was counted. */
  public static void forget() {
    on = false;
    life++;
    rules = null;
    fault = null;
    forcing = null;
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

  /** The rules in force, whoever asks; null for none. */
  static Rules inForce() {
    return rules;
  }

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

  /** Has this one make opens fail; null for nobody. */
  public static void fault(OpenFault now) {
    fault = now;
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

  /**
   * Before an open: null, a Throwable to be thrown, or what {@link #opened} or {@link #failed} is
   * to be told.
   */
  public static Object admit(int point, Object target, int reads, int writes) {
    Rules its = rules;
    if (!on || its == null && fault == null) {
      return null;
    }
    try {
      if (Thread.currentThread() instanceof AgentThread) {
        return null;
      }
      HookPoint where = points[point];
      Throwable forced = forced(where, target);
      if (forced != null || its == null) {
        return forced;
      }
      return its.admit(where, target, access(reads, writes));
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /** Before an accept: null, or the exception to throw. */
  public static Throwable accepting(int point) {
    return force(point, Rules.ACCEPT, null);
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

  private static Throwable forced(HookPoint where, Object target) {
    OpenFault its = fault;
    return its == null ? null : its.before(where, target);
  }

  private static int access(int reads, int writes) {
    return (reads == 0 ? 0 : Handle.READ) | (writes == 0 ? 0 : Handle.WRITE);
  }

  /**
   * Before an open whose descriptor another hook will see, on this thread and before {@link #done}:
   * null, or the exception to throw.
   */
  public static Throwable begin(int point, Object target) {
    Object admitted = admit(point, target, 1, 0);
    if (admitted instanceof Charge) {
      drop(); // where an open has come to nothing, and no hook has seen its end
      PENDING.set(new Pending((Charge) admitted));
    }
    return admitted instanceof Throwable ? (Throwable) admitted : null;
  }

  /** What this thread has been admitted to, and opens next. */
  static void pend(Charge admitted) {
    drop();
    PENDING.set(new Pending(admitted));
  }

  /**
   * After the whole open, whether it threw or not. A socket's descriptor is handed out first and
   * its owner is made next: its charge waits for it.
   */
  public static void done(int point, Object target, Throwable thrown) {
    if (thrown != null) {
      drop();
      failed(point, target, null, thrown);
    }
  }

  /**
   * After the open of a directory stream: null, or what to throw in its place. It is closed then.
   */
  public static Throwable doneDirectory(int point, Object target, Object stream, Throwable thrown) {
    try {
      Rules its = rules;
      Pending pending = on && its != null ? PENDING.get() : null;
      if (thrown != null || pending == null) {
        done(point, target, thrown);
        return null;
      }
      drop();
      Throwable refusal =
          pending.fd < 0 ? null : its.verifyDirectory(points[point], target, pending.fd);
      if (refusal != null && stream instanceof Closeable) {
        ((Closeable) stream).close();
      }
      return refusal;
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /** Gives back what was admitted on this thread and has not become a handle. */
  private static void drop() {
    Pending pending = PENDING.get();
    if (pending != null) {
      PENDING.remove();
      if (pending.charge != null) {
        pending.charge.giveBeyond(null);
      }
    }
  }

  /**
   * Before the open of {@code child} in an open directory. A rule is asked for the path that {@link
   * #opened} will be told, for it must answer both the same.
   */
  public static Throwable beginChild(int point, Object directory, Object child) {
    return !on || rules == null && fault == null ? null : begin(point, path(directory, child));
  }

  /** After it. */
  public static Throwable doneChild(
      int point, Object directory, Object child, Object stream, Throwable thrown) {
    return on ? doneDirectory(point, path(directory, child), stream, thrown) : null;
  }

  private static Object path(Object directory, Object child) {
    try {
      return ((Path) directory).resolve((Path) child);
    } catch (Throwable t) {
      return child; // a path of another provider, or null: the JDK's own check comes next
    }
  }

  /**
   * After an open that threw.
   *
   * @param admitted what {@link #admit} said of it
   */
  public static void failed(int point, Object target, Object admitted, Throwable thrown) {
    try {
      if (admitted instanceof Charge) {
        ((Charge) admitted).giveBeyond(null);
        Rules its = rules;
        if (its != null) {
          its.failed(points[point]);
        }
      }
      if (!on || Thread.currentThread() instanceof AgentThread) {
        return;
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
   * After an open that was admitted and has succeeded: null, or what to throw in its place. Then
   * the descriptor is closed, before anybody has it.
   *
   * @param admitted what {@link #admit} said
   */
  public static Throwable opened(
      Object admitted, int point, Object owner, Object target, int reads, int writes, int fd) {
    Charge charge = admitted instanceof Charge ? (Charge) admitted : null;
    try {
      Rules its = rules;
      if (charge != null && on && its != null && owner instanceof FileDescriptor) {
        HookPoint where = points[point];
        Throwable refusal =
            its.verify(where, target, access(reads, writes), (FileDescriptor) owner);
        if (refusal != null) {
          charge.giveBeyond(null);
          Descriptors.close((FileDescriptor) owner);
          return refusal;
        }
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
    opened(charge, point, owner, target, reads, writes, fd, -1, -1);
    return null;
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
    opened(null, point, owner, target, reads, writes, fd, second, third);
  }

  private static void opened(
      Charge admitted,
      int point,
      Object owner,
      Object target,
      int reads,
      int writes,
      int fd,
      int second,
      int third) {
    Charge charge = admitted;
    if (!on || fd < 0 || owner == null) {
      if (charge != null) {
        charge.giveBeyond(null);
      }
      return;
    }
    try {
      HookPoint where = points[point];
      where.seen();
      Handle there = Ledger.get(fd);
      if (there != null && there.refersTo(owner)) {
        there.refine(where);
        if (charge != null) {
          charge.giveBeyond(null);
        }
        return;
      }
      Thread thread = Thread.currentThread();
      boolean own = thread instanceof AgentThread;
      Kind kind = where.kind();
      if (charge == null && rules != null && (kind.isSocket() || kind == Kind.DIRECTORY)) {
        charge = pending(kind, fd);
      }
      long now = System.nanoTime();
      RawStack stack = own ? null : Stacks.sample(now);
      int access = access(reads, writes);
      Handle handle;
      if (kind.isSocket()) {
        handle =
            new SocketHandle(
                owner, Ledger.queue(), where, access, fd, now, stack, thread, own, charge);
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
                charge);
      }
      Ledger.put(handle);
      taken(handle);
      if (!own) {
        Tally.opened(kind);
      }
      Ledger.tell(handle);
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

  /** What this thread has been admitted to open; null where nothing has. */
  private static Charge pending(Kind kind, int fd) {
    Pending pending = PENDING.get();
    if (pending == null) {
      return null;
    }
    Charge charge = pending.charge;
    pending.charge = null;
    if (kind == Kind.DIRECTORY) {
      pending.fd = fd; // for the look when the stream is whole
    } else {
      PENDING.remove();
    }
    return charge;
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

  /** Before a connect: null, or the exception to throw. */
  public static Throwable connected(int point, Object owner, int fd, Object address, int port) {
    if (!on) {
      return null;
    }
    try {
      HookPoint where = points[point];
      where.seen();
      Rules its = rules;
      if (its != null && !(Thread.currentThread() instanceof AgentThread)) {
        Throwable refusal = its.connect(where, address, port);
        if (refusal != null) {
          return refusal;
        }
      }
      Handle handle = Ledger.get(fd);
      if (handle instanceof SocketHandle && handle.refersTo(owner)) {
        ((SocketHandle) handle).connected(address, port);
      }
      return null;
    } catch (Throwable t) {
      Tally.error(t);
      return null;
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
        SocketHandle socket = (SocketHandle) handle;
        boolean known = socket.direction() == SocketHandle.Direction.ACCEPTED;
        Listener before = socket.listener();
        socket.accepted(
            address,
            port,
            listener instanceof SocketHandle && listener.kind() == Kind.LISTENER
                ? (SocketHandle) listener
                : null);
        if ((!known || socket.listener() != before) && !socket.own()) {
          SocketGate.known(socket);
        }
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

  /** Before a process is started; as {@link #admit}. */
  public static Object starting(int point, String[] command, String directory) {
    Rules its = rules;
    if (!on || its == null && fault == null || command == null || command.length == 0) {
      return null;
    }
    try {
      if (Thread.currentThread() instanceof AgentThread) {
        return null;
      }
      HookPoint where = points[point];
      Throwable forced = forced(where, command[0]);
      return forced != null || its == null ? forced : its.start(where, command, directory);
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /**
   * After a process was started.
   *
   * @param admitted what {@link #starting} said
   * @param exit completes when the JDK's reaper has seen the end; may have completed already
   */
  public static void started(
      Object admitted, int point, Object process, String[] command, CompletableFuture<?> exit) {
    Charge charge = admitted instanceof Charge ? (Charge) admitted : null;
    if (!on || !(process instanceof Process) || command == null || exit == null) {
      if (charge != null) {
        charge.giveBeyond(null);
      }
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
              own,
              charge);
      Ledger.put(child);
      taken(child);
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

  /** Before a file is mapped; as {@link #admit}. */
  public static Object mapping(int point, Object target, long bytes, boolean readOnly) {
    Rules its = rules;
    if (!on || its == null) {
      return null;
    }
    try {
      return Thread.currentThread() instanceof AgentThread
          ? null
          : its.map(points[point], target, bytes, readOnly);
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /**
   * After a file was mapped; {@code unmapper} is null for a mapping of no bytes.
   *
   * @param admitted what {@link #mapping} said
   */
  public static void mapped(
      Object admitted, int point, Object unmapper, Object target, long bytes, boolean readOnly) {
    Charge charge = admitted instanceof Charge ? (Charge) admitted : null;
    if (!on || unmapper == null) {
      if (charge != null) {
        charge.giveBeyond(null);
      }
      return;
    }
    try {
      HookPoint where = points[point];
      where.seen();
      Thread thread = Thread.currentThread();
      boolean own = thread instanceof AgentThread;
      long now = System.nanoTime();
      Mapping mapping =
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
              own,
              charge);
      Ledger.put(mapping);
      taken(mapping);
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
      Rules its = rules;
      if (its != null) {
        file.identity(its.identity(path));
      }
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

  /** What was admitted, and has no handle yet; then the number that a directory stream has. */
  private static final class Pending {
    private Charge charge;
    private int fd = -1;

    Pending(Charge charge) {
      this.charge = charge;
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
