package dev.weir.core.metrics;

import dev.weir.bootstrap.Listener;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/**
 * {@code weir_connections_open} and {@code weir_connections_accepted_total}, by the address that
 * listens. {@link Listener} bounds how many addresses there are.
 */
final class ListenerMeters implements MultiCollector {
  @Override
  public MetricSnapshots collect() {
    GaugeSnapshot.Builder open =
        GaugeSnapshot.builder()
            .name("weir_connections_open")
            .help("Connections open that a listener has accepted.");
    CounterSnapshot.Builder accepted =
        CounterSnapshot.builder()
            .name("weir_connections_accepted")
            .help("Connections that a listener has accepted.");
    for (Listener listener : Listener.all()) {
      Labels labels = Labels.of("listener", listener.address());
      open.dataPoint(
          GaugeDataPointSnapshot.builder().labels(labels).value(listener.open()).build());
      accepted.dataPoint(
          CounterDataPointSnapshot.builder().labels(labels).value(listener.total()).build());
    }
    return MetricSnapshots.of(open.build(), accepted.build());
  }
}
