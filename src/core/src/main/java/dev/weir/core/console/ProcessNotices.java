package dev.weir.core.console;

import dev.weir.core.config.Mask;
import dev.weir.core.limit.Refusals;
import dev.weir.core.process.Reason;
import dev.weir.core.process.Watchdog;
import dev.weir.core.track.ProcFile;
import dev.weir.core.track.Sites;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log tells of child processes that are over a limit: a line for each. And each counts as
 * a refusal by that rule.
 */
public final class ProcessNotices implements Watchdog.Findings {
  /** Characters of a command. */
  private static final int MOST = 300;

  private final Sites sites;
  private final Mask mask;

  /** Found on the watchdog's thread: see {@link Notices}. */
  private Logger log;

  /** {@code mask} hides the secrets in commands. */
  public ProcessNotices(Sites sites, Mask mask) {
    this.sites = sites;
    this.mask = mask;
  }

  @Override
  public void over(Watchdog.Over over) {
    String mode = over.enforced() ? "enforce" : "observe";
    Refusals.rule(over.reason().key(), mode).add();
    log().warn(text(over));
  }

  @Override
  public void left(Watchdog.Over over, List<Long> pids) {
    List<String> names = new ArrayList<>();
    for (Long pid : pids) {
      names.add(name(pid) + " (" + pid + ")");
    }
    log()
        .error(
            "{}: of process {} these are still there, 10 s after KILL: {}. They wait for a disk, or"
                + " are another user's",
            over.reason().key(),
            over.child().pid(),
            String.join(", ", names));
  }

  private Logger log() {
    if (log == null) {
      log = LoggerFactory.getLogger("weir");
    }
    return log;
  }

  String text(Watchdog.Over over) {
    boolean memory = over.reason() == Reason.MEMORY;
    StringBuilder text = new StringBuilder();
    text.append(over.reason().key())
        .append(' ')
        .append(memory ? bytes(over.limit()) : seconds(over.limit()));
    text.append(": process ").append(over.child().pid()).append(" (").append(command(over));
    text.append("), started by ").append(sites.of(over.child()));
    if (memory) {
      text.append(", has ").append(bytes(over.found())).append(" with all that it has started");
    } else if (over.reason() == Reason.ORPHAN) {
      text.append(" ").append(seconds(over.found()));
      text.append(" ago, has ended, and what it has left behind holds its pipe");
    } else {
      text.append(", has run for ").append(seconds(over.found()));
    }
    if (!over.enforced()) {
      text.append("; nothing is done about it");
    } else {
      text.append(over.reason() == Reason.ORPHAN ? "; " : "; it and ");
      text.append(over.others()).append(over.others() == 1 ? " other gets" : " others get");
      text.append(" TERM, after ").append(seconds(over.grace().toNanos())).append(" KILL");
    }
    return text.append(". ").append(advice(over, memory)).toString();
  }

  private static String advice(Watchdog.Over over, boolean memory) {
    String key = memory ? "max-memory" : "timeout";
    return over.rule() == null
        ? "If it may have more, raise processes."
            + key
            + ", or give this command a rule in processes.rules"
        : "If it may have more, raise "
            + key
            + " of the rule for "
            + over.rule()
            + " in processes.rules";
  }

  private String command(Watchdog.Over over) {
    List<String> command = Arrays.asList(over.child().command());
    String text = Report.printable(String.join(" ", mask.command(command)));
    return text.length() <= MOST ? text : text.substring(0, MOST) + "…";
  }

  /** The name that the kernel has for it: it can be read also of one that is stuck. */
  private static String name(long pid) {
    byte[] name = new byte[64];
    int length = ProcFile.read("/proc/" + pid + "/comm", name);
    return length <= 0
        ? "?"
        : Report.printable(new String(name, 0, length, StandardCharsets.UTF_8).strip());
  }

  private static String seconds(long nanos) {
    long tenths = nanos / 100_000_000;
    return nanos % 1_000_000_000 == 0 ? tenths / 10 + "s" : tenths / 10.0 + "s";
  }

  private static String bytes(long bytes) {
    return bytes >= 10 << 20
        ? (bytes >> 20) + "MiB"
        : bytes >= 10 << 10 ? (bytes >> 10) + "KiB" : bytes + "B";
  }
}
