package dev.weir.core.config;

/** What happens when a limit is reached. */
public enum Mode {
  /** Count and log what would be refused; change nothing for the application. */
  OBSERVE,
  /** Refuse it. */
  ENFORCE
}
