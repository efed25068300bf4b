package dev.weir.core.limit;

import dev.weir.bootstrap.HookPoint.Words;
import dev.weir.core.config.Mode;
import dev.weir.core.config.Policy.Call;
import dev.weir.core.config.Policy.Inject;
import dev.weir.core.config.Policy.InjectRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Errors that the policy asks for, to see how an application recovers: {@code inject}. Which call
 * fails depends on the seed and on how many calls of the rule's went before, and on nothing else.
 */
public final class Forced {
  private final Needed needed;
  private final List<Rule> rules = new ArrayList<>();

  Forced(Inject inject, Needed needed) {
    this.needed = needed;
    if (inject.enabled()) {
      for (int i = 0; i < inject.rules().size(); i++) {
        rules.add(new Rule(inject.rules().get(i), inject.seed() + i, i));
      }
    }
  }

  /** Whether it has anything to do. */
  boolean isOn() {
    return !rules.isEmpty();
  }

  /**
   * Before a call on a path or of a command: waits, where a rule says so, on the application's own
   * thread; then null, or what the call is to throw.
   */
  Throwable before(Call call, Words words, String target) {
    if (rules.isEmpty() || needed.path(target)) {
      return null;
    }
    for (Rule rule : rules) {
      if (rule.rule.on() == call
          && (rule.rule.match() == null || FileMatch.matches(rule.rule.match(), target))) {
        Throwable forced = rule.turn(words, target, needed);
        if (forced != null) {
          return forced;
        }
      }
    }
    return null;
  }

  /** Before a call that has a peer; the same. */
  Throwable before(Call call, Words words, Object address, int port) {
    for (Rule rule : rules) {
      if (rule.rule.on() == call
          && (rule.rule.peer() == null || isPeer(rule.rule, address, port))) {
        Throwable forced = rule.turn(words, String.valueOf(address), needed);
        if (forced != null) {
          return forced;
        }
      }
    }
    return null;
  }

  /** Names are not looked up, and none is known here: only addresses and paths are compared. */
  private static boolean isPeer(InjectRule rule, Object address, int port) {
    if (address instanceof InetSocketAddress) {
      InetSocketAddress socket = (InetSocketAddress) address;
      return rule.peer().matches(socket.getAddress(), socket.getHostString(), socket.getPort());
    }
    return address instanceof InetAddress
        ? rule.peer().matches((InetAddress) address, null, port)
        : rule.peer().matches(String.valueOf(address));
  }

  /** One rule with its place in the row of random numbers. */
  private static final class Rule {
    private final InjectRule rule;
    private final long seed;
    private final long share;
    private final Limit limit;
    private final AtomicLong calls = new AtomicLong();

    Rule(InjectRule rule, long seed, int index) {
      this.rule = rule;
      this.seed = seed;
      this.share = (long) (rule.share() * (1L << 53));
      this.limit =
          new Limit(
              "inject.rules[" + index + "]",
              rule.on().name().toLowerCase(Locale.ROOT),
              Mode.ENFORCE,
              "set inject.enabled to false, if this is no test");
    }

    Throwable turn(Words words, String target, Needed needed) {
      if (mix(seed * 0x9E3779B97F4A7C15L + calls.getAndIncrement()) >>> 11 >= share) {
        return null;
      }
      if (needed.byCaller(target)) {
        return null;
      }
      if (rule.delay() != null) {
        sleep(rule.delay().toMillis());
      }
      return rule.fail() ? limit.refuse(words, target, system(rule.on())) : null;
    }

    /** strerror(3) of an errno that the call may well have. */
    private static String system(Call call) {
      switch (call) {
        case CONNECT:
          return "Connection refused";
        case START:
          return "Cannot allocate memory";
        case ACCEPT:
          return "Software caused connection abort";
        default:
          return "Input/output error";
      }
    }

    private static void sleep(long millis) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** SplittableRandom's mix64 (JDK 17), which has no state. */
    private static long mix(long z) {
      long x = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
      x = (x ^ x >>> 27) * 0x94d049bb133111ebL;
      return x ^ x >>> 31;
    }
  }
}
