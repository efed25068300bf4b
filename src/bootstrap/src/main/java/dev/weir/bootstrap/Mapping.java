package dev.weir.bootstrap;

import java.lang.ref.ReferenceQueue;

/** A mapped file: memory, no descriptor. Keyed by its owner, the JDK's {@code Unmapper}. */
public final class Mapping extends Handle {
  private final int hash;
  private final long bytes;

  Mapping(
      Object owner,
      ReferenceQueue<Object> queue,
      HookPoint point,
      Object target,
      int access,
      long bytes,
      long openedNanos,
      RawStack stack,
      Thread thread,
      boolean own,
      Charge charge) {
    super(owner, queue, point, target, access, -1, -1, -1, openedNanos, stack, thread, own, charge);
    this.hash = System.identityHashCode(owner);
    this.bytes = bytes;
  }

  /** How much address space it takes. */
  public long bytes() {
    return bytes;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  /** Finds the mapping of an owner in a hash map; lives for one look-up. */
  static final class Probe {
    private final Object owner;

    Probe(Object owner) {
      this.owner = owner;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(owner);
    }

    /** Asymmetric on purpose: {@code ConcurrentHashMap} asks the key that is looked for. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Mapping && ((Mapping) other).refersTo(owner);
    }
  }
}
