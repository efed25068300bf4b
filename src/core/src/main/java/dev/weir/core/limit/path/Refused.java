package dev.weir.core.limit.path;

/** Is told of each refusal, also of those that are not made; on the application's thread. */
public interface Refused {
  /**
   * Counts one.
   *
   * @param key of the policy, such as {@code files.roots}
   * @param value the pattern that matched; empty where the key says all
   * @param path as the application gave it
   */
  void count(String key, String value, String path);
}
