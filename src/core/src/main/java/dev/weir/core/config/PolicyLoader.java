package dev.weir.core.config;

import java.util.List;
import java.util.Map;

/** Reads the policy from every source. Has no state. */
public final class PolicyLoader {
  private PolicyLoader() {}

  /**
   * Reads the policy; an agent argument counts before a system property, before an environment
   * variable, before the file, before the preset, before the default. Never throws: whatever is
   * wrong is in {@link Loaded#problems()}. Does blocking reads of the file.
   *
   * @param agentArguments what stands after {@code =} in {@code -javaagent}, or null
   * @param environment the process's environment; other variables than Weir's are ignored
   * @param systemProperties the JVM's; other properties than Weir's are ignored
   */
  public static Loaded load(
      String agentArguments,
      Map<String, String> environment,
      Map<String, String> systemProperties) {
    return load(agentArguments, environment, systemProperties, null);
  }

  /**
   * The same, of a file that has been read.
   *
   * @param content null if it is to be read now
   */
  static Loaded load(
      String agentArguments,
      Map<String, String> environment,
      Map<String, String> systemProperties,
      YamlFile.Content content) {
    Problems problems = new Problems();
    Values values = new Values();
    try {
      read(agentArguments, environment, systemProperties, content, values, problems);
    } catch (Throwable e) { // the application must start, whatever a library throws at its file
      problems.add("policy", "Weir failed to read it: " + e);
      problems.protectionUnclear();
    }
    String file = values.get(Keys.CONFIG);
    if (problems.none()) {
      return new Loaded(Policy.of(values), List.of(), file, values);
    }
    return new Loaded(whatIsSafe(values, problems), problems.list(), file, values);
  }

  private static void read(
      String agentArguments,
      Map<String, String> environment,
      Map<String, String> systemProperties,
      YamlFile.Content content,
      Values values,
      Problems problems) {
    Overrides overrides = new Overrides(Keys.TABLE, problems);
    List<Overrides.Setting> variables = overrides.environment(environment);
    List<Overrides.Setting> properties = overrides.properties(systemProperties);
    List<Overrides.Setting> arguments = overrides.arguments(agentArguments);
    List<List<Overrides.Setting>> leastFirst = List.of(variables, properties, arguments);
    set(leastFirst, true, values, problems);
    String file = values.get(Keys.CONFIG);
    if (file != null) {
      YamlFile yaml = new YamlFile(file, problems);
      Tree.Section section = yaml.read(content == null ? yaml.content() : content);
      if (section != null) {
        new Binder(Keys.TABLE, "", values, problems).bind(section);
      }
    }
    set(leastFirst, false, values, problems);
    checkPairs(values, problems);
    Preset preset = values.get(Keys.PRESET);
    if (preset != null && problems.none()) {
      preset.set(values, problems);
    }
  }

  private static void set(
      List<List<Overrides.Setting>> leastFirst, boolean config, Values values, Problems problems) {
    for (List<Overrides.Setting> source : leastFirst) {
      for (Overrides.Setting setting : source) {
        if ((setting.key() == Keys.CONFIG) == config) {
          setting.set(values, problems);
        }
      }
    }
  }

  private static void checkPairs(Values values, Problems problems) {
    for (Key<?> key : Keys.TABLE.keys()) {
      String where = values.where(key);
      if (where != null && key.needs() != null && !values.isNamed(Keys.TABLE.find(key.needs()))) {
        problems.add(where, key.path() + " needs " + key.needs() + "; set both or none");
        problems.protectionUnclear();
      }
    }
  }

  /**
   * The defaults, but the endpoint where the operator looks for it: a scrape must be able to show
   * that the policy is bad. It stays on loopback if what was not understood may have been its
   * password, so that a typing error never opens it to the network. What the operator wants to be
   * hidden stays hidden.
   */
  private static Policy whatIsSafe(Values values, Problems problems) {
    for (Key<?> key : Keys.TABLE.keys()) {
      if (!key.path().startsWith("metrics.") && !key.path().startsWith("mask.")) {
        values.remove(key);
      }
    }
    if (problems.isProtectionUnclear() && Policy.of(values).metrics().basicAuth() == null) {
      values.remove(Keys.METRICS_HOST);
    }
    return Policy.of(values);
  }
}
