package dev.weir.bootstrap;

import java.lang.ref.ReferenceQueue;
import java.util.function.BiFunction;

/**
 * A child process. It has no descriptor of its own (its pipes are handles of their own) and no
 * close: it ends when the JDK's reaper sees its exit.
 *
 * <p>The JDK pins a running {@code Process} until then ({@code ProcessImpl.initStreams} on 17 and
 * 25 leaves it to the reaper), so it can never be collected while it runs.
 */
public final class ChildProcess extends Handle {
  /** The exit code of a process whose end was seen otherwise than by the JDK's reaper. */
  public static final int UNKNOWN = Integer.MIN_VALUE;

  private final int pid;
  private final String[] command;
  private final int life;
  private volatile int exitCode = UNKNOWN;
  private volatile long endedNanos;
  private volatile String killed;

  ChildProcess(
      Object owner,
      ReferenceQueue<Object> queue,
      HookPoint point,
      int pid,
      String[] command,
      int life,
      long openedNanos,
      RawStack stack,
      Thread thread,
      boolean own,
      Charge charge) {
    super(owner, queue, point, null, 0, -1, -1, -1, openedNanos, stack, thread, own, charge);
    this.pid = pid;
    this.command = command;
    this.life = life;
  }

  public int pid() {
    return pid;
  }

  /** Program and arguments as they were given: secrets too, so mask them before they are shown. */
  public String[] command() {
    return command.clone();
  }

  /**
   * {@link #UNKNOWN} while it runs. As {@code Process.exitValue()}: what a signal ended has 128 and
   * the signal's number.
   */
  public int exitCode() {
    return exitCode;
  }

  /** When it ended, on the clock of {@link System#nanoTime()}. */
  public long endedNanos() {
    return endedNanos;
  }

  /** Why Weir has sent it a signal; null if it has not. */
  public String killed() {
    return killed;
  }

  /** Told by who is about to send it one. */
  public void killed(String reason) {
    killed = reason;
  }

  /** The program's name only: arguments may be secret. */
  @Override
  public String target() {
    return command.length == 0 || command[0] == null ? "" : command[0];
  }

  @Override
  public String id() {
    return "p" + pid + "-" + Long.toString(openedNanos(), Character.MAX_RADIX);
  }

  /** Which attach of Weir's has seen its start. */
  int life() {
    return life;
  }

  /** Told once, by who has ended the handle. */
  void exited(int code) {
    exitCode = code;
    endedNanos = System.nanoTime();
  }

  /** What the JDK's reaper calls, on its own small thread: it must not block nor throw. */
  static final class Exit implements BiFunction<Object, Throwable, Object> {
    private final ChildProcess child;

    Exit(ChildProcess child) {
      this.child = child;
    }

    @Override
    public Object apply(Object code, Throwable thrown) {
      ProcessGate.exited(child, code instanceof Integer ? (Integer) code : UNKNOWN);
      return null;
    }
  }
}
