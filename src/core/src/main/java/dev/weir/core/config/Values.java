package dev.weir.core.config;

import java.util.HashMap;
import java.util.Map;

/** The keys that are set, with their values. Used by one thread while a policy is read. */
final class Values {
  private record Set(Object value, String where) {}

  private final Map<Key<?>, Set> set = new HashMap<>();

  /** Sets a key; what was set before, by a source that counts for less, is gone. */
  <T> void put(Key<T> key, T value, String where) {
    set.put(key, new Set(value, where));
  }

  /** The value, else that of the key that it falls back to, else the default; may be null. */
  @SuppressWarnings("unchecked") // put() takes nothing but the key's own type
  <T> T get(Key<T> key) {
    Set found = set.get(key);
    if (found != null) {
      return (T) found.value();
    }
    return key.fallback() == null ? key.defaultValue() : get(key.fallback());
  }

  /** Where the key was set, or null if it was not. */
  String where(Key<?> key) {
    Set found = set.get(key);
    return found == null ? null : found.where();
  }

  void remove(Key<?> key) {
    set.remove(key);
  }
}
