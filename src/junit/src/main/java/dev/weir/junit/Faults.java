package dev.weir.junit;

import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.OpenFault;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes the opens of running tests fail. One for the JVM; only to be touched when the agent is in:
 * see {@link Agent}.
 */
final class Faults implements OpenFault {
  private static final Map<Scope, Round> ROUNDS = new ConcurrentHashMap<>();
  private static final Faults ONE = new Faults();

  private Faults() {}

  /** From now on the opens of this thread's test are the round's. */
  static void begin(Round round) {
    Scope scope = Recorder.scope();
    if (scope == null) {
      throw new IllegalStateException("no test runs on this thread");
    }
    NeededByJvm.load();
    ROUNDS.put(scope, round);
    Gate.fault(ONE);
  }

  /** No more of them are. */
  static void end(Round round) {
    ROUNDS.values().remove(round);
    if (ROUNDS.isEmpty()) {
      Gate.fault(null);
    }
  }

  @Override
  public Throwable before(HookPoint point, Object target) {
    Scope scope = Recorder.scope();
    Round round = scope == null ? null : ROUNDS.get(scope);
    return round == null || NeededByJvm.is(target) ? null : round.next(point, target);
  }
}
