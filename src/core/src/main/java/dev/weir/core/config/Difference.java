package dev.weir.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a log says of a policy that has changed. */
public final class Difference {
  private static final int LONGEST = 200;
  private static final String UNSET = "not set";

  private Difference() {}

  /**
   * One line for each key whose value is another one, such as {@code files.max-open: 4000 -> 5000},
   * in the order of the reference page; a rule is compared with the one in its place. Values are as
   * they were written, on one line and not too long. What takes effect at a start only says so.
   * Where a password is kept is not shown. For any thread.
   */
  public static List<String> lines(Loaded before, Loaded after) {
    List<String> lines = new ArrayList<>();
    compare(Keys.TABLE, "", before.values(), after.values(), lines);
    return lines;
  }

  private static void compare(
      Table table, String prefix, Values before, Values after, List<String> lines) {
    for (Key<?> key : table.keys()) {
      Object old = before.own(key);
      Object now = after.own(key);
      if (Objects.equals(old, now)) {
        continue;
      }
      String path = prefix + key.path();
      if (key.type().keys() != null) {
        compareRules(path, key, before, after, lines);
      } else if (key.path().contains("password")) {
        lines.add(path + " is another one" + when(key));
      } else {
        lines.add(path + ": " + text(key, before) + " -> " + text(key, after) + when(key));
      }
    }
  }

  private static void compareRules(
      String path, Key<?> key, Values before, Values after, List<String> lines) {
    List<Values> old = rules(before.own(key));
    List<Values> now = rules(after.own(key));
    for (int i = 0; i < Math.max(old.size(), now.size()); i++) {
      String one = path + "[" + i + "]";
      if (i >= old.size()) {
        lines.add(one + " is new: " + shown(element(after.tree(key), i)));
      } else if (i >= now.size()) {
        lines.add(one + " is gone: " + shown(element(before.tree(key), i)));
      } else {
        compare(key.type().keys(), one + ".", old.get(i), now.get(i), lines);
      }
    }
  }

  @SuppressWarnings("unchecked") // a type that has keys inside is a list of sections
  private static List<Values> rules(Object value) {
    return (List<Values>) value;
  }

  private static Tree element(Tree tree, int i) {
    return tree instanceof Tree.Sequence sequence ? sequence.elements().get(i) : tree;
  }

  private static String when(Key<?> key) {
    return key.isAtStart() ? "; takes effect at the next start" : "";
  }

  private static String text(Key<?> key, Values values) {
    Tree tree = values.tree(key);
    if (tree != null) {
      return shown(tree);
    }
    return key.defaultText() == null ? UNSET : cut(key.defaultText());
  }

  static String shown(Tree tree) {
    StringBuilder text = new StringBuilder();
    show(tree, text);
    return cut(Problem.oneLine(text.toString()));
  }

  private static void show(Tree tree, StringBuilder text) {
    if (text.length() > LONGEST) {
      return; // the rest would be cut
    }
    if (tree instanceof Tree.Scalar scalar) {
      text.append(scalar.text());
    } else if (tree instanceof Tree.Sequence sequence) {
      String before = "[";
      for (Tree element : sequence.elements()) {
        show(element, text.append(before));
        before = ", ";
      }
      text.append(sequence.elements().isEmpty() ? "[]" : "]");
    } else if (tree instanceof Tree.Section section) {
      String before = "{ ";
      for (Tree.Entry entry : section.entries()) {
        show(entry.value(), text.append(before).append(entry.key()).append(": "));
        before = ", ";
      }
      text.append(" }");
    }
  }

  private static String cut(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return text.substring(0, end) + "...";
  }
}
