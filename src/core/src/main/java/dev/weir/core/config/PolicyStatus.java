package dev.weir.core.config;

import java.util.List;

/**
 * What policy is in force, and what has become of the changes. Written by one thread, read by any.
 */
public final class PolicyStatus {
  private volatile Loaded inForce;
  private volatile List<Problem> problems;
  private volatile long taken;
  private volatile long rejected;

  /**
   * @param start what was loaded at the start; if it is not valid, the defaults are in force
   */
  public PolicyStatus(Loaded start) {
    inForce = start;
    problems = start.problems();
  }

  /** What is in force. */
  public Loaded inForce() {
    return inForce;
  }

  /** Whether it forces errors. */
  public boolean forcesErrors() {
    Policy.Inject inject = inForce.policy().inject();
    return inject.enabled() && !inject.rules().isEmpty();
  }

  /** Whether it is what the file says now. */
  public boolean valid() {
    return problems.isEmpty();
  }

  /** What is wrong with the file; empty if nothing is. */
  public List<Problem> problems() {
    return problems;
  }

  /** How many changes were taken since the start. */
  public long taken() {
    return taken;
  }

  /** How many were not valid. */
  public long rejected() {
    return rejected;
  }

  /** {@code loaded} is in force now. */
  @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
  public void took(Loaded loaded) {
    inForce = loaded;
    problems = List.of();
    taken++;
  }

  /** {@code loaded} is not valid; what was in force stays. */
  @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
  public void rejected(Loaded loaded) {
    problems = loaded.problems();
    rejected++;
  }
}
