package dev.weir.core.limit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** How often each rule has refused, or would have. */
public final class Refusals {
  private static final List<Rule> RULES = new CopyOnWriteArrayList<>();

  private Refusals() {}

  static Rule rule(String key, String mode) {
    Rule rule = new Rule(key, mode);
    RULES.add(rule);
    return rule;
  }

  /** All rules in force since the start. */
  public static List<Rule> all() {
    return RULES;
  }

  /** One rule's counter. */
  public static final class Rule {
    private final String key;
    private final String mode;
    private final LongAdder count = new LongAdder();

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

    void add() {
      count.increment();
    }
  }
}
