package dev.weir.bootstrap;

/**
 * What woven methods ask before they map a file, and tell when it is mapped or unmapped. Fail-open,
 * as {@link Gate}.
 */
public final class MappingGate {
  private MappingGate() {}

  /** Before a file is mapped; as {@link OpenGate#admit}. */
  public static Object mapping(int point, Object target, long bytes, boolean readOnly) {
    try {
      Rules its = Gate.asked();
      return its == null ? null : its.map(Gate.point(point), target, bytes, readOnly);
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /**
   * After a file was mapped; {@code unmapper} is null for a mapping of no bytes.
   *
   * @param admitted what {@link #mapping} said
   */
  public static void mapped(
      Object admitted, int point, Object unmapper, Object target, long bytes, boolean readOnly) {
    Charge charge = admitted instanceof Charge ? (Charge) admitted : null;
    if (!Gate.isOn() || unmapper == null) {
      if (charge != null) {
        charge.giveBeyond(null);
      }
      return;
    }
    try {
      HookPoint where = Gate.point(point);
      where.seen();
      Thread thread = Thread.currentThread();
      boolean own = thread instanceof AgentThread;
      long now = System.nanoTime();
      Mapping mapping =
          new Mapping(
              unmapper,
              Ledger.queue(),
              where,
              target,
              readOnly ? Handle.READ : Handle.READ | Handle.WRITE,
              bytes,
              now,
              own ? null : Stacks.sample(now),
              thread,
              own,
              charge);
      Ledger.put(mapping);
      Gate.taken(mapping);
      if (!own) {
        Tally.opened(where.kind());
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /**
   * Before a file is unmapped: by its arena, or by the Cleaner, which is the usual way and no leak.
   */
  public static void unmapped(int point, Object unmapper) {
    if (!Gate.isOn()) {
      return;
    }
    try {
      Gate.point(point).seen();
      Mapping mapping = Ledger.removeMapping(unmapper);
      if (mapping != null && mapping.become(Handle.OPEN, Handle.CLOSED)) {
        Gate.end(mapping);
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }
}
