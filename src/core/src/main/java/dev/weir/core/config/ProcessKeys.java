package dev.weir.core.config;

import dev.weir.core.config.Policy.OverMemory;
import dev.weir.core.config.Policy.ProcessRule;
import dev.weir.core.limit.PathPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The keys of {@code processes}. */
final class ProcessKeys {
  private static final Key<Mode> MODE =
      Keys.add(
              "processes.mode",
              Types.choice(Mode.class),
              null,
              "What happens when a limit on child processes is reached.")
          .orElse(Keys.MODE);

  private static final Key<Integer> MAX_RUNNING =
      Keys.add(
          "processes.max-running",
          Types.integer(0, Integer.MAX_VALUE),
          "0",
          "The most child processes at once; 0 is no limit.");

  private static final Key<Duration> TIMEOUT =
      Keys.add(
          "processes.timeout",
          Types.duration(),
          null,
          "How long a child process may run. Then it and all that it has started get TERM, after"
              + " `processes.grace` KILL.");

  private static final Key<Duration> GRACE =
      Keys.add(
          "processes.grace", Types.duration(), "2s", "How long a process has between the two.");

  private static final Key<Long> MAX_MEMORY =
      Keys.add(
          "processes.max-memory",
          Types.size(),
          null,
          "How much memory of their own a child process and all that it has started may have"
              + " resident: without the pages of files that they map, and without shared memory.");

  private static final Key<OverMemory> ON_MAX_MEMORY =
      Keys.add(
          "processes.on-max-memory",
          Types.choice(OverMemory.class),
          "kill",
          "What happens to one that has more.");

  private static final Key<List<PathPattern>> ALLOW =
      Keys.add(
          "processes.allow",
          Types.list(Types.command()),
          null,
          "The programs that may be started: by name, or with a slash by where they really are."
              + " Unless it is set, all may; `[]` allows none.");

  private static final Key<List<PathPattern>> DENY =
      Keys.add(
          "processes.deny",
          Types.list(Types.command()),
          "[]",
          "Programs that may not be started, whatever `processes.allow` says.");

  private static final Table RULE = new Table();

  private static final Key<PathPattern> RULE_COMMAND =
      RULE.add(new Key<>("command", Types.command(), null, "The programs that it is about."));

  private static final Key<Mode> RULE_MODE =
      RULE.add(new Key<>("mode", Types.choice(Mode.class), null, "Its own mode."));

  private static final Key<Integer> RULE_MAX_RUNNING =
      RULE.add(
          new Key<>(
              "max-running",
              Types.integer(0, Integer.MAX_VALUE),
              "0",
              "The most of these at once; all count for `processes.max-running` too."));

  private static final Key<Duration> RULE_TIMEOUT =
      RULE.add(new Key<>("timeout", Types.duration(), null, "As `processes.timeout`."));

  private static final Key<Duration> RULE_GRACE =
      RULE.add(new Key<>("grace", Types.duration(), null, "As `processes.grace`."));

  private static final Key<Long> RULE_MAX_MEMORY =
      RULE.add(new Key<>("max-memory", Types.size(), null, "As `processes.max-memory`."));

  static {
    RULE.needsOneOf("command");
  }

  private static final Key<List<Values>> RULES =
      Keys.add(
          "processes.rules",
          Types.list(Types.section(RULE)),
          "[]",
          "Limits on some programs. The first rule that matches counts; what it does not set is as"
              + " the section has it.");

  private ProcessKeys() {}

  /** Adds the keys to the table, by being called. */
  static void load() {}

  static Policy.Processes bind(Values values) {
    Mode mode = values.get(MODE);
    List<ProcessRule> rules = new ArrayList<>();
    for (Values rule : values.get(RULES)) {
      rules.add(
          new ProcessRule(
              rule.get(RULE_COMMAND),
              rule.get(RULE_MODE) == null ? mode : rule.get(RULE_MODE),
              rule.get(RULE_MAX_RUNNING),
              rule.get(RULE_TIMEOUT),
              rule.get(RULE_GRACE),
              Keys.orZero(rule.get(RULE_MAX_MEMORY))));
    }
    return new Policy.Processes(
        mode,
        values.get(MAX_RUNNING),
        values.get(TIMEOUT),
        values.get(GRACE),
        Keys.orZero(values.get(MAX_MEMORY)),
        values.get(ON_MAX_MEMORY),
        values.get(ALLOW),
        values.get(DENY),
        rules);
  }
}
