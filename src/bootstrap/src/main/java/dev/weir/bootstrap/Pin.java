package dev.weir.bootstrap;

/**
 * What a call is to use in place of the paths that it was given: names of objects that the rules
 * hold on to, so that nobody can swap a link between check and use. Or the refusal.
 *
 * <p>It belongs to one call on one thread; {@link #release} ends it.
 */
public abstract class Pin {
  /** To be thrown at once; null if the call may go on. */
  public final Throwable refusal;

  /** In place of the first path; {@code String} or {@code Path}, as it was given. */
  public final Object first;

  /** In place of the second path; null where there is none, or where it stays as it is. */
  public final Object second;

  /** The first path, as the application gave it. */
  public final Object given;

  /** For the rules. */
  protected Pin(Throwable refusal, Object given, Object first, Object second) {
    this.refusal = refusal;
    this.given = given;
    this.first = first;
    this.second = second;
  }

  /**
   * The call has ended.
   *
   * @param thrown what it threw, or null
   * @return the same, but speaking of the paths that the application gave
   */
  protected abstract Throwable release(Throwable thrown);
}
