package dev.weir.core.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table of keys as JSON Schema (draft 2020-12), made of maps, lists, text and numbers. */
final class Schema {
  private Schema() {}

  /** The schema of a section that holds these keys and no others. */
  static Map<String, Object> of(Table keys) {
    Map<String, Object> root = section();
    for (Key<?> key : keys.keys()) {
      if (key.inFile()) {
        place(root, key, key.path());
      }
    }
    if (keys.oneOf().size() == 1) {
      root.put("required", keys.oneOf());
    } else if (!keys.oneOf().isEmpty()) {
      List<Object> any = new ArrayList<>();
      for (String one : keys.oneOf()) {
        any.add(Types.fields("required", List.of(one)));
      }
      root.put("anyOf", any);
    }
    return root;
  }

  private static void place(Map<String, Object> section, Key<?> key, String path) {
    Map<String, Object> properties = map(section.get("properties"));
    int dot = path.indexOf('.');
    if (dot > 0) {
      Object below = properties.get(path.substring(0, dot));
      if (below == null) {
        below = section();
        properties.put(path.substring(0, dot), below);
      }
      place(map(below), key, path.substring(dot + 1));
      return;
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("description", key.description());
    schema.putAll(key.type().schema());
    if (key.defaultText() != null) {
      schema.put("default", asJson(key));
    }
    properties.put(path, schema);
    if (key.needs() != null) {
      Map<String, Object> dependent = map(section.get("dependentRequired"));
      if (dependent == null) {
        dependent = new LinkedHashMap<>();
        section.put("dependentRequired", dependent);
      }
      String other = key.needs();
      dependent.put(path, List.of(other.substring(other.lastIndexOf('.') + 1)));
    }
  }

  private static Object asJson(Key<?> key) {
    Object value = key.defaultValue();
    boolean asIs =
        value instanceof Integer number && number.toString().equals(key.defaultText())
            || value instanceof Boolean
            || value instanceof List<?> list && (list.isEmpty() || list.get(0) instanceof String);
    return asIs ? value : key.defaultText();
  }

  private static Map<String, Object> section() {
    return Types.fields(
        "type", "object", "additionalProperties", false, "properties", new LinkedHashMap<>());
  }

  @SuppressWarnings("unchecked") // only this class puts these entries there
  private static Map<String, Object> map(Object section) {
    return (Map<String, Object>) section;
  }
}
