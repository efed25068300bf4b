package dev.weir.bootstrap;

/**
 * Told of every open, on the thread that opens and before the application has what it opened; see
 * {@link Ledger#listen}. For tests: a JVM that serves has none. What it throws is counted as an
 * error of the agent's.
 */
public interface OpenListener {
  /** A handle was opened; it may be Weir's {@linkplain Handle#own() own}. */
  void opened(Handle handle);

  /** A temp file was made. */
  void made(TempFile file);
}
