package dev.weir.core.limit;

import dev.weir.bootstrap.Budget;
import dev.weir.bootstrap.Charge;
import dev.weir.bootstrap.HookPoint;

/** How many of one kind may be open: sockets, mappings. One number, no rules. */
final class KindCap {
  private final Cap cap;
  private final Charge charge;
  private final String words;

  /**
   * @param cap null for no limit
   * @param words in which the operating system would refuse; null where it has none
   */
  KindCap(Cap cap, Object version, String words) {
    this.cap = cap;
    this.words = words;
    this.charge =
        cap == null ? new Charge(version, new Budget[0]) : new Charge(version, cap.budget());
  }

  /** A charge, or a refusal. */
  Object admit(HookPoint point, String target) {
    return cap == null || cap.take(target)
        ? charge
        : cap.limit().refuse(point.words(), target, words);
  }

  /** What one is charged with that is open already. */
  Charge charge() {
    return charge;
  }
}
