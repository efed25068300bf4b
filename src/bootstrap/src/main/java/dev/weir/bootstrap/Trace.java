package dev.weir.bootstrap;

import java.util.Arrays;

/**
 * One distinct stack, shared by all handles that were opened from it. Immutable but for a cache.
 */
public final class Trace {
  private final StackTraceElement[] frames;
  private final int hash;

  /** Named by the sweeper, see {@link #site(String)}. */
  private volatile String site;

  /** Takes the array over. */
  public Trace(StackTraceElement[] frames) {
    this.frames = frames;
    this.hash = Arrays.hashCode(frames);
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

  /** The same methods at the same lines. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Trace
        && hash == ((Trace) other).hash
        && Arrays.equals(frames, ((Trace) other).frames);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
