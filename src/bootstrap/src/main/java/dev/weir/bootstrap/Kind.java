package dev.weir.bootstrap;

/** What a handle is. The label is the value of {@code kind} in JSON and in metrics. */
public enum Kind {
  FILE("file"),
  DIRECTORY("directory"),
  MAPPING("mapping");

  private static final Kind[] ALL = values();

  private final String label;

  Kind(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /** How many kinds there are, without the copy that {@code values()} makes. */
  static int count() {
    return ALL.length;
  }
}
