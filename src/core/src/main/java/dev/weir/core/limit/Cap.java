package dev.weir.core.limit;

import dev.weir.bootstrap.Budget;

/**
 * How many of something may be open, and who counts them. The budget outlives a change of the
 * policy: the count goes on under the new number.
 */
record Cap(Budget budget, int max, Limit limit) {
  /** Takes a place; false if there is none and the limit is enforced, and then it took none. */
  boolean take(String target) {
    if (budget.take(max)) {
      return true;
    }
    if (limit.enforces()) {
      return false;
    }
    limit.observe(target);
    budget.take();
    return true;
  }
}
