package dev.weir.core.limit;

import dev.weir.bootstrap.Budget;
import dev.weir.bootstrap.Charge;
import dev.weir.bootstrap.ChildProcess;
import dev.weir.bootstrap.HookPoint;
import dev.weir.core.config.Policy;
import dev.weir.core.config.Policy.ProcessRule;
import java.util.HashMap;
import java.util.Map;

/**
 * Which programs may be started, and how many may run: {@code processes.max-running}, and of those
 * that the first rule matches its own.
 */
final class ProcessCaps {
  private final Commands commands;
  private final Cap all;
  private final Map<ProcessRule, Cap> caps = new HashMap<>();
  private final Map<ProcessRule, Charge> charges = new HashMap<>();
  private final Charge free;

  /**
   * @param version whose charges it makes
   */
  ProcessCaps(Policy.Processes policy, Object version, Budgets budgets) {
    commands = new Commands(policy);
    all =
        policy.maxRunning() == 0
            ? null
            : new Cap(
                budgets.of("processes.max-running"),
                policy.maxRunning(),
                new Limit(
                    "processes.max-running",
                    Integer.toString(policy.maxRunning()),
                    policy.mode(),
                    "raise processes.max-running, or end what /handles shows"));
    free = charge(version, null);
    for (int i = 0; i < policy.rules().size(); i++) {
      ProcessRule rule = policy.rules().get(i);
      if (rule.maxRunning() > 0 && !caps.containsKey(rule)) {
        String key = "processes.rules[" + i + "].max-running";
        Cap cap =
            new Cap(
                budgets.of("processes " + rule.command()),
                rule.maxRunning(),
                new Limit(
                    key,
                    Integer.toString(rule.maxRunning()),
                    rule.mode(),
                    "raise " + key + ", or end what /handles shows"));
        caps.put(rule, cap);
        charges.put(rule, charge(version, cap));
      }
    }
  }

  private Charge charge(Object version, Cap own) {
    if (all == null) {
      return own == null ? new Charge(version, new Budget[0]) : new Charge(version, own.budget());
    }
    return own == null
        ? new Charge(version, all.budget())
        : new Charge(version, all.budget(), own.budget());
  }

  /** A charge, or a refusal. On the thread that starts it: see {@link Commands#check}. */
  Object admit(HookPoint point, String[] command, String directory) {
    Throwable refused = commands.check(point, command, directory);
    if (refused != null) {
      return refused;
    }
    ProcessRule rule = caps.isEmpty() ? null : commands.rule(command, directory);
    Cap own = caps.get(rule);
    if (all != null && !all.take("")) {
      return all.limit().refuse(point.words(), "", null);
    }
    if (own != null && !own.take("")) {
      if (all != null) {
        all.budget().give();
      }
      return own.limit().refuse(point.words(), "", null);
    }
    return charges.getOrDefault(rule, free);
  }

  /** What one is charged with that runs already. */
  Charge of(ChildProcess child) {
    return caps.isEmpty()
        ? free
        : charges.getOrDefault(
            commands.rule(child.command(), Commands.directory(child.pid())), free);
  }
}
