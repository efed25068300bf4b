package dev.weir.bootstrap;

/** What a method of {@code java.io.File} returns or throws, when the rules have done its work. */
public final class Outcome {
  /** What it is for a refusal that the method has no exception for. */
  public static final Outcome NO = new Outcome(false, null);

  public static final Outcome YES = new Outcome(true, null);

  public final boolean result;

  /** To be thrown; null if it returns. */
  public final Throwable thrown;

  private Outcome(boolean result, Throwable thrown) {
    this.result = result;
    this.thrown = thrown;
  }

  /** Ends in this. */
  public static Outcome thrown(Throwable thrown) {
    return new Outcome(false, thrown);
  }
}
