package dev.weir.core.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keys by path, in the order in which they are documented. */
final class Table {
  private final Map<String, Key<?>> keys = new LinkedHashMap<>();
  private List<String> oneOf = List.of();

  /** Adds a key, and returns it so that a constant can hold it. */
  <T> Key<T> add(Key<T> key) {
    if (keys.putIfAbsent(key.path(), key) != null) {
      throw new IllegalArgumentException(key.path() + " is there already");
    }
    return key;
  }

  /** Makes it a mistake to set none of these. */
  void needsOneOf(String... paths) {
    oneOf = List.of(paths);
  }

  /** The keys of which one must be set; empty if all may be missing. */
  List<String> oneOf() {
    return oneOf;
  }

  List<Key<?>> keys() {
    return Collections.unmodifiableList(new ArrayList<>(keys.values()));
  }

  /** Null if there is no such key. */
  Key<?> find(String path) {
    return keys.get(path);
  }

  /** True for {@code files}, when there is {@code files.max-open}. */
  boolean isSection(String path) {
    return firstBelow(path) != null;
  }

  /** A key of a section; null if the path names no section. */
  String firstBelow(String path) {
    String prefix = path + ".";
    for (String key : keys.keySet()) {
      if (key.startsWith(prefix)) {
        return key;
      }
    }
    return null;
  }

  /** Every key and section that a file may hold. */
  List<String> filePaths() {
    List<String> paths = new ArrayList<>();
    for (Key<?> key : keys.values()) {
      if (!key.inFile()) {
        continue;
      }
      for (int dot = key.path().indexOf('.'); dot > 0; dot = key.path().indexOf('.', dot + 1)) {
        String section = key.path().substring(0, dot);
        if (!paths.contains(section)) {
          paths.add(section);
        }
      }
      paths.add(key.path());
    }
    return paths;
  }
}
