package dev.weir.bootstrap;

/**
 * Told of each child process that was started, on the thread that has started it and before the
 * application has it: see {@link ProcessGate#children}. It does not block. What it throws is
 * counted as an error of the agent's.
 */
public interface ChildListener {
  /** It may be Weir's {@linkplain Handle#own() own}, and may have ended. */
  void started(ChildProcess child);
}
