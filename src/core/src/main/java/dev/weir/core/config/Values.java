package dev.weir.core.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The keys that are set, with their values. Used by one thread while a policy is read. */
final class Values {
  private record Found(Object value, Tree tree) {}

  private final Map<Key<?>, Found> set = new HashMap<>();
  private final List<Key<?>> wrong = new ArrayList<>();

  /** Sets a key; what was set before, by a source that counts for less, is gone. */
  <T> void put(Key<T> key, T value, Tree tree) {
    set.put(key, new Found(value, tree));
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
    return found == null ? null : found.tree().where();
  }

  /** The value that is set, else the default; not that of another key. */
  Object own(Key<?> key) {
    Found found = set.get(key);
    return found == null ? key.defaultValue() : found.value();
  }

  /** What its source says, or null if it was not set. */
  Tree tree(Key<?> key) {
    Found found = set.get(key);
    return found == null ? null : found.tree();
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

  /** Equal if the same keys are set to equal values, wherever that was. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Values that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private Map<Key<?>, Object> values() {
    Map<Key<?>, Object> values = new HashMap<>();
    for (Map.Entry<Key<?>, Found> entry : set.entrySet()) {
      values.put(entry.getKey(), entry.getValue().value());
    }
    return values;
  }
}
