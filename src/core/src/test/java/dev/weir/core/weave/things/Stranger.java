package dev.weir.core.weave.things;

/** Another class of the same package. */
public class Stranger {
  int visible;
  private int secret = 5;

  private int secretNumber() {
    return secret;
  }

  /** Nobody else calls them. */
  public int sum() {
    return secretNumber() + visible;
  }
}
