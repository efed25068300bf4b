package dev.weir.core.hook;

/**
 * No advice: {@code Net.accept} is native, and none can be woven into it. Right after a call of it
 * the gate is told the descriptor and the address that it has filled in, what it has returned, and
 * the field {@code fd} of the object that calls; what the gate answers counts.
 */
public final class Calling {
  private Calling() {}
}
