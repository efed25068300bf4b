package dev.weir.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.TestHandles;
import dev.weir.core.track.Sweeper;
import dev.weir.core.track.TestSites;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteMetersTest {
  private static final HookPoint POINT = new HookPoint(0, "p", "P", Kind.FILE, null, null);
  private static final HookPoint DIRECTORY = new HookPoint(1, "q", "Q", Kind.DIRECTORY, null, null);
  private static final String A = "com.acme.A.open(A.java:1)";
  private static final String B = "com.acme.B.open(B.java:1)";
  private static final String C = "com.acme.C.open(C.java:1)";

  @TempDir Path directory;
  private final Map<Handle, FileInputStream> open = new IdentityHashMap<>();
  private final Sweeper sweeper = TestSites.sweeper();

  /** What other tests have left open would take the few labels. */
  @BeforeEach
  void nothingElseIsOpen() {
    Gate.install(new HookPoint[] {POINT, DIRECTORY});
    for (int fd = Ledger.nextSlot(0); fd < Ledger.capacity(); fd = Ledger.nextSlot(fd + 1)) {
      if (Ledger.get(fd) != null) {
        Gate.closedUnseen(Ledger.get(fd));
      }
    }
    while (Ledger.pollCollected() != null || Ledger.pollHandedOver() != null) {}
  }

  @AfterEach
  void close() throws IOException {
    for (Handle handle : Map.copyOf(new IdentityHashMap<>(open)).keySet()) {
      close(handle);
    }
  }

  private Handle open(String type, HookPoint point) throws IOException {
    Path file = Files.createTempFile(directory, "site", null);
    FileInputStream in = new FileInputStream(file.toFile());
    Handle handle =
        TestHandles.open(
            in,
            point,
            file.toString(),
            System.nanoTime(),
            TestHandles.trace("com.acme." + type, "open", 1));
    open.put(handle, in);
    return handle;
  }

  private void close(Handle handle) throws IOException {
    FileInputStream in = open.remove(handle);
    Gate.closed(0, in.getFD(), handle.fd());
    in.close();
  }

  /** The owner is dropped; its descriptor was closed. */
  private void leak(String type) throws IOException {
    Handle handle = open(type, POINT);
    handle.enqueue();
    open.remove(handle).close();
    sweeper.sweep();
  }

  private static Map<String, Double> values(SiteMeters meters, String name) {
    Map<String, Double> values = new TreeMap<>();
    for (MetricSnapshot metric : meters.collect()) {
      if (metric.getMetadata().getName().equals(name)) {
        for (DataPointSnapshot point : metric.getDataPoints()) {
          values.put(
              point.getLabels().get("site") + " " + point.getLabels().get("kind"),
              point instanceof GaugeDataPointSnapshot gauge
                  ? gauge.getValue()
                  : ((CounterDataPointSnapshot) point).getValue());
        }
      }
    }
    return values;
  }

  private Map<String, Double> open(SiteMeters meters) {
    sweeper.sweep();
    return values(meters, "weir_site_handles_open");
  }

  private Map<String, Double> leaks(SiteMeters meters) {
    sweeper.sweep();
    return values(meters, "weir_site_leaks");
  }

  @Test
  void theLargestSitesHaveLabelsAndTheRestIsOther() throws Exception {
    SiteMeters meters = new SiteMeters(sweeper, 2);
    for (int i = 0; i < 3; i++) {
      open("A", POINT);
    }
    open("B", POINT);
    open("B", POINT);
    open("C", POINT);
    assertThat(open(meters))
        .isEqualTo(Map.of(A + " file", 3.0, B + " file", 2.0, "other file", 1.0));

    open("D", POINT);
    open("B", DIRECTORY);
    assertThat(open(meters))
        .isEqualTo(
            Map.of(A + " file", 3.0, B + " file", 2.0, B + " directory", 1.0, "other file", 2.0));
  }

  @Test
  void aSiteOnceExportedStays() throws Exception {
    SiteMeters meters = new SiteMeters(sweeper, 1);
    Handle first = open("A", POINT);
    open(meters);
    close(first);
    open("B", POINT);
    open("B", POINT);

    assertThat(open(meters)).isEqualTo(Map.of(A + " file", 0.0, "other file", 2.0));
  }

  @Test
  void leaksAreCountedUnderTheSameLabels() throws Exception {
    SiteMeters meters = new SiteMeters(sweeper, 2);
    leak("A");
    leak("B");
    leak("A");
    leak("C");
    assertThat(leaks(meters))
        .isEqualTo(Map.of(A + " file", 2.0, B + " file", 1.0, "other file", 1.0));
    leak("C");
    leak("D");
    assertThat(leaks(meters))
        .isEqualTo(Map.of(A + " file", 2.0, B + " file", 1.0, "other file", 3.0));
  }

  @Test
  void leaksComeBeforeWhatIsOpen() throws Exception {
    SiteMeters meters = new SiteMeters(sweeper, 1);
    for (int i = 0; i < 5; i++) {
      open("A", POINT);
    }
    leak("C");
    assertThat(leaks(meters)).isEqualTo(Map.of(C + " file", 1.0));
    assertThat(open(meters)).isEqualTo(Map.of("other file", 5.0));
  }

  @Test
  void howeverManySitesThereAreLabelsAreBounded() throws Exception {
    int max = 10;
    SiteMeters meters = new SiteMeters(sweeper, max);
    for (int i = 0; i < 100; i++) {
      Handle handle = open("Site" + i, i % 2 == 0 ? POINT : DIRECTORY);
      open(meters);
      close(handle);
      leak("Leak" + i);
    }
    // Each site and "other", times the kinds that it was seen with.
    assertThat(open(meters).keySet().stream().map(key -> key.split(" ")[0]).distinct().count())
        .isEqualTo(max / 2 + 1);
    assertThat(leaks(meters)).hasSizeLessThanOrEqualTo(max + 1);
    assertThat(leaks(meters).values().stream().mapToDouble(Double::doubleValue).sum())
        .isEqualTo(100);
  }
}
