package dev.weir.bootstrap;

/**
 * A rule that says whether a handle may be opened. It is called on the application's thread, before
 * the system call: it does not block, log or do I/O. What it throws is caught by the gate, counted
 * as an error of the agent's, and admits.
 *
 * <p>Each open that {@link #admit} lets through ends in exactly one of: {@link #failed} (the open
 * threw), or a handle for which {@link #counts} is asked once and, if so, {@link #ended} told once.
 */
public interface Admission {
  /** The exception with which to refuse, or null to admit. */
  Throwable admit(HookPoint point, Object target);

  /** The open that was admitted threw. */
  void failed(HookPoint point, Object target);

  /**
   * Whether the open of this target was counted by {@link #admit}: a pure function of the kind and
   * the target.
   *
   * @param point where the open was seen, which is seldom where it was admitted
   */
  boolean counts(HookPoint point, Object target);

  /** A counted handle has ended. */
  void ended();
}
