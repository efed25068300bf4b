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

  /**
   * @param millis 1 to Integer.MAX_VALUE
   * @param enforced false: it counts, and nothing is changed
   */
  protected Timeout(long millis, boolean enforced) {
    this.millis = millis;
    this.enforced = enforced;
  }

  public final int millis() {
    return (int) millis;
  }

  public final boolean isEnforced() {
    return enforced;
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
