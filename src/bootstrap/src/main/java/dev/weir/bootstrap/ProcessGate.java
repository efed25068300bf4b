package dev.weir.bootstrap;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What woven methods ask before they start a process, and tell of it, of the pipes to it, and of
 * its end. Fail-open, as {@link Gate}.
 */
public final class ProcessGate {
  /** The child whose streams this thread makes just now. */
  private static final ThreadLocal<Starting> STARTING = new ThreadLocal<>();

  /** How many threads have one: else nobody's thread local is asked. */
  private static final AtomicInteger STARTS = new AtomicInteger();

  private static volatile ChildListener childListener;

  private ProcessGate() {}

  /** Has this one told of every child process from now on; null for nobody. */
  public static void children(ChildListener listener) {
    childListener = listener;
  }

  /** Before a process is started; as {@link OpenGate#admit}. */
  public static Object starting(int point, String[] command, String directory) {
    if (!Gate.asks() || command == null || command.length == 0) {
      return null;
    }
    try {
      HookPoint where = Gate.point(point);
      Throwable forced = Gate.forced(where, command[0]);
      Rules its = Gate.inForce();
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
    if (!Gate.isOn() || !(process instanceof Process) || command == null || exit == null) {
      if (charge != null) {
        charge.giveBeyond(null);
      }
      return;
    }
    try {
      HookPoint where = Gate.point(point);
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
              Gate.life(),
              now,
              own ? null : Stacks.sample(now),
              thread,
              own,
              charge);
      Ledger.put(child);
      Gate.taken(child);
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
      if (Gate.isOn() && child.life() == Gate.life() && child.become(Handle.OPEN, Handle.CLOSED)) {
        child.exited(code);
        Ledger.remove(child);
        Gate.end(child);
        Ledger.handOver(child);
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
    if (!Gate.isOn()) {
      return;
    }
    try {
      Gate.point(point).seen();
      STARTS.incrementAndGet();
      STARTING.set(new Starting(pid, fds));
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /** After them, also if that threw. */
  public static void streamed() {
    try {
      if (isStreaming()) {
        STARTING.remove();
        STARTS.decrementAndGet();
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /** Whether this thread makes the streams of a child just now. */
  static boolean isStreaming() {
    return STARTS.get() > 0 && STARTING.get() != null;
  }

  /** The handle of a pipe that is opened while {@link #isStreaming}. */
  static Handle pipe(
      Object owner, HookPoint where, int fd, long now, RawStack stack, Thread thread, boolean own) {
    return STARTING.get().pipe(owner, where, fd, now, stack, thread, own);
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
