package dev.weir.core.limit;

import dev.weir.bootstrap.Budget;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * The budgets of one version of the policy, by what they count. Those that the version before it
 * had too are the same objects. Filled by one thread, before the rules are in force.
 */
final class Budgets {
  private final Map<String, Budget> before;
  private final Map<String, Budget> now = new HashMap<>();

  /** Those of the first version: {@code before} is null. */
  Budgets(Budgets before) {
    this.before = before == null ? Map.of() : before.now;
  }

  /** All of this version. */
  Map<String, Budget> all() {
    return Collections.unmodifiableMap(now);
  }

  /**
   * @param name the rule's key, and whatever else says what is counted
   */
  Budget of(String name) {
    return now.computeIfAbsent(name, n -> before.containsKey(n) ? before.get(n) : new Budget());
  }
}
