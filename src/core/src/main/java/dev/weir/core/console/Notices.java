package dev.weir.core.console;

import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.Tally;
import dev.weir.core.limit.Refusals;
import dev.weir.core.track.Leaks;
import dev.weir.core.track.Sites;
import dev.weir.core.track.Sweep;
import dev.weir.core.track.Sweeper;
import dev.weir.core.weave.Weaver;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log tells unasked: no descriptor left (a dump, at most one a minute), a rule that
 * refuses (at most once a minute at each site), a site that leaks (once), an error of the agent's
 * own (once a minute). On the sweeper's thread.
 */
public final class Notices implements Sweeper.Listener {
  private static final long QUIET = TimeUnit.MINUTES.toNanos(1);
  private static final int MAX_SITES = 100;

  /** Said at the start, at a change and every minute. */
  public static final String FORCED =
      "ERRORS ARE FORCED on this application: inject.enabled is true";

  private final Map<Object, Long> saidAt = new HashMap<>();
  private final Map<Object, Long> saidCount = new HashMap<>();
  private final Map<Object, Long> refusing = new HashMap<>();
  private final Set<String> leaking = new HashSet<>();
  private final Set<String> hooks = new HashSet<>();
  private final Weaver weaver;
  private final Sites sites;
  private final BooleanSupplier forced;
  private Sweeper sweeper;

  /**
   * @param weaver of which hooks are said that fail when a library is loaded
   * @param forced whether errors are forced just now
   */
  public Notices(Weaver weaver, Sites sites, BooleanSupplier forced) {
    this.forced = forced;
    this.weaver = weaver;
    this.sites = sites;
  }

  /**
   * Found on the sweeper's thread: looking for its settings, SLF4J's backend asks the context class
   * loader, which on the application's thread would search the whole class path.
   */
  private Logger log;

  /** As it was at the start: the application may put its own logging in its place. */
  private PrintStream err;

  /**
   * Everything that the dump needs is loaded now: later there may be no descriptor to load it with.
   */
  @Override
  public void starting(Sweeper its) {
    sweeper = its;
    err = System.err;
    Report.text(its.latest(), "", "weir: ");
    log = LoggerFactory.getLogger("weir");
    for (HookPoint point : weaver.points()) {
      if (weaver.reason(point) != null) {
        hooks.add(point.name()); // said at the start
      }
    }
  }

  @Override
  public void exhausted(HookPoint where, Sweep sweep) {
    String headline =
        "Too many open files, seen by "
            + (where == null ? "?" : where.name())
            + "; the limit is "
            + sweep.fds().limit()
            + ". What is open, by the line of Java that opened it:";
    err.print(Report.text(sweep, headline, "weir: "));
    err.flush();
  }

  @Override
  public void lost(String budget, int places) {
    log.warn(
        "{} places of {} had nobody in them, lost by an error of Weir's own (a thread without stack or"
            + " memory left); they are free again",
        places,
        budget);
  }

  @Override
  public void swept(Sweep sweep) {
    refusals();
    if (forced.getAsBoolean() && due("inject")) {
      log.warn("{}; it is meant for tests", FORCED);
    }
    if (leaking.size() < MAX_SITES) {
      for (Leaks.Group group : sweeper.leaks().groups()) {
        if (leaking.add(group.site() + group.type())) {
          log.warn(
              "leak: {} never closed, opened by {}, for example {}",
              group.type(),
              group.site(),
              group.targets().isEmpty()
                  ? "?"
                  : Report.printable(group.targets().iterator().next()));
        }
      }
    }
    for (HookPoint point : weaver.points()) {
      String reason = weaver.reason(point);
      if (reason != null && hooks.add(point.name())) {
        log.warn(
            "hook {} is {}: {}; what it would have seen is not counted",
            point.name(),
            point.state().label(),
            reason);
      }
    }
    long errors = Tally.errors();
    if (errors > saidCount.getOrDefault("errors", 0L) && due("errors")) {
      saidCount.put("errors", errors);
      log.error("{} errors of the agent's own so far, the last:", errors, Tally.lastError());
    }
  }

  /**
   * Each rule at each site once a minute: what was refused, why, and what to change. The others of
   * that minute are in the counters.
   */
  private void refusals() {
    for (Refusals.Refusal one = Refusals.poll(); one != null; one = Refusals.poll()) {
      String site = sites.of(one.stack());
      if (refusing.size() < MAX_SITES * 10 && due(refusing, one.rule().key() + " " + site)) {
        log.warn(
            "{}{}: {}{} at {}; {} so far; {}",
            one.rule().key(),
            one.value().isEmpty() ? "" : " " + one.value(),
            one.rule().mode().equals("enforce") ? "refused " : "would refuse (mode: observe) ",
            one.target().isEmpty() ? "one more" : Report.printable(one.target()),
            site,
            one.rule().count(),
            one.advice());
      }
    }
    long now = System.nanoTime();
    refusing.values().removeIf(at -> now - at >= QUIET);
  }

  private boolean due(Object what) {
    return due(saidAt, what);
  }

  private static boolean due(Map<Object, Long> saidAt, Object what) {
    long now = System.nanoTime();
    Long last = saidAt.get(what);
    if (last != null && now - last < QUIET) {
      return false;
    }
    saidAt.put(what, now);
    return true;
  }
}
