package dev.weir.core.limit;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often each rule has refused, or would have, since the start; and the last of them, for the
 * log. A rule that a change of the policy takes away keeps its count.
 */
public final class Refusals {
  private static final List<Rule> RULES = new CopyOnWriteArrayList<>();

  /** More than these wait for the log only if nobody reads: then the newest are lost to it. */
  private static final int MOST_WAITING = 1000;

  private static final ConcurrentLinkedQueue<Refusal> WAITING = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger SIZE = new AtomicInteger();

  /** Between two stacks that are taken only for the log, of one rule. */
  private static final long SPARSE = TimeUnit.MILLISECONDS.toNanos(10);

  private Refusals() {}

  /** The counter of one rule in one mode; the same one each time. */
  public static synchronized Rule rule(String key, String mode) {
    for (Rule known : RULES) {
      if (known.key.equals(key) && known.mode.equals(mode)) {
        return known;
      }
    }
    Rule rule = new Rule(key, mode);
    RULES.add(rule);
    return rule;
  }

  /** All rules in force since the start. */
  public static List<Rule> all() {
    return RULES;
  }

  /** The next one for the log, or null. For one thread. */
  public static Refusal poll() {
    Refusal next = WAITING.poll();
    if (next != null) {
      SIZE.decrementAndGet();
    }
    return next;
  }

  /**
   * One that was refused, or would have been.
   *
   * @param value the limit, as the policy has it
   * @param target what was asked for; may be empty
   * @param stack where
   * @param advice what to change
   */
  public record Refusal(Rule rule, String value, String target, Throwable stack, String advice) {}

  /** One rule's counter. */
  public static final class Rule {
    private final String key;
    private final String mode;
    private final LongAdder count = new LongAdder();
    private volatile long sampled = System.nanoTime() - SPARSE;

    private Rule(String key, String mode) {
      this.key = key;
      this.mode = mode;
    }

    /** The policy's key. */
    public String key() {
      return key;
    }

    /** {@code observe} or {@code enforce}. */
    public String mode() {
      return mode;
    }

    public long count() {
      return count.sum();
    }

    /** Whether a stack is due that is taken for the log alone; two threads may both be told so. */
    boolean isDue() {
      long now = System.nanoTime();
      if (now - sampled < SPARSE) {
        return false;
      }
      sampled = now;
      return true;
    }

    /** One more. */
    public void add() {
      count.increment();
    }
  }

  /** On the application's thread: one small object and no lock, and that only while it is read. */
  static void tell(Refusal refusal) {
    if (SIZE.get() < MOST_WAITING) {
      SIZE.incrementAndGet();
      WAITING.add(refusal);
    }
  }
}
