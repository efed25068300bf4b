package dev.weir.core;

import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.HookPoint;
import dev.weir.core.hook.Hooks;
import dev.weir.core.weave.Weaver;
import java.io.File;
import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Set;

/** The agent's start. */
public final class Start {
  private Start() {}

  public static void start(
      String arguments, Instrumentation instrumentation, File jar, boolean attached) {
    System.setProperty("net.bytebuddy.safe", "true");
    Module base = Object.class.getModule();
    Set<Module> boot = Set.of(Gate.class.getModule());
    instrumentation.redefineModule(
        base,
        boot,
        Map.of("jdk.internal.access", boot, "jdk.internal.misc", boot),
        Map.of(),
        Set.of(),
        Map.of());
    Weaver weaver = new Weaver(Hooks.ALL);
    weaver.weave(instrumentation);
    Gate.install(weaver.points());
    for (HookPoint p : weaver.points()) {
      System.err.println(p.name() + " " + p.state() + " " + weaver.reason(p));
    }
  }
}
