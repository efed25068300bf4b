package dev.weir.core.metrics;

import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.Mapping;
import dev.weir.bootstrap.Stacks;
import dev.weir.bootstrap.Tally;
import dev.weir.bootstrap.TempFiles;
import dev.weir.core.config.PolicyStatus;
import dev.weir.core.limit.ConnectionTally;
import dev.weir.core.process.Reason;
import dev.weir.core.process.Watchdog;
import dev.weir.core.track.Processes;
import dev.weir.core.track.Sweeper;
import dev.weir.core.weave.Weaver;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every meter of Weir. All read what is counted elsewhere: a scrape costs no application thread
 * anything. Names and labels: see docs/metrics.md.
 */
public final class Meters implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger("weir");

  private final PrometheusRegistry prometheus = new PrometheusRegistry();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, prometheus, Clock.SYSTEM);

  private final List<AutoCloseable> closeable = new ArrayList<>();

  /**
   * @param sites how many sites get a label of their own
   * @param policy what has become of the policy file
   */
  public Meters(
      Sweeper sweeper,
      Watchdog watchdog,
      Weaver weaver,
      int sites,
      PolicyStatus policy,
      String version) {
    for (Kind kind : Kind.values()) {
      handles(sweeper, kind);
    }
    gauge(
        "weir.fds.open",
        "Descriptors that this process has open.",
        sweeper,
        s -> s.latest().fds().open());
    gauge(
        "weir.fds.limit",
        "The soft limit on descriptors; +Inf if there is none.",
        sweeper,
        s -> s.latest().fds().limit() < 0 ? Double.POSITIVE_INFINITY : s.latest().fds().limit());
    gauge(
        "weir.fds.untracked",
        "Descriptors that no hook saw; /handles names them.",
        sweeper,
        s -> s.latest().fds().untracked().size());
    gauge(
        "weir.sites.growing",
        "Sites whose number open only grows.",
        sweeper,
        s -> s.latest().growing());
    counter(
        "weir.temp.files.forgotten",
        "Temp files that are no longer looked at, for there are newer ones.",
        t -> TempFiles.dropped());
    processes(sweeper);
    killed(watchdog);
    gauge(
        "weir.temp.files",
        "Temp files and directories that the application made and that are still there.",
        sweeper,
        Sweeper::tempFiles);
    gauge(
        "weir.temp.files.overdue",
        "Those of them that are older than files.temp.max-age, and not open.",
        sweeper,
        Sweeper::tempFilesOverdue);
    FunctionCounter.builder("weir.temp.files.deleted", sweeper, Sweeper::tempFilesRemoved)
        .description("Temp files that Weir has deleted, as the policy says.")
        .register(registry);
    Gauge.builder("weir.mapped.bytes", Ledger.class, l -> mappedBytes())
        .description("Address space of mapped files.")
        .register(registry);
    for (HookPoint.State state : HookPoint.State.values()) {
      Gauge.builder("weir.agent.hooks", weaver, w -> hooks(w, state))
          .description("Hook points by state; missing and failed are not watched.")
          .tag("state", state.label())
          .register(registry);
    }
    counter(
        "weir.agent.errors",
        "Errors of the agent's own; the application did not notice.",
        t -> Tally.errors());
    counter(
        "weir.agent.overhead.seconds",
        "Time of application threads spent on walking stacks.",
        t -> Stacks.spentNanos() / 1e9);
    counter(
        "weir.exhaustions",
        "Opens that failed because no descriptor was left.",
        t -> Gate.exhaustions());
    gauge(
        "weir.config.valid",
        "1 if the policy in force is what its file says; 0 keeps the one before.",
        policy,
        p -> p.valid() ? 1 : 0);
    gauge(
        "weir.inject.enabled",
        "1 while the policy forces errors on the application.",
        policy,
        p -> p.forcesErrors() ? 1 : 0);
    for (boolean taken : new boolean[] {true, false}) {
      FunctionCounter.builder("weir.config.reloads", policy, p -> taken ? p.taken() : p.rejected())
          .description("Changes of the policy file since the start.")
          .tag("outcome", taken ? "taken" : "rejected")
          .register(registry);
    }
    connections();
    Info.builder()
        .name("weir_agent_build_info")
        .help("The agent's version.")
        .labelNames("version")
        .register(prometheus)
        .addLabelValues(version);
    prometheus.register(new Lifetimes());
    prometheus.register(new RefusalMeters());
    prometheus.register(new SiteMeters(sweeper, sites));
    prometheus.register(new ListenerMeters());
    jvm();
  }

  /** Takes back what listens to the JVM's collectors. */
  @Override
  public void close() {
    for (AutoCloseable one : closeable) {
      try {
        one.close();
      } catch (Exception e) {
        LOG.warn("meters of the JVM's own: {}", e.toString());
      }
    }
    registry.close();
  }

  PrometheusRegistry prometheus() {
    return prometheus;
  }

  private void handles(Sweeper sweeper, Kind kind) {
    Tags tags = Tags.of("kind", kind.label());
    int ordinal = kind.ordinal();
    Gauge.builder("weir.handles.open", kind, k -> Tally.open(ordinal))
        .description("Handles open: one for each owner, however many descriptors it has.")
        .tags(tags)
        .register(registry);
    FunctionCounter.builder("weir.handles.opened", kind, k -> Tally.opened(ordinal))
        .description("Handles opened.")
        .tags(tags)
        .register(registry);
    FunctionCounter.builder("weir.handles.leaked", sweeper, s -> s.leaks().count(kind))
        .description("Handles whose owner was garbage-collected and never closed.")
        .tags(tags)
        .register(registry);
    Gauge.builder("weir.handles.overdue", sweeper, s -> s.latest().overdue()[ordinal])
        .description("Handles open longer than leaks.max-age allows.")
        .tags(tags)
        .register(registry);
  }

  private void processes(Sweeper sweeper) {
    Processes processes = sweeper.processes();
    gauge(
        "weir.processes.running",
        "Child processes that run.",
        processes,
        p -> Tally.open(Kind.PROCESS.ordinal()));
    gauge(
        "weir.processes.unread",
        "Child processes whose output waits and is not read.",
        processes,
        Processes::unread);
    gauge(
        "weir.processes.memory.bytes",
        "Resident memory of child processes and their descendants; what they share counts for each.",
        processes,
        Processes::bytes);
    gauge(
        "weir.pipes.orphaned",
        "Pipes of ended children that a process which they left behind holds open.",
        processes,
        p -> p.orphaned().size());
    for (Processes.Outcome outcome : Processes.Outcome.values()) {
      FunctionCounter.builder("weir.processes.ended", processes, p -> p.ended(outcome))
          .description("Child processes that have ended, by how.")
          .tag("outcome", outcome.label())
          .register(registry);
    }
  }

  private void killed(Watchdog watchdog) {
    for (Reason reason : Reason.values()) {
      FunctionCounter.builder("weir.processes.killed", watchdog, w -> w.killed(reason))
          .description("Child processes that were ended with all they had started; and orphans.")
          .tag("reason", reason.label())
          .register(registry);
      FunctionCounter.builder("weir.processes.unkilled", watchdog, w -> w.left(reason))
          .description("Processes that were there still, 10 s after KILL.")
          .tag("reason", reason.label())
          .register(registry);
    }
  }

  private void connections() {
    for (ConnectionTally.Refused reason : ConnectionTally.Refused.values()) {
      FunctionCounter.builder("weir.connections.refused", reason, ConnectionTally.Refused::count)
          .description("Accepted connections that were one too many and were closed at once.")
          .tag("reason", reason.label())
          .register(registry);
    }
    for (ConnectionTally.Closed reason : ConnectionTally.Closed.values()) {
      FunctionCounter.builder("weir.connections.closed", reason, ConnectionTally.Closed::count)
          .description("Sockets that were open and that Weir has closed.")
          .tag("reason", reason.label())
          .register(registry);
    }
  }

  private <T> void gauge(String name, String help, T on, ToDoubleFunction<T> value) {
    Gauge.builder(name, on, value).description(help).register(registry);
  }

  private void counter(String name, String help, ToDoubleFunction<Class<Tally>> value) {
    FunctionCounter.builder(name, Tally.class, value).description(help).register(registry);
  }

  private static double mappedBytes() {
    long bytes = 0;
    for (Mapping mapping : Ledger.mappings()) {
      bytes += mapping.own() ? 0 : mapping.bytes();
    }
    return bytes;
  }

  private static int hooks(Weaver weaver, HookPoint.State state) {
    int count = 0;
    for (HookPoint point : weaver.points()) {
      count += point.state() == state ? 1 : 0;
    }
    return count;
  }

  /** The JVM's and the process' own, as Micrometer has them; an image may lack java.management. */
  @SuppressWarnings("resource") // close() closes them.
  private void jvm() {
    try {
      for (MeterBinder binder :
          List.of(
              new JvmInfoMetrics(),
              new JvmMemoryMetrics(),
              new JvmGcMetrics(),
              new JvmThreadMetrics(),
              new ClassLoaderMetrics(),
              new ProcessorMetrics(),
              new UptimeMetrics(),
              new FileDescriptorMetrics())) {
        binder.bindTo(registry);
        if (binder instanceof AutoCloseable) {
          closeable.add((AutoCloseable) binder);
        }
      }
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("No meters of the JVM's own: {}", e.toString());
    }
  }
}
