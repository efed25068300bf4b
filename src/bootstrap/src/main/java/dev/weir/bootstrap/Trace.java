package dev.weir.bootstrap;

/**
 * One distinct stack, shared by all handles that were opened from it. Immutable but for a cache.
 */
public final class Trace {
  private final StackTraceElement[] frames;
  private final int[] positions;
  private final int hash;

  /** Named by the sweeper, see {@link #site(String)}. */
  private volatile String site;

  Trace(StackTraceElement[] frames, int[] positions, int hash) {
    this.frames = frames;
    this.positions = positions;
    this.hash = hash;
  }

  public int depth() {
    return frames.length;
  }

  /** The frame at {@code depth}, 0 being the JDK's method that opened. */
  public StackTraceElement frame(int depth) {
    return frames[depth];
  }

  /** The name that {@link #site(String)} has kept, or null. */
  public String site() {
    return site;
  }

  /** Keeps the name that the agent's side has found for this stack, so that it looks only once. */
  public void site(String name) {
    site = name;
  }

  int hash() {
    return hash;
  }

  /** Same methods at the same positions; the class's name stands for the class. */
  boolean matches(Walk walk) {
    if (hash != walk.hash() || frames.length != walk.depth()) {
      return false;
    }
    for (int i = 0; i < frames.length; i++) {
      if (positions[i] != walk.position(i)
          || !frames[i].getMethodName().equals(walk.method(i))
          || !frames[i].getClassName().equals(walk.type(i))) {
        return false;
      }
    }
    return true;
  }
}
