package dev.weir.core.limit;

import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.HookPoint.Words;
import dev.weir.core.config.Policy;
import dev.weir.core.config.Policy.ProcessRule;
import java.util.List;

/**
 * {@code processes.allow} and {@code .deny}, and which of {@code processes.rules} is about a
 * command. Immutable, for any thread.
 *
 * <p>What runs is the program itself: of {@code sh -c "git gc"} or {@code env git gc} it is {@code
 * sh} and {@code env}. Who allows a shell allows everything.
 */
public final class Commands {
  private static final String WORDS = "Permission denied"; // EACCES of execve(2)

  private final List<PathPattern> allow;
  private final List<PathPattern> deny;
  private final Limit notAllowed;
  private final Limit denied;
  private final List<ProcessRule> rules;
  private final String path;

  /** {@code policy}: in force as of now. */
  public Commands(Policy.Processes policy) {
    this(policy, System.getenv("PATH"));
  }

  Commands(Policy.Processes policy, String path) {
    this.allow = policy.allow();
    this.deny = policy.deny();
    this.rules = policy.rules();
    this.path = path;
    notAllowed =
        new Limit("processes.allow", "", policy.mode(), "add the program to processes.allow");
    denied = new Limit("processes.deny", "", policy.mode(), "take it out of processes.deny");
    // Loads what an application's thread would load at its first start.
    new Program("/", null, path).matches(PathPattern.of("/*"));
  }

  /** Where a process is that runs: a relative name was relative to that, as far as is known. */
  public static String directory(long pid) {
    return "/proc/" + pid + "/cwd";
  }

  /**
   * On the thread that starts the process, before it does. Looks up the program if a pattern has a
   * slash: see {@link Program#real}.
   *
   * @param command program and arguments
   * @param directory where it is started; null for where this JVM is
   * @return what to throw, or null where it may be started or is only observed
   */
  Throwable check(HookPoint point, String[] command, String directory) {
    return check(point.words(), command, directory);
  }

  Throwable check(Words words, String[] command, String directory) {
    if (allow == null && deny.isEmpty() || command.length == 0 || command[0] == null) {
      return null; // the JDK's own check comes next
    }
    Program program = new Program(command[0], directory, path);
    for (PathPattern pattern : deny) {
      if (program.matches(pattern)) {
        return denied.refuse(words, "", WORDS, "has " + program.name());
      }
    }
    if (allow == null) {
      return null;
    }
    for (PathPattern pattern : allow) {
      if (program.matches(pattern)) {
        return null;
      }
    }
    return notAllowed.refuse(words, "", WORDS, "does not have " + program.name());
  }

  /** The first rule that is about a command; null if there is none. As {@link #check} else. */
  public ProcessRule rule(String[] command, String directory) {
    if (rules.isEmpty() || command.length == 0 || command[0] == null) {
      return null;
    }
    Program program = new Program(command[0], directory, path);
    for (ProcessRule rule : rules) {
      if (program.matches(rule.command())) {
        return rule;
      }
    }
    return null;
  }
}
