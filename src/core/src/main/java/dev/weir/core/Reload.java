package dev.weir.core;

import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.Stacks;
import dev.weir.bootstrap.Tally;
import dev.weir.core.config.Difference;
import dev.weir.core.config.Loaded;
import dev.weir.core.config.Mask;
import dev.weir.core.config.Policy;
import dev.weir.core.config.PolicyStatus;
import dev.weir.core.config.PolicyWatch;
import dev.weir.core.config.Problem;
import dev.weir.core.console.Notices;
import dev.weir.core.limit.InForce;
import dev.weir.core.process.Watchdog;
import dev.weir.core.track.Evidence;
import dev.weir.core.track.Proc;
import dev.weir.core.track.Sites;
import dev.weir.core.track.SocketCloser;
import dev.weir.core.track.Sweeper;
import dev.weir.core.weave.Weaver;
import java.lang.instrument.Instrumentation;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a policy that has changed in force while the application runs: first the hooks that it
 * needs, then the rules, then what Weir's own threads go by. On the thread that watches the file.
 */
final class Reload implements PolicyWatch.Listener {
  private final PolicyStatus status;
  private final Weaver weaver;
  private final Instrumentation instrumentation;
  private final Sites sites;
  private final Evidence evidence;
  private final Sweeper sweeper;
  private final SocketCloser closer;
  private final Watchdog watchdog;
  private final Mask mask;
  private InForce rules;

  Reload(
      PolicyStatus status,
      InForce rules,
      Weaver weaver,
      Instrumentation instrumentation,
      Sites sites,
      Evidence evidence,
      Sweeper sweeper,
      SocketCloser closer,
      Watchdog watchdog,
      Mask mask) {
    this.status = status;
    this.rules = rules;
    this.weaver = weaver;
    this.instrumentation = instrumentation;
    this.sites = sites;
    this.evidence = evidence;
    this.sweeper = sweeper;
    this.closer = closer;
    this.watchdog = watchdog;
    this.mask = mask;
  }

  /**
   * What the hooks or the rules throw leaves all as it was. From there on each step is taken,
   * whatever became of the one before: a policy of which one part is missing, and said to be, is
   * better than one of which the rest is missing.
   *
   * @throws IllegalStateException which says what of it was not taken
   */
  @Override
  public void changed(Loaded loaded) {
    Policy policy = loaded.policy();
    Policy.Leaks leaks = policy.leaks();
    weaver.need(Groups.of(policy), instrumentation);
    InForce next = new InForce(policy, rules, sites::of, Proc.limit());
    Steps steps = new Steps();
    steps.take("leaks.skip", () -> sites.skip(leaks.skip()));
    rules = next;
    steps.take("the rules", () -> Gate.rules(next));
    steps.take("leaks.stacks", () -> stacks(leaks));
    steps.take("leaks.max-age", () -> evidence.maxAge(leaks.maxAge()));
    steps.take("what closes sockets", () -> closer.rules(next));
    steps.take("files.temp", () -> sweeper.temp(next.temp()));
    steps.take("the budgets", () -> sweeper.budgets(next.budgets()));
    steps.take("what ends processes", () -> watchdog.policy(policy.processes()));
    steps.take(
        "leaks.growing-sweeps and leaks.unread-after",
        () -> sweeper.policy(leaks.growingSweeps(), leaks.unreadAfter()));
    steps.take("mask.arguments", () -> mask.patterns(policy.mask().arguments()));
    steps.take("the log of the change", () -> say(loaded, next));
    status.took(loaded);
    steps.end();
  }

  private void stacks(Policy.Leaks now) {
    Policy.Leaks before = status.inForce().policy().leaks();
    if (now.stackDepth() != before.stackDepth() || now.stackBudget() != before.stackBudget()) {
      Stacks.configure(now.stackDepth(), now.stackBudget());
    }
  }

  private void say(Loaded loaded, InForce next) {
    Logger log = log();
    List<String> lines = Difference.lines(status.inForce(), loaded);
    log.info(
        lines.isEmpty()
            ? "the policy file is valid again, and says what is in force"
            : "the policy has changed; in force from now on:");
    for (String line : lines) {
      log.info("  {}", line);
    }
    if (next.forcesErrors()) {
      log.warn(Notices.FORCED);
    }
  }

  @Override
  public void invalid(Loaded loaded) {
    status.rejected(loaded);
    Logger log = log();
    log.warn("the policy has changed and is not valid; what was in force stays:");
    for (Problem problem : loaded.problems()) {
      log.warn("  {}", problem);
    }
  }

  @Override
  public void failed(Throwable error) {
    Tally.error(error);
    log()
        .warn(
            "the policy file could not be looked at, or its change not be put in force; what was in"
                + " force stays, as far as it was not replaced: {}{}",
            error,
            error.getCause() == null ? "" : ": " + error.getCause());
  }

  private static Logger log() {
    return LoggerFactory.getLogger("weir");
  }
}
