package dev.weir.core.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the agent's arguments, system properties and the environment say, one key each. */
final class Overrides {
  private static final Set<String> OTHERS = Set.of("weir.jar", "weir.agent");

  /** One key with its value, still as text. */
  record Setting(String where, Key<?> key, String text) {
    void set(Values values, Problems problems) {
      key.set(key.path(), key.type().oneLine(where, text), values, problems);
    }
  }

  private final Table keys;
  private final Problems problems;

  Overrides(Table keys, Problems problems) {
    this.keys = keys;
    this.problems = problems;
  }

  /** {@code key=value,key=value}; null is empty. */
  List<Setting> arguments(String arguments) {
    List<Setting> settings = new ArrayList<>();
    if (arguments == null) {
      return settings;
    }
    Map<String, String> seen = new HashMap<>();
    int start = 0;
    while (start <= arguments.length()) {
      int comma = arguments.indexOf(',', start);
      int end = comma < 0 ? arguments.length() : comma;
      String argument = arguments.substring(start, end).trim();
      if (!argument.isEmpty()) {
        argument(argument, start == 0, seen, settings);
      }
      start = end + 1;
    }
    return settings;
  }

  private void argument(
      String argument, boolean first, Map<String, String> seen, List<Setting> settings) {
    int equals = argument.indexOf('=');
    String path = equals < 0 ? argument : argument.substring(0, equals).trim();
    Key<?> key = keys.find(path);
    boolean named = equals > 0 || key != null;
    String where = "agent argument " + (named ? path : Problems.quote(argument));
    if (equals < 0) {
      wrong(where, "is not key=value; " + meant(path, key, first));
      return;
    }
    if (key == null) {
      unknown(where, "", path);
      return;
    }
    if (seen.put(path, path) != null) {
      wrong(where, "is there twice; remove one of the two");
      return;
    }
    settings.add(new Setting(where, key, argument.substring(equals + 1).trim()));
  }

  private static String meant(String argument, Key<?> key, boolean first) {
    if (key != null) {
      return "write " + argument + "= and " + key.type().expected();
    }
    return first
        ? "for the policy file write config=" + argument
        : "a comma ends an argument, so a list is written [a;b], and a value with a comma belongs"
            + " in the file, a property or the environment";
  }

  /** Every {@code WEIR_} variable but {@code WEIR_TEST_}. */
  List<Setting> environment(Map<String, String> environment) {
    List<Setting> settings = new ArrayList<>();
    for (Map.Entry<String, String> variable : sorted(environment, "WEIR_", "WEIR_TEST_")) {
      Key<?> key = null;
      for (Key<?> candidate : keys.keys()) {
        if (candidate.environmentName().equals(variable.getKey())) {
          key = candidate;
        }
      }
      String where = "environment " + variable.getKey();
      if (key == null) {
        unknownVariable(where, variable.getKey());
      } else {
        settings.add(new Setting(where, key, variable.getValue()));
      }
    }
    return settings;
  }

  /** Every {@code weir.} property but {@code weir.test.}, {@code weir.junit.} and the jar's. */
  List<Setting> properties(Map<String, String> properties) {
    List<Setting> settings = new ArrayList<>();
    for (Map.Entry<String, String> property : sorted(properties, "weir.", "weir.test.")) {
      // Not the policy's: the agent's own jar, and what the JUnit extension is told.
      if (OTHERS.contains(property.getKey()) || property.getKey().startsWith("weir.junit.")) {
        continue;
      }
      String path = property.getKey().substring("weir.".length());
      String where = "system property " + property.getKey();
      Key<?> key = keys.find(path);
      if (key == null) {
        unknown(where, "weir.", path);
      } else {
        settings.add(new Setting(where, key, property.getValue()));
      }
    }
    return settings;
  }

  private void unknown(String where, String prefix, String path) {
    String below = keys.firstBelow(path);
    if (below != null) {
      wrong(where, "is a section; set one of its keys, such as " + prefix + below);
      return;
    }
    List<String> paths = new ArrayList<>();
    for (Key<?> key : keys.keys()) {
      paths.add(key.path());
    }
    String nearest = Nearest.of(path, paths);
    notKey(where, nearest == null ? null : prefix + nearest);
  }

  private void unknownVariable(String where, String name) {
    Map<String, String> names = new LinkedHashMap<>();
    for (Key<?> key : keys.keys()) {
      names.put(key.path().replace('.', '-'), key.environmentName());
    }
    String dashed = name.substring("WEIR_".length()).replace('_', '-').toLowerCase(Locale.ROOT);
    notKey(where, names.get(Nearest.of(dashed, List.copyOf(names.keySet()))));
  }

  private void notKey(String where, String nearest) {
    wrong(
        where,
        "is not a key; "
            + (nearest == null
                ? "docs/policy.md lists them all"
                : "did you mean " + nearest + "?"));
  }

  // A misspelt name may have been meant for the endpoint's password.
  private void wrong(String where, String message) {
    problems.add(where, message);
    problems.protectionUnclear();
  }

  // Sorted, so that the problems of one process come in the same order each time.
  private static Iterable<Map.Entry<String, String>> sorted(
      Map<String, String> all, String prefix, String except) {
    Map<String, String> sorted = new TreeMap<>();
    for (Map.Entry<String, String> entry : all.entrySet()) {
      if (entry.getKey().startsWith(prefix) && !entry.getKey().startsWith(except)) {
        sorted.put(entry.getKey(), entry.getValue());
      }
    }
    return sorted.entrySet();
  }
}
