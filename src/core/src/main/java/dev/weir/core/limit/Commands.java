package dev.weir.core.limit;

import dev.weir.core.config.Policy;
import dev.weir.core.config.Policy.ProcessRule;
import java.io.IOException;
import java.util.List;

/**
 * {@code processes.allow} and {@code .deny}, and which of {@code processes.rules} is about a
 * command. Immutable, for any thread.
 *
 * <p>What runs is the program itself: of {@code sh -c "git gc"} or {@code env git gc} it is {@code
 * sh} and {@code env}. Who allows a shell allows everything.
 */
public final class Commands {
  private final List<String> allow;
  private final List<String> deny;
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
    // Loads what an application's thread would load at its first start.
    Program program = new Program("/", null, path);
    program.matches("/*");
    refusal("processes.allow does not have ", program);
  }

  /** Whether any command can be refused. */
  public boolean limits() {
    return allow != null || !deny.isEmpty();
  }

  /**
   * On the thread that starts the process, before it does. Looks up the program if a pattern has a
   * slash: see {@link Program#real}.
   *
   * @param command program and arguments
   * @param directory where it is started; null for where this JVM is
   * @return what to throw, or null where it may be started
   */
  public Throwable check(String[] command, String directory) {
    if (!limits() || command.length == 0 || command[0] == null) {
      return null; // the JDK's own check comes next
    }
    Program program = new Program(command[0], directory, path);
    for (String pattern : deny) {
      if (program.matches(pattern)) {
        return refusal("processes.deny has ", program);
      }
    }
    if (allow == null) {
      return null;
    }
    for (String pattern : allow) {
      if (program.matches(pattern)) {
        return null;
      }
    }
    return refusal("processes.allow does not have ", program);
  }

  /** The first rule that is about a command; null if there is none. As {@link #check} else. */
  public ProcessRule rule(String[] command, String directory) {
    if (rules.isEmpty() || command.length == 0 || command[0] == null) {
      return null;
    }
    Program program = new Program(command[0], directory, path);
    for (ProcessRule rule : rules) {
      if (rule.command() == null || program.matches(rule.command())) {
        return rule;
      }
    }
    return null;
  }

  /** In the words of the system: EACCES of execve(2). */
  private static IOException refusal(String what, Program program) {
    return new IOException("Permission denied: weir " + what + program.name());
  }
}
