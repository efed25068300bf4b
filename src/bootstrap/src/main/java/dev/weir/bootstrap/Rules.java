package dev.weir.bootstrap;

import java.io.FileDescriptor;

/**
 * The policy in force, as the gate asks it. One object is one version: a change of the policy puts
 * another in its place. All methods are called on the application's thread, before it has what it
 * opens: they do not block, log or do I/O that is not argued for. What they throw is caught by the
 * gate, counted as an error of the agent's, and admits.
 *
 * <p>A rule refuses by returning the exception that the hooked method declares; it is thrown there.
 */
public abstract class Rules {
  /**
   * Before the open of a file, a directory or a socket. What is admitted has its place in the
   * budgets from now on: the charge goes to the handle, or is given back if the open fails.
   *
   * @param target the path; null for sockets
   * @param access {@link Handle#READ} and {@link Handle#WRITE}, which may make or empty a file
   * @return the {@link Charge}, or a Throwable to refuse with
   */
  public abstract Object admit(HookPoint point, Object target, int access);

  /**
   * After the open, before anybody has it: what can only be known now, such as where a path has led
   * and how large the file is.
   *
   * @return null, or with what to refuse; then the gate closes {@code fd}
   */
  public abstract Throwable verify(HookPoint point, Object target, int access, FileDescriptor fd);

  /** The same for a directory stream, by the number of its descriptor. */
  public abstract Throwable verifyDirectory(HookPoint point, Object target, int fd);

  /** Instead of that: the open that was admitted on this thread has failed. */
  public void failed(HookPoint point) {}

  /** Before {@code bytes} of a file are mapped; as {@link #admit}. */
  public abstract Object map(HookPoint point, Object target, long bytes, boolean readOnly);

  /**
   * Before a process is started; as {@link #admit}.
   *
   * @param directory its working directory; null for our own
   */
  public abstract Object start(HookPoint point, String[] command, String directory);

  /**
   * Before a connect.
   *
   * @param address an {@code InetAddress}, a path, or whatever a library has
   * @return null, or with what to refuse
   */
  public abstract Throwable connect(HookPoint point, Object address, int port);

  /**
   * How long a call may wait where the application has set no limit.
   *
   * @param what {@link Timeout#CONNECT} and so on
   * @return null for no limit
   */
  public abstract Timeout timeout(int what);

  /**
   * When a connection has been accepted, and before anybody has it; as {@link #admit}. There is no
   * exception for it: an acceptor's loop would end.
   *
   * @param by the listener; null if it was opened before Weir came
   * @param address of the peer; see {@link SocketHandle#peer(Object)}
   * @return null if it is one too many, and is to be closed at once
   */
  public abstract Charge accept(HookPoint point, SocketHandle by, Object address);

  /**
   * What has been open for a moment turns out to be an accepted connection, which was not asked
   * for: it comes under {@link #accept}'s budgets, however many there are.
   */
  public abstract void accepted(SocketHandle socket);

  /**
   * What is open comes under these rules: it is put into the budgets that it was not admitted to,
   * and is given what limits it while it is open. For a new handle, and at a change of the policy
   * for all that are open; whoever comes second finds nothing to do.
   */
  public abstract void take(Handle handle);

  /**
   * The rules on paths that are used without being opened, and on opens to write; null for none.
   */
  protected Paths paths() {
    return null;
  }

  /**
   * What is to be known of a temp file that was made just now, to delete it later; or null.
   *
   * @param path a {@code File} or a {@code Path}
   */
  protected Object identity(Object path) {
    return null;
  }

  /** Of {@link #force}. */
  public static final int READ = 0;

  /** Of {@link #force}. */
  public static final int WRITE = 1;

  /** Of {@link #force}. */
  public static final int ACCEPT = 2;

  /** Whether {@link #force} has anything to say: else nobody asks. */
  protected boolean forces() {
    return false;
  }

  /**
   * Before a call on what is open already, where errors are forced.
   *
   * @param call {@link #READ}, {@link #WRITE} or {@link #ACCEPT}
   * @param handle null where it is not known
   * @return null, or what to throw
   */
  protected Throwable force(HookPoint point, int call, Handle handle) {
    return null;
  }

  /** Whether {@link #charge} has nothing to do: it has been, or the handle has ended. */
  protected final boolean has(Handle handle) {
    Charge before = handle.charge();
    return before != null && (before.isOf(this) || before.isEnded());
  }

  /**
   * Puts a handle into the budgets of {@code now}, and out of those that it stands in otherwise. By
   * compare-and-set: of two threads that come at once, one does.
   *
   * @param now of these rules
   */
  protected final void charge(Handle handle, Charge now) {
    while (!has(handle)) {
      if (recharge(handle, now)) {
        return;
      }
    }
  }

  /** The same, also where it stands in budgets of these rules; false if another thread came. */
  protected static boolean recharge(Handle handle, Charge now) {
    Charge before = handle.charge();
    if (before != null && before.isEnded()) {
      return true;
    }
    now.takeBeyond(before);
    if (handle.charge(before, now)) {
      if (before != null) {
        before.giveBeyond(now);
      }
      return true;
    }
    now.giveBeyond(before);
    return false;
  }
}
