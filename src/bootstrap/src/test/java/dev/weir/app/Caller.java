package dev.weir.app;

import java.util.function.Supplier;

/** Stands for an application: a stack walk leaves out frames of the bootstrap package's own. */
public final class Caller {
  private Caller() {}

  public static <T> T call(Supplier<T> what) {
    return what.get();
  }

  public static <T> T otherwise(Supplier<T> what) {
    return what.get();
  }

  /** From {@code frames} frames of this method. */
  public static <T> T deep(int frames, Supplier<T> what) {
    return frames <= 1 ? what.get() : deep(frames - 1, what);
  }
}
