package dev.weir.core.metrics;

import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Tally;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;

/**
 * {@code weir_handle_lifetime_seconds}: how long handles were open. Micrometer's timers count on
 * their own; these are counted in the bootstrap module, so Prometheus' model is filled directly.
 */
final class Lifetimes implements Collector {
  private static final String NAME = "weir_handle_lifetime_seconds";

  @Override
  public MetricSnapshot collect() {
    HistogramSnapshot.Builder histogram =
        HistogramSnapshot.builder().name(NAME).help("How long handles were open, once ended.");
    long[] bounds = Tally.bounds();
    for (Kind kind : Kind.values()) {
      double[] upper = new double[bounds.length + 1];
      long[] counts = new long[bounds.length + 1];
      for (int i = 0; i <= bounds.length; i++) {
        upper[i] = i == bounds.length ? Double.POSITIVE_INFINITY : bounds[i] / 1e9;
        counts[i] = Tally.ended(kind.ordinal(), i);
      }
      histogram.dataPoint(
          HistogramDataPointSnapshot.builder()
              .classicHistogramBuckets(ClassicHistogramBuckets.of(upper, counts))
              .sum(Tally.lifetimeNanos(kind.ordinal()) / 1e9)
              .labels(Labels.of("kind", kind.label()))
              .build());
    }
    return histogram.build();
  }
}
