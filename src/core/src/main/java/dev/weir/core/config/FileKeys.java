package dev.weir.core.config;

import dev.weir.core.config.Policy.Amount;
import dev.weir.core.config.Policy.FileRule;
import dev.weir.core.config.Policy.Leftover;
import dev.weir.core.limit.PathPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The keys of {@code files}. */
final class FileKeys {
  private static final Key<Mode> MODE =
      Keys.add(
              "files.mode",
              Types.choice(Mode.class),
              null,
              "What happens when a limit on files is reached.")
          .orElse(Keys.MODE);

  private static final Key<Amount> MAX_OPEN =
      Keys.add(
          "files.max-open",
          Types.amount(),
          "0",
          "The most files and directories that may be open at once; 0 is no limit, and a"
              + " percentage is a share of the process' own limit on descriptors. The next one is"
              + " refused with the exception that the method declares, in the words of the"
              + " operating system (Too many open files). What the JVM itself needs to go on, such"
              + " as its class path, is never refused.");

  private static final Key<Integer> MAX_MAPPINGS =
      Keys.add(
          "files.max-mappings",
          Types.integer(0, Integer.MAX_VALUE),
          "0",
          "The most mapped files at once; 0 is no limit. A mapping ends when its buffer is"
              + " garbage-collected.");

  private static final Key<Long> MAX_READ_SIZE =
      Keys.add(
          "files.max-read-size",
          Types.size(),
          null,
          "A file that is larger is refused when it is opened for reading (File too large); one that"
              + " grows beyond it, or has no size of its own, when a read goes beyond it.");

  private static final Key<Long> MAX_WRITE_SIZE =
      Keys.add(
          "files.max-write-size",
          Types.size(),
          null,
          "A write that would make a file larger is refused (File too large).");

  private static final Key<Duration> READ_TIMEOUT =
      Keys.add(
          "files.read-timeout",
          Types.duration(),
          null,
          "How long a read may wait for a pipe, a FIFO, a device or a child's output. The stream"
              + " can be read on afterwards.");

  private static final Key<Integer> CREATE_MODE =
      Keys.add(
          "files.create-mode",
          Types.permissions(),
          null,
          "The widest permissions of a new file, as in chmod: `0640` takes write from the group and"
              + " everything from others.");

  private static final Key<List<String>> ROOTS =
      Keys.add(
          "files.roots",
          Types.list(Types.directory()),
          "[]",
          "Directories outside of which the application opens, makes and deletes nothing. What"
              + " counts is where a path really leads. What the JVM itself needs is never refused.");

  private static final Key<List<PathPattern>> DENY =
      Keys.add(
          "files.deny",
          Types.list(Types.pathPattern()),
          "[]",
          "Patterns of paths that are refused, also inside of `files.roots`.");

  private static final Key<List<PathPattern>> PRIVATE =
      Keys.add(
          "files.private",
          Types.list(Types.pathPattern()),
          "[]",
          "Patterns of paths that hold secrets: one that its group or others can read is refused,"
              + " and a new one is made with 0600.");

  private static final Key<Duration> TEMP_MAX_AGE =
      Keys.add(
          "files.temp.max-age",
          Types.duration(),
          null,
          "A temp file that is older is left over, unless it is open.");

  private static final Key<Leftover> TEMP_ON_MAX_AGE =
      Keys.add(
          "files.temp.on-max-age",
          Types.choice(Leftover.class),
          "report",
          "What is done with temp files that are left over. Only what Weir has seen being made is"
              + " deleted, in mode enforce only, never through a symbolic link, and no directory.");

  private static final Key<Leftover> TEMP_ON_EXIT =
      Keys.add(
          "files.temp.on-exit",
          Types.choice(Leftover.class),
          "report",
          "What is done with temp files that are there when the JVM ends.");

  private static final Table RULE = new Table();

  private static final Key<PathPattern> RULE_PATH =
      RULE.add(new Key<>("path", Types.pathPattern(), null, "The paths that it is about."));

  private static final Key<String> RULE_SITE =
      RULE.add(
          new Key<>(
              "site",
              Types.text("a package, class or method such as com.acme.Preview", " ,;"),
              null,
              "The line of Java that opens it: a package, a class or a method."));

  private static final Key<Mode> RULE_MODE =
      RULE.add(new Key<>("mode", Types.choice(Mode.class), null, "Its own mode."));

  private static final Key<Integer> RULE_MAX_OPEN =
      RULE.add(
          new Key<>(
              "max-open",
              Types.integer(0, Integer.MAX_VALUE),
              "0",
              "The most of these at once; all count for `files.max-open` too."));

  private static final Key<Long> RULE_MAX_READ_SIZE =
      RULE.add(new Key<>("max-read-size", Types.size(), null, "As `files.max-read-size`."));

  private static final Key<Long> RULE_MAX_WRITE_SIZE =
      RULE.add(new Key<>("max-write-size", Types.size(), null, "As `files.max-write-size`."));

  private static final Key<Duration> RULE_READ_TIMEOUT =
      RULE.add(new Key<>("read-timeout", Types.duration(), null, "As `files.read-timeout`."));

  static {
    RULE.needsOneOf("path", "site");
  }

  private static final Key<List<Values>> RULES =
      Keys.add(
          "files.rules",
          Types.list(Types.section(RULE)),
          "[]",
          "Limits on some files. The first rule that matches counts; what it does not set is as the"
              + " section has it.");

  private FileKeys() {}

  /** Adds the keys to the table, by being called. */
  static void load() {}

  static Policy.Files bind(Values values) {
    Mode mode = values.get(MODE);
    List<FileRule> rules = new ArrayList<>();
    for (Values rule : values.get(RULES)) {
      rules.add(
          new FileRule(
              rule.get(RULE_PATH),
              rule.get(RULE_SITE),
              rule.get(RULE_MODE) == null ? mode : rule.get(RULE_MODE),
              rule.get(RULE_MAX_OPEN),
              Keys.orZero(rule.get(RULE_MAX_READ_SIZE)),
              Keys.orZero(rule.get(RULE_MAX_WRITE_SIZE)),
              rule.get(RULE_READ_TIMEOUT)));
    }
    Integer createMode = values.get(CREATE_MODE);
    return new Policy.Files(
        mode,
        Keys.orNone(values.get(MAX_OPEN)),
        values.get(MAX_MAPPINGS),
        Keys.orZero(values.get(MAX_READ_SIZE)),
        Keys.orZero(values.get(MAX_WRITE_SIZE)),
        values.get(READ_TIMEOUT),
        createMode == null ? -1 : createMode,
        values.get(ROOTS),
        values.get(DENY),
        values.get(PRIVATE),
        new Policy.Temp(
            values.get(TEMP_MAX_AGE), values.get(TEMP_ON_MAX_AGE), values.get(TEMP_ON_EXIT)),
        rules);
  }
}
