package dev.weir.core;

import dev.weir.bootstrap.AgentThread;
import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.Stacks;
import dev.weir.core.config.Loaded;
import dev.weir.core.config.Mask;
import dev.weir.core.config.Policy;
import dev.weir.core.config.PolicyLoader;
import dev.weir.core.config.PolicyStatus;
import dev.weir.core.config.PolicyWatch;
import dev.weir.core.config.Problem;
import dev.weir.core.console.Notices;
import dev.weir.core.console.ProcessNotices;
import dev.weir.core.hook.Hooks;
import dev.weir.core.limit.InForce;
import dev.weir.core.process.Watchdog;
import dev.weir.core.track.Evidence;
import dev.weir.core.track.Proc;
import dev.weir.core.track.SelfCheck;
import dev.weir.core.track.Sites;
import dev.weir.core.track.SocketCloser;
import dev.weir.core.track.Sweep;
import dev.weir.core.track.Sweeper;
import dev.weir.core.weave.Weaver;
import java.io.File;
import java.lang.instrument.Instrumentation;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The agent's start, in the order that models of such agents have paid for: policy, weave, gate,
 * check, rules, sweeper; and only then, on a thread of its own, meters and endpoint. What stands
 * before {@code main()} is what enforcement needs.
 */
public final class Start {
  private static volatile Running running;

  private Start() {}

  /**
   * Called once by {@code AgentMain}. What it throws is shown by it, and Weir is off.
   *
   * @param arguments what stands behind {@code =} in {@code -javaagent}; may be null
   * @param jar the agent's jar
   * @param attached whether the application was running before
   */
  public static void start(
      String arguments, Instrumentation instrumentation, File jar, boolean attached) {
    if (!new File("/proc/self/fd").isDirectory()) {
      throw new IllegalStateException(
          "Weir watches descriptors on Linux only: this system has no /proc/self/fd.");
    }
    // The shade plugin rewrites this name together with the package that reads it.
    System.setProperty("net.bytebuddy.safe", "true");
    Map<Integer, String> before = attached ? Proc.links() : null;
    open(instrumentation);

    Map<String, String> properties = properties();
    Loaded loaded = PolicyLoader.load(arguments, System.getenv(), properties);
    for (Problem problem : loaded.problems()) {
      System.err.println("weir: " + problem);
    }
    if (!loaded.valid()) {
      System.err.println(
          "weir: the policy is not in force: watching only, with the defaults; mend "
              + (loaded.file() == null ? "it and start again" : "the file, and it is read again"));
    }
    Policy policy = loaded.policy();

    Sites sites = new Sites(policy.leaks().skip());
    Gate.prepare();
    Weaver weaver = new Weaver(Hooks.ALL, Groups.of(policy));
    weaver.weave(instrumentation, attached);
    Stacks.configure(policy.leaks().stackDepth(), policy.leaks().stackBudget());
    InForce rules = new InForce(policy, null, sites::of, Proc.limit());
    if (rules.forcesErrors()) {
      System.err.println("weir: " + Notices.FORCED);
    }
    Gate.rules(rules);
    Gate.install(weaver.points());
    try {
      SelfCheck check = new SelfCheck(jar, before != null);
      check.run();
      sayWhatIsNotWoven(weaver);
      PolicyStatus status = new PolicyStatus(loaded);
      Evidence evidence = new Evidence(policy.leaks().maxAge());
      Sweeper sweeper =
          new Sweeper(
              sites,
              evidence,
              policy.leaks().growingSweeps(),
              policy.leaks().unreadAfter(),
              before == null ? Map.of() : before,
              new Notices(weaver, sites, status::forcesErrors));
      if (check.marker() != null) {
        Sweep.Unseen marker = check.marker();
        sweeper.tell(marker.fd(), marker.target(), marker.what());
      }
      sweeper.temp(rules.temp());
      sweeper.budgets(rules.budgets());
      sweeper.start();
      Mask mask = new Mask(policy.mask().arguments());
      SocketCloser closer = new SocketCloser(evidence);
      closer.rules(rules);
      closer.start();
      Watchdog watchdog = new Watchdog(new ProcessNotices(sites, mask));
      watchdog.policy(policy.processes());
      Running started = new Running(weaver, instrumentation, sweeper, closer, watchdog);
      running = started;
      if (loaded.file() != null) {
        Reload reload =
            new Reload(
                status,
                rules,
                weaver,
                instrumentation,
                sites,
                evidence,
                sweeper,
                closer,
                watchdog,
                mask);
        started.watch(new PolicyWatch(arguments, System.getenv(), properties, loaded, reload));
      }
      Serving serving =
          new Serving(policy, status, mask, weaver, sweeper, watchdog, sites, evidence);
      loadNetworking();
      new AgentThread("weir-endpoint", () -> started.serve(serving)).start();
    } catch (Throwable t) {
      Gate.off(); // counted and refused with nobody sweeping is worse than not at all
      throw t;
    }
  }

  private static void sayWhatIsNotWoven(Weaver weaver) {
    for (HookPoint point : weaver.points()) {
      if (weaver.reason(point) != null) {
        System.err.println(
            "weir: hook "
                + point.name()
                + " is "
                + point.state().label()
                + ": "
                + weaver.reason(point)
                + "; what it would have seen is not counted");
      }
    }
  }

  /** Called by {@code AgentMain} at a detach: stops all of it, and gives every class back. */
  public static void stop() {
    Running now = running;
    running = null;
    if (now != null) {
      now.stop();
    }
  }

  /**
   * What loads a native library of the JDK's while it is initialized, and is needed by the
   * endpoint. On 17, System.load holds one lock for all libraries while the application's library
   * starts up (NativeLibraries.loadLibrary). If that asks for a class that the endpoint's thread
   * initializes just then, each waits for the other for ever; so it is done before {@code main()}.
   */
  private static void loadNetworking() {
    for (String name : new String[] {"java.net.InetAddress", "sun.nio.ch.Net"}) {
      try {
        Class.forName(name, true, null);
      } catch (ClassNotFoundException | LinkageError e) {
        // The endpoint will say what it lacks.
      }
    }
  }

  /** What the bootstrap package and this one read inside java.base. */
  private static void open(Instrumentation instrumentation) {
    Module boot = Gate.class.getModule();
    Module own = Start.class.getModule();
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(boot),
        Map.of(
            "jdk.internal.access", Set.of(boot),
            "jdk.internal.misc", Set.of(boot)),
        Map.of("sun.nio.ch", Set.of(own), "sun.nio.fs", Set.of(own)),
        Set.of(),
        Map.of());
  }

  private static Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("weir.")) {
        properties.put(name, System.getProperty(name));
      }
    }
    return properties;
  }
}
