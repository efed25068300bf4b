package dev.weir.core.process;

import dev.weir.core.config.Mode;
import dev.weir.core.config.Policy;
import dev.weir.core.config.Policy.OverMemory;
import dev.weir.core.config.Policy.ProcessRule;
import java.time.Duration;

/**
 * What holds for one command.
 *
 * @param timeout how long it may run; null for no limit
 * @param grace between TERM and KILL
 * @param maxMemory bytes that its tree may have resident; 0 is no limit
 * @param kill whether a tree with more memory is ended
 * @param rule the rule's own command; null where it is the section's
 */
record Limits(
    Mode mode, Duration timeout, Duration grace, long maxMemory, boolean kill, String rule) {

  /** {@code rule}: the one that the command matches; null for none. */
  static Limits of(Policy.Processes policy, ProcessRule rule) {
    boolean kill = policy.onMaxMemory() == OverMemory.KILL;
    if (rule == null) {
      return new Limits(
          policy.mode(), policy.timeout(), policy.grace(), policy.maxMemory(), kill, null);
    }
    return new Limits(
        rule.mode(),
        rule.timeout() == null ? policy.timeout() : rule.timeout(),
        rule.grace() == null ? policy.grace() : rule.grace(),
        rule.maxMemory() == 0 ? policy.maxMemory() : rule.maxMemory(),
        kill,
        rule.command().toString());
  }

  /** Whether any command is limited, so that children need to be watched. */
  static boolean any(Policy.Processes policy) {
    boolean any = policy.timeout() != null || policy.maxMemory() > 0;
    for (ProcessRule rule : policy.rules()) {
      any |= rule.timeout() != null || rule.maxMemory() > 0;
    }
    return any;
  }
}
