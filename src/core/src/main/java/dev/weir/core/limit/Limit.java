package dev.weir.core.limit;

import dev.weir.bootstrap.HookPoint.Words;
import dev.weir.core.config.Mode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/**
 * One limit of the policy in its mode: what a rule needs in order to refuse. It says nothing about
 * whether. Immutable; any thread.
 */
public final class Limit {
  private final String key;
  private final String value;
  private final String advice;
  private final boolean enforce;
  private final Refusals.Rule rule;

  /**
   * @param key as in {@code files.max-open}
   * @param value as in {@code 4000}
   * @param advice what an operator may change, for the log
   */
  public Limit(String key, String value, Mode mode, String advice) {
    this.key = key;
    this.value = value;
    this.advice = advice;
    this.enforce = mode == Mode.ENFORCE;
    this.rule = Refusals.rule(key, mode.name().toLowerCase(Locale.ROOT));
    // Loads what the first refusal would load on an application's thread.
    new Refusals.Refusal(rule, "", "", null, "");
    for (Words words : Words.values()) {
      exception(words, "", "", "");
    }
    timeout("", "");
  }

  /** Whether it refuses, and not only counts. */
  public boolean enforces() {
    return enforce;
  }

  /** Its key and value, as messages have them: {@code weir files.max-open 4000}. */
  public String text() {
    return value.isEmpty() ? "weir " + key : "weir " + key + " " + value;
  }

  /**
   * Counts, and gives the exception to throw; null where it only observes. On the application's
   * thread: a refusal is an exception and costs as much; one that only is counted takes a stack a
   * hundred times a second at most, so that the log can name the site.
   *
   * @param words how the hooked method speaks
   * @param target the path, the command, the address; may be empty
   * @param system what the operating system would say: {@code Too many open files}; null where it
   *     has no words for it
   */
  public Throwable refuse(Words words, String target, String system) {
    return refuse(words, target, system, value);
  }

  /** The same where the value is not a number but what is wrong: {@code does not have sh}. */
  Throwable refuse(Words words, String target, String system, String value) {
    rule.add();
    if (!enforce && !rule.isDue()) {
      return null;
    }
    Throwable exception = exception(words, target, system, value);
    Refusals.tell(new Refusals.Refusal(rule, value, target, exception, advice));
    return enforce ? exception : null;
  }

  /**
   * Counts, and gives the exception of a wait that is over; null where it only observes. The value
   * of the limit is the time.
   *
   * @param what took too long: {@code read}
   */
  Throwable late(String target, String what) {
    rule.add();
    if (!enforce && !rule.isDue()) {
      return null;
    }
    Throwable exception = timeout(target, what);
    Refusals.tell(new Refusals.Refusal(rule, value, target, exception, advice));
    return enforce ? exception : null;
  }

  private Throwable timeout(String target, String what) {
    return new InterruptedIOException(
        (target.isEmpty() ? "" : target + ": ")
            + what
            + " timed out after "
            + value
            + ": weir "
            + key);
  }

  /** Counts one that is not refused, without a look at who asked. */
  public void observe(String target) {
    rule.add();
    if (rule.isDue()) {
      Refusals.tell(new Refusals.Refusal(rule, value, target, new Throwable(), advice));
    }
  }

  private Throwable exception(Words words, String target, String system, String value) {
    String text = value.isEmpty() ? "weir " + key : "weir " + key + " " + value;
    String reason = system == null ? text + " reached" : system + ": " + text;
    switch (words) {
      case IO:
        return new FileNotFoundException(target + " (" + reason + ")");
      case NIO:
        return "Permission denied".equals(system)
            ? new AccessDeniedException(target, null, reason)
            : new FileSystemException(target, null, reason);
      case SOCKET:
        return "Connection refused".equals(system)
            ? new ConnectException(target.isEmpty() ? reason : reason + ": " + target)
            : new SocketException(reason);
      default:
        return new IOException(target.isEmpty() ? reason : target + ": " + reason);
    }
  }
}
