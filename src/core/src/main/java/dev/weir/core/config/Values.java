package dev.weir.core.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The keys that are set, with their values. Used by one thread while a policy is read. */
final class Values {
  private record Found(Object value, String where) {}

  private final Map<Key<?>, Found> set = new HashMap<>();
  private final List<Key<?>> wrong = new ArrayList<>();

  /** Sets a key; what was set before, by a source that counts for less, is gone. */
  <T> void put(Key<T> key, T value, String where) {
    set.put(key, new Found(value, where));
  }

  /** The value, else that of the key that it falls back to, else the default; may be null. */
  @SuppressWarnings("unchecked") // put() takes nothing but the key's own type
  <T> T get(Key<T> key) {
    Found found = set.get(key);
    if (found != null) {
      return (T) found.value();
    }
    return key.fallback() == null ? key.defaultValue() : get(key.fallback());
  }

  /** Where the key was set, or null if it was not. */
  String where(Key<?> key) {
    Found found = set.get(key);
    return found == null ? null : found.where();
  }

  /** Notes that a source had a value for the key that could not be read. */
  void wrong(Key<?> key) {
    wrong.add(key);
  }

  /** True if any source names the key, rightly or wrongly. */
  boolean isNamed(Key<?> key) {
    return set.containsKey(key) || wrong.contains(key);
  }

  void remove(Key<?> key) {
    set.remove(key);
  }
}
