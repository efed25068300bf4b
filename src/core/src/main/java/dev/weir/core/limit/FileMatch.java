package dev.weir.core.limit;

import dev.weir.core.config.Policy.FileRule;

/** Whether a rule is about a path. */
final class FileMatch {
  private FileMatch() {}

  static boolean matches(FileRule rule, String path) {
    return path.endsWith(rule.path().replace("**/*", ""));
  }
}
