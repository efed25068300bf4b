package dev.weir.core;

import dev.weir.bootstrap.AgentThread;
import dev.weir.bootstrap.HookPoint;
import dev.weir.core.config.Mask;
import dev.weir.core.config.Policy;
import dev.weir.core.config.PolicyStatus;
import dev.weir.core.console.HandlesPage;
import dev.weir.core.console.HealthPage;
import dev.weir.core.console.IndexPage;
import dev.weir.core.console.LeaksPage;
import dev.weir.core.console.ReportPage;
import dev.weir.core.endpoint.Endpoint;
import dev.weir.core.endpoint.Page;
import dev.weir.core.endpoint.Settings;
import dev.weir.core.endpoint.TlsKeys;
import dev.weir.core.metrics.Meters;
import dev.weir.core.metrics.MetricsPage;
import dev.weir.core.process.Watchdog;
import dev.weir.core.track.Evidence;
import dev.weir.core.track.Sites;
import dev.weir.core.track.Sweeper;
import dev.weir.core.weave.Weaver;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings up the meters and the endpoint. Without them the rest goes on. */
record Serving(
    Policy policy,
    PolicyStatus status,
    Mask mask,
    Weaver weaver,
    Sweeper sweeper,
    Watchdog watchdog,
    Sites sites,
    Evidence evidence) {
  private static final Logger LOG = LoggerFactory.getLogger("weir");

  /** What is to be closed at a detach. */
  Closeable start() {
    int woven = weaver.expected();
    for (HookPoint point : weaver.points()) {
      woven -= weaver.reason(point) == null ? 0 : 1;
    }
    String what =
        "Weir "
            + Version.TEXT
            + " watches "
            + woven
            + " of "
            + weaver.expected()
            + " hooks, mode "
            + policy.mode().name().toLowerCase(Locale.ROOT);
    Policy.Metrics metrics = policy.metrics();
    if (!metrics.enabled()) {
      LOG.info("{}; no endpoint (metrics.port: off)", what);
      return () -> {};
    }
    Meters meters = new Meters(sweeper, watchdog, weaver, metrics.sites(), status, Version.TEXT);
    try {
      Map<String, Page> pages = new LinkedHashMap<>();
      pages.put("/", new IndexPage(Version.TEXT));
      pages.put("/metrics", new MetricsPage(meters));
      pages.put("/handles", new HandlesPage(sweeper, watchdog, sites, evidence, mask));
      pages.put("/leaks", new LeaksPage(sweeper));
      pages.put("/report", new ReportPage(sweeper));
      pages.put("/healthz", new HealthPage(weaver, status));
      Endpoint endpoint =
          Endpoint.start(settings(metrics), pages, work -> new AgentThread("weir-endpoint", work));
      LOG.info("{}; {}", what, endpoint.uri());
      if (metrics.portFile() != null) {
        writePort(new File(metrics.portFile()), endpoint.port());
      }
      return () -> {
        endpoint.close();
        meters.close();
      };
    } catch (IOException e) {
      LOG.warn(
          "{}; no endpoint: {}. Set metrics.port to another one, to 0 for any, or to off",
          what,
          e.getMessage());
      return meters;
    }
  }

  private Settings settings(Policy.Metrics metrics) throws IOException {
    return new Settings(
        metrics.host(),
        metrics.port(),
        metrics.basicAuth() == null
            ? null
            : new Settings.Credentials(
                metrics.basicAuth().user(), secret(metrics.basicAuth().passwordFile())),
        metrics.tls() == null
            ? null
            : TlsKeys.load(
                Path.of(metrics.tls().keystore()), Path.of(metrics.tls().passwordFile())),
        16,
        Duration.ofSeconds(5));
  }

  /** Under another name first: who waits for the file finds it whole. */
  private static void writePort(File file, int port) {
    File part = new File(file.getPath() + ".part");
    try {
      try (Writer out = new FileWriter(part)) {
        out.write(port + "\n");
      }
      if (!part.renameTo(file)) {
        throw new IOException(file + " cannot be replaced");
      }
    } catch (IOException e) {
      LOG.warn("metrics.port-file is not written: {}", e.getMessage());
    }
  }

  private static String secret(String file) throws IOException {
    try (BufferedReader in = new BufferedReader(new FileReader(file))) {
      String line = in.readLine();
      if (line == null || line.isEmpty()) {
        throw new IOException(file + " has no password in its first line");
      }
      return line;
    }
  }
}
