package dev.weir.core;

import java.util.ArrayList;
import java.util.List;

/** Takes each of some steps, also if one before went wrong, and says at the end which did. */
final class Steps {
  private final List<String> wrong = new ArrayList<>();
  private Throwable first;

  /** Takes it now; what it throws is kept for {@link #end}. */
  void take(String what, Runnable step) {
    try {
      step.run();
    } catch (Throwable t) {
      wrong.add(what);
      if (first == null) {
        first = t;
      } else if (t != first) {
        first.addSuppressed(t);
      }
    }
  }

  /**
   * Says what went wrong.
   *
   * @throws IllegalStateException which names each step, and has the first error as its cause
   */
  void end() {
    if (first != null) {
      throw new IllegalStateException("not taken: " + String.join(", ", wrong), first);
    }
  }
}
