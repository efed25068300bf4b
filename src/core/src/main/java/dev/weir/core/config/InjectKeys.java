package dev.weir.core.config;

import dev.weir.core.config.Policy.Call;
import dev.weir.core.config.Policy.InjectRule;
import dev.weir.core.limit.PathPattern;
import dev.weir.core.limit.PeerPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The keys of {@code inject}. */
final class InjectKeys {
  private static final Key<Boolean> ENABLED =
      Keys.add(
          "inject.enabled",
          Types.bool(),
          "false",
          "Whether errors are forced, for tests of how the application recovers. Never in"
              + " production: Weir says so on stderr for as long as it is on.");

  private static final Key<Integer> SEED =
      Keys.add(
          "inject.seed",
          Types.integer(0, Integer.MAX_VALUE),
          "0",
          "Of the random numbers: calls made in the same order fail in the same places.");

  private static final Table RULE = new Table();

  private static final Key<Call> RULE_ON =
      RULE.add(new Key<>("on", Types.choice(Call.class), null, "Which calls."));

  private static final Key<String> RULE_MATCH =
      RULE.add(
          new Key<>(
              "match",
              Types.text("a pattern of paths, peers or commands", ""),
              null,
              "The paths, peers (`host:port`) or commands that it is about; all unless it is set."));

  private static final Key<Double> RULE_SHARE =
      RULE.add(new Key<>("share", Types.percent(), "100%", "The part of the calls."));

  private static final Key<Duration> RULE_DELAY =
      RULE.add(new Key<>("delay", Types.duration(), null, "How long they wait first."));

  private static final Key<Boolean> RULE_FAIL =
      RULE.add(
          new Key<>(
              "fail",
              Types.bool(),
              "true",
              "Whether they then fail, with the exception that the method declares."));

  static {
    RULE.needsOneOf("on");
  }

  private static final Key<List<Values>> RULES =
      Keys.add(
          "inject.rules",
          Types.list(Types.section(RULE, new MatchFits())),
          "[]",
          "Which calls fail or are delayed. Each rule that matches a call has its turn.");

  private InjectKeys() {}

  private static boolean isOfPeer(Call call) {
    return call == Call.CONNECT || call == Call.ACCEPT;
  }

  /** What {@code match} is depends on {@code on}. */
  private static final class MatchFits extends Types.Check {
    @Override
    boolean passes(String path, Values values, Problems problems) {
      Tree match = values.tree(RULE_MATCH);
      if (match == null) {
        return true;
      }
      Type<?> type =
          isOfPeer(values.get(RULE_ON))
              ? Types.peer()
              : values.get(RULE_ON) == Call.START ? Types.command() : Types.pathPattern();
      return type.read(path + "." + RULE_MATCH.path(), match, problems) != null;
    }
  }

  /** Adds the keys to the table, by being called. */
  static void load() {}

  static Policy.Inject bind(Values values) {
    List<InjectRule> rules = new ArrayList<>();
    for (Values rule : values.get(RULES)) {
      String match = rule.get(RULE_MATCH);
      boolean ofPeer = isOfPeer(rule.get(RULE_ON));
      rules.add(
          new InjectRule(
              rule.get(RULE_ON),
              match == null || ofPeer ? null : PathPattern.of(match),
              match == null || !ofPeer ? null : PeerPattern.of(match),
              rule.get(RULE_SHARE),
              rule.get(RULE_DELAY),
              rule.get(RULE_FAIL)));
    }
    return new Policy.Inject(values.get(ENABLED), values.get(SEED), rules);
  }
}
