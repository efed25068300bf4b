package dev.weir.core.weave.others;

/** A class of another package, as seen from what is woven. */
public class Neighbour {
  public int open = 1;
  protected int inherited = 2;
  int ofItsPackage = 3;

  public int number() {
    return open;
  }

  int numberOfItsPackage() {
    return ofItsPackage + inherited;
  }

  /** Nobody calls it, and javac would warn. */
  public static int sum(Neighbour of) {
    return of.numberOfItsPackage();
  }
}
