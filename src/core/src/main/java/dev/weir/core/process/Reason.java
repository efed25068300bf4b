package dev.weir.core.process;

/** Why processes were ended. */
public enum Reason {
  /** A child ran for longer than {@code processes.timeout}. */
  TIMEOUT("timeout", "processes.timeout"),
  /** A child and its descendants had more memory than {@code processes.max-memory}. */
  MEMORY("memory", "processes.max-memory"),
  /** The child had ended in time, and a process that it left behind held its pipe open. */
  ORPHAN("orphan", "processes.timeout");

  private final String label;
  private final String key;

  Reason(String label, String key) {
    this.label = label;
    this.key = key;
  }

  /** As in {@code weir_processes_killed_total{reason}}. */
  public String label() {
    return label;
  }

  /** The key of the policy that says so. */
  public String key() {
    return key;
  }
}
