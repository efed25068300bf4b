package dev.weir.core.config;

/**
 * A type whose values are one piece of text.
 *
 * @param <T> what they become
 */
abstract class ScalarType<T> extends Type<T> {
  /** The value, or null if the text is not one. */
  abstract T parse(String text);

  /** What to write instead of a text that is wrong, or null if there is no good guess. */
  String hint(String text) {
    return null;
  }

  @Override
  final T read(String path, Tree tree, Problems problems) {
    if (!(tree instanceof Tree.Scalar scalar)) {
      String what = tree instanceof Tree.Sequence ? "a list" : "a section of keys";
      problems.add(tree.where(), path + " is " + what + "; expected " + expected());
      return null;
    }
    if (scalar.text() == null) {
      problems.add(
          scalar.where(), path + " has no value; expected " + expected() + ", or remove it");
      return null;
    }
    T value = parse(scalar.text());
    if (value == null) {
      String hint = hint(scalar.text());
      problems.add(
          scalar.where(),
          path
              + " is "
              + Problems.quote(scalar.text())
              + "; expected "
              + expected()
              + (hint == null ? "" : ": write " + hint));
    }
    return value;
  }
}
