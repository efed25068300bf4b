package dev.weir.bootstrap;

/**
 * In which budgets one handle stands, and by which version of the rules. From the moment an open is
 * admitted until the handle ends there is one that holds its places. Immutable, so all handles that
 * stand in the same budgets may share one.
 */
public final class Charge {
  /** Of a handle that has ended: its places are given back. */
  static final Charge ENDED = new Charge(null);

  private final Object rules;
  private final Budget[] budgets;

  /**
   * Takes nothing: the caller has.
   *
   * @param rules whose it is
   */
  public Charge(Object rules, Budget... budgets) {
    this.rules = rules;
    this.budgets = budgets;
  }

  /** Whether it was made by these rules, and not by those that were in force before. */
  public boolean isOf(Object these) {
    return rules == these;
  }

  /** Whether its handle has ended. */
  public boolean isEnded() {
    return this == ENDED;
  }

  /** Those that it stands in; empty once its handle has ended. */
  public Budget[] budgets() {
    return budgets.clone();
  }

  /** Whether it stands in this budget. */
  public boolean has(Budget budget) {
    for (Budget one : budgets) {
      if (one == budget) {
        return true;
      }
    }
    return false;
  }

  /** Takes a place in each of its budgets that {@code other}, which may be null, is not in. */
  public void takeBeyond(Charge other) {
    for (Budget one : budgets) {
      if (other == null || !other.has(one)) {
        one.take();
      }
    }
  }

  /** Gives back the places in those budgets that {@code other}, which may be null, is not in. */
  public void giveBeyond(Charge other) {
    for (Budget one : budgets) {
      if (other == null || !other.has(one)) {
        one.give();
      }
    }
  }
}
