package dev.weir.core.metrics;

import dev.weir.core.limit.Refusals;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;

/** {@code weir_refusals_total}: the rules are those that the policy has had since the start. */
final class RefusalMeters implements Collector {
  @Override
  public MetricSnapshot collect() {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name("weir_refusals")
            .help("What was refused, or in mode observe: would have been.");
    for (Refusals.Rule rule : Refusals.all()) {
      counter.dataPoint(
          CounterDataPointSnapshot.builder()
              .labels(Labels.of("rule", rule.key(), "mode", rule.mode()))
              .value(rule.count())
              .build());
    }
    return counter.build();
  }
}
