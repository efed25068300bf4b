package dev.weir.core;

import dev.weir.bootstrap.AgentThread;
import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.Tally;
import dev.weir.core.config.PolicyWatch;
import dev.weir.core.process.Watchdog;
import dev.weir.core.track.SocketCloser;
import dev.weir.core.track.Sweeper;
import dev.weir.core.weave.Weaver;
import java.io.Closeable;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;

/**
 * What runs, and how it ends: at a detach only; at the JVM's end nothing of Weir's is in the way.
 */
final class Running {
  private final Weaver weaver;
  private final Instrumentation instrumentation;
  private final Sweeper sweeper;
  private final SocketCloser closer;
  private final Watchdog watchdog;
  private Closeable served;
  private PolicyWatch watch;
  private boolean stopped;

  Running(
      Weaver weaver,
      Instrumentation instrumentation,
      Sweeper sweeper,
      SocketCloser closer,
      Watchdog watchdog) {
    this.closer = closer;
    this.watchdog = watchdog;
    this.weaver = weaver;
    this.instrumentation = instrumentation;
    this.sweeper = sweeper;
  }

  /** Looks after the policy file, on a thread of its own. */
  synchronized void watch(PolicyWatch policy) {
    watch = policy;
    new AgentThread("weir-policy", policy).start();
  }

  /** Brings up the endpoint, on a thread of its own; without it the rest goes on. */
  synchronized void serve(Serving serving) {
    if (stopped) {
      return;
    }
    try {
      served = serving.start();
    } catch (Throwable t) {
      Tally.error(t);
      System.err.println("weir: no endpoint: " + t);
    }
  }

  /**
   * Nothing is refused from here on; then nobody looks; then the classes are as they were. Each
   * step is taken also if the one before went wrong; what did is said.
   */
  synchronized void stop() {
    stopped = true;
    Gate.off();
    List<String> wrong = new ArrayList<>();
    // Before all else: a change that is under way has a hand on each of the following.
    if (watch != null && !watch.stop()) {
      wrong.add("a change of the policy is still being put in force");
    }
    if (served != null) {
      try {
        served.close();
      } catch (IOException | RuntimeException e) {
        wrong.add("the endpoint: " + e);
      }
    }
    if (!watchdog.stop()) {
      wrong.add("the watchdog of child processes has not ended yet");
    }
    if (!sweeper.stop()) {
      wrong.add("the sweeper has not ended yet");
    }
    if (!closer.stop()) {
      wrong.add("the closer has not ended yet");
    }
    for (String name : weaver.unweave(instrumentation)) {
      wrong.add(name + " is still woven; the gate that it calls is closed");
    }
    Gate.forget();
    for (String one : wrong) {
      System.err.println("weir: " + one);
    }
    System.err.println(
        wrong.isEmpty()
            ? "weir: detached; every class is as it was"
            : "weir: detached, but for the above");
  }
}
