package dev.weir.core.config;

import dev.weir.core.config.Policy.FileRule;
import dev.weir.core.config.Policy.Leftover;
import dev.weir.core.config.Policy.ProcessRule;
import dev.weir.core.limit.PathPattern;
import java.util.ArrayList;
import java.util.List;

/** What is valid in a policy, and perhaps not what was meant. */
public final class Hints {
  private final Loaded loaded;
  private final Policy policy;
  private final List<Problem> hints = new ArrayList<>();

  private Hints(Loaded loaded) {
    this.loaded = loaded;
    policy = loaded.policy();
  }

  /**
   * Each with its place, ready to be printed.
   *
   * @param loaded a valid policy
   */
  public static List<Problem> of(Loaded loaded) {
    Hints hints = new Hints(loaded);
    hints.modes();
    hints.inject();
    hints.preset();
    hints.without();
    hints.fileRules();
    hints.processRules();
    return List.copyOf(hints.hints);
  }

  private void modes() {
    boolean enforce =
        policy.files().mode() == Mode.ENFORCE
            || policy.processes().mode() == Mode.ENFORCE
            || policy.sockets().mode() == Mode.ENFORCE;
    for (FileRule rule : policy.files().rules()) {
      enforce |= rule.mode() == Mode.ENFORCE;
    }
    for (ProcessRule rule : policy.processes().rules()) {
      enforce |= rule.mode() == Mode.ENFORCE;
    }
    if (!enforce) {
      add(
          "mode",
          "nothing is refused: mode is observe, so what goes over a limit is counted and logged");
    }
  }

  private void inject() {
    if (policy.inject().enabled() && policy.inject().rules().isEmpty()) {
      add("inject.enabled", "inject.enabled is true, but there are no inject.rules: nothing fails");
    } else if (policy.inject().enabled()) {
      add("inject.enabled", "inject.enabled is true: calls are made to fail, also in mode observe");
    } else if (!policy.inject().rules().isEmpty()) {
      add("inject.rules", "nothing is made to fail: inject.enabled is false");
    }
  }

  private void preset() {
    if (loaded.values().get(Keys.PRESET) == null) {
      return;
    }
    if (policy.files().roots().isEmpty()) {
      add(
          "preset",
          "the preset cannot know files.roots: set it to the directories that the application works"
              + " in, such as [/srv/renderer, /tmp]");
    }
    boolean own = loaded.values().where(key("sockets.trusted-proxies")) != null;
    if (policy.sockets().maxConnectionsPerPeer() > 0 && !own) {
      add(
          "preset",
          "one remote address may hold "
              + policy.sockets().maxConnectionsPerPeer()
              + " connections: behind a proxy, set sockets.trusted-proxies to its address");
    }
  }

  /** What needs another key to do anything. */
  private void without() {
    for (String kind : policy.leaks().closeOverdue()) {
      if (!policy.leaks().maxAge().containsKey(kind)) {
        add(
            "leaks.close-overdue",
            "no "
                + kind
                + " is ever closed for its age: leaks.close-overdue names it, but leaks.max-age."
                + kind
                + " is not set");
      }
    }
    if (policy.files().temp().onMaxAge() == Leftover.DELETE
        && policy.files().temp().maxAge() == null) {
      add(
          "files.temp.on-max-age",
          "no temp file is ever deleted for its age: files.temp.max-age is not set");
    }
  }

  private void fileRules() {
    List<FileRule> rules = policy.files().rules();
    for (int i = 1; i < rules.size(); i++) {
      for (int j = 0; j < i; j++) {
        FileRule first = rules.get(j);
        FileRule later = rules.get(i);
        if (covers(first.path(), later.path()) && coversSite(first.site(), later.site())) {
          never("files.rules", i, j);
          break;
        }
      }
    }
  }

  private void processRules() {
    List<ProcessRule> rules = policy.processes().rules();
    for (int i = 1; i < rules.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (covers(rules.get(j).command(), rules.get(i).command())) {
          never("processes.rules", i, j);
          break;
        }
      }
    }
  }

  /** Only what is certain; a null is about everything. */
  private static boolean covers(PathPattern first, PathPattern later) {
    return first == null || first.matchesAll() || later != null && first.equals(later);
  }

  private static boolean coversSite(String first, String later) {
    return first == null || later != null && (later.equals(first) || later.startsWith(first + "."));
  }

  private void never(String path, int rule, int earlier) {
    Tree rules = loaded.values().tree(key(path));
    String where = rules.where();
    if (rules instanceof Tree.Sequence sequence) {
      where = sequence.elements().get(rule).where();
    }
    hints.add(
        new Problem(
            where,
            path
                + "["
                + rule
                + "] never counts: "
                + path
                + "["
                + earlier
                + "] matches all of it, and"
                + " the first that matches decides"));
  }

  private void add(String path, String message) {
    String where = loaded.values().where(key(path));
    String whole = loaded.file() == null ? "policy" : loaded.file();
    hints.add(new Problem(where == null ? whole : where, message));
  }

  private static Key<?> key(String path) {
    return Keys.TABLE.find(path);
  }
}
