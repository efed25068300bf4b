package dev.weir.core.limit;

import dev.weir.bootstrap.Budget;
import dev.weir.bootstrap.Charge;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.Kind;
import dev.weir.core.config.Policy;
import dev.weir.core.config.Policy.FileRule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * How many files and directories may be open: {@code files.max-open}, and of those that the first
 * rule with a {@code max-open} matches.
 */
final class FileCaps {
  private static final String WORDS = "Too many open files";
  private static final int NONE = -1;

  private final Needed needed;
  private final CallSite callSite;
  private final Function<Handle, String> sites;
  private final Cap all;
  private final List<FileRule> rules = new ArrayList<>();
  private final List<Cap> caps = new ArrayList<>();

  /** What a handle is charged with that matches the n-th rule; the last is of those without one. */
  private final Charge[] charges;

  private final Charge free;
  private final boolean bySite;

  /**
   * @param version whose charges it makes
   * @param sites names the site of a handle
   */
  FileCaps(
      Policy policy,
      Object version,
      Budgets budgets,
      Needed needed,
      Function<Handle, String> sites,
      long descriptors) {
    this.needed = needed;
    this.sites = sites;
    Policy.Files files = policy.files();
    if (files.maxOpen() == null) {
      all = null;
    } else {
      int max = files.maxOpen().of(descriptors);
      all =
          new Cap(
              budgets.of("files"),
              max,
              new Limit(
                  "files.max-open",
                  Integer.toString(max),
                  files.mode(),
                  "raise files.max-open, or close what /handles?group=site shows"));
    }
    boolean site = false;
    for (int i = 0; i < files.rules().size(); i++) {
      FileRule rule = files.rules().get(i);
      if (rule.maxOpen() > 0) {
        String key = "files.rules[" + i + "].max-open";
        rules.add(rule);
        caps.add(
            new Cap(
                budgets.of("files " + rule.path() + " " + rule.site()),
                rule.maxOpen(),
                new Limit(
                    key,
                    Integer.toString(rule.maxOpen()),
                    rule.mode(),
                    "raise " + key + ", or close what /handles?group=site shows")));
        site |= rule.site() != null;
      }
    }
    bySite = site;
    callSite = site ? new CallSite(policy.leaks().skip()) : null;
    charges = new Charge[rules.size() + 1];
    for (int i = 0; i < charges.length; i++) {
      List<Budget> in = new ArrayList<>();
      if (all != null) {
        in.add(all.budget());
      }
      if (i < caps.size()) {
        in.add(caps.get(i).budget());
      }
      charges[i] = new Charge(version, in.toArray(new Budget[0]));
    }
    free = new Charge(version);
  }

  /** A charge, or a refusal. */
  Object admit(HookPoint point, String path) {
    if (all == null && caps.isEmpty() || needed.path(path)) {
      return free;
    }
    int match = match(path, bySite ? callSite.now() : "");
    Cap own = match == NONE ? null : caps.get(match);
    if (all != null && !take(all, path)) {
      return all.limit().refuse(point.words(), path, WORDS);
    }
    boolean room = true;
    try {
      room = own == null || take(own, path);
    } catch (Throwable t) {
      give(all);
      throw t;
    }
    if (!room) {
      give(all);
      return own.limit().refuse(point.words(), path, WORDS);
    }
    return charges[match == NONE ? charges.length - 1 : match];
  }

  private static void give(Cap cap) {
    if (cap != null) {
      cap.budget().give();
    }
  }

  /** Who may not be refused has a place beyond the cap; who asks is looked at only then. */
  private boolean take(Cap cap, String path) {
    if (cap.take(path)) {
      return true;
    }
    if (needed.byCaller(path)) {
      cap.budget().take();
      return true;
    }
    return false;
  }

  /** What a handle is charged with that is open already; null where it does not count. */
  Charge of(Handle handle) {
    if (handle.kind() != Kind.FILE && handle.kind() != Kind.DIRECTORY) {
      return null;
    }
    String path = handle.target();
    if (needed.path(path)) {
      return free;
    }
    if (bySite && handle.trace() == null && handle.charge() != null) {
      // Nobody knows any more who has opened it, but in which rule's budget it stands.
      for (int i = 0; i < caps.size(); i++) {
        if (handle.charge().has(caps.get(i).budget())) {
          return charges[i];
        }
      }
    }
    int match = match(path, bySite ? sites.apply(handle) : "");
    return charges[match == NONE ? charges.length - 1 : match];
  }

  private int match(String path, String site) {
    for (int i = 0; i < rules.size(); i++) {
      FileRule rule = rules.get(i);
      if ((rule.path() == null || FileMatch.matches(rule.path(), path))
          && (rule.site() == null || CallSite.isBelow(site, rule.site()))) {
        return i;
      }
    }
    return NONE;
  }

  /** Files and directories that count now. */
  int open() {
    return all == null ? 0 : all.budget().taken();
  }
}
