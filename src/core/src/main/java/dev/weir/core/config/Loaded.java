package dev.weir.core.config;

import java.util.List;

/**
 * What {@link PolicyLoader} found. Immutable.
 *
 * @param policy the policy to run with; the default one in observe mode if there is any problem,
 *     with those {@code metrics} values that are valid
 * @param problems everything that is wrong, in the order in which it was read; empty if all is well
 * @param file the policy file as it was named, or null if none was
 * @param values the keys that are set, of which the policy is made; for this package
 */
public record Loaded(Policy policy, List<Problem> problems, String file, Values values) {

  /** Copies the list. */
  public Loaded {
    problems = List.copyOf(problems);
  }

  /** True when there is no problem, and the policy is what the operator asked for. */
  public boolean valid() {
    return problems.isEmpty();
  }
}
