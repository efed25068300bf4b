package dev.weir.bootstrap;

/** How long one kind of call may wait where the application has set no limit. Any thread. */
public abstract class Timeout {
  /** To a peer. */
  public static final int CONNECT = 0;

  /** For a connection. */
  public static final int ACCEPT = 1;

  /** For bytes. */
  public static final int READ = 2;

  private final long millis;
  private final boolean enforced;

  /** What all waits are given that it limits. */
  private final Wait limited;

  /**
   * @param millis 1 to Integer.MAX_VALUE
   * @param enforced false: it counts, and nothing is changed
   */
  protected Timeout(long millis, boolean enforced) {
    this.millis = millis;
    this.enforced = enforced;
    this.limited = enforced ? new Wait(this, true, 0) : null;
  }

  public final int millis() {
    return (int) millis;
  }

  public final boolean isEnforced() {
    return enforced;
  }

  /** One call begins to wait. It is an object of its own only in mode observe, with its time. */
  Wait begin() {
    return limited != null ? limited : new Wait(this, false, System.nanoTime());
  }

  /** What {@code Optional<Duration>} the JDK's HTTP client is told. */
  public abstract Object optional();

  /**
   * One call has waited for too long: counts it.
   *
   * @param thrown what the JDK throws; null where it only counts
   * @return what is to be thrown in its place
   */
  public abstract Throwable over(Throwable thrown);
}
