package dev.weir.core.metrics;

import dev.weir.core.track.Leaks;
import dev.weir.core.track.SiteKey;
import dev.weir.core.track.SiteRow;
import dev.weir.core.track.Sweep;
import dev.weir.core.track.Sweeper;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code weir_site_handles_open} and {@code weir_site_leaks_total}. The set of label values is
 * bounded: a site once exported stays, at most {@code metrics.sites} of them are, and the rest is
 * {@code other}.
 */
final class SiteMeters implements MultiCollector {
  private static final String OPEN = "weir_site_handles_open";
  private static final String LEAKS = "weir_site_leaks";
  private static final String OTHER = "other";

  private final Sweeper sweeper;
  private final int max;
  private final Set<String> exported = new LinkedHashSet<>();

  /** Site, then kind: exported once, a pair is exported again with 0. */
  private final Set<List<String>> pairs = new LinkedHashSet<>();

  SiteMeters(Sweeper sweeper, int max) {
    this.sweeper = sweeper;
    this.max = max;
  }

  @Override
  public synchronized MetricSnapshots collect() {
    Sweep sweep = sweeper.latest();
    List<Leaks.Group> leaks = sweeper.leaks().groups();
    for (Leaks.Group group : leaks) {
      label(group.site());
    }
    Map<List<String>, Double> open =
        new TreeMap<>(java.util.Comparator.comparing(Object::toString));
    for (List<String> pair : pairs) {
      open.put(pair, 0.0);
    }
    for (SiteRow row : sweep.rows()) {
      SiteKey key = row.key();
      open.merge(List.of(label(key.site()), key.kind().label()), (double) row.open(), Double::sum);
    }
    pairs.addAll(open.keySet());
    Map<List<String>, Double> leaked =
        new TreeMap<>(java.util.Comparator.comparing(Object::toString));
    for (Leaks.Group group : leaks) {
      leaked.merge(
          List.of(label(group.site()), group.kind().label()), (double) group.count(), Double::sum);
    }

    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder().name(OPEN).help("Handles open from one line of the application.");
    open.forEach(
        (pair, value) ->
            gauge.dataPoint(
                GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("site", pair.get(0), "kind", pair.get(1)))
                    .value(value)
                    .build()));
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name(LEAKS)
            .help("Handles leaked by one line of the application.");
    leaked.forEach(
        (pair, value) ->
            counter.dataPoint(
                CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(
                        Labels.of(
                            "site", pair.get(0), "kind", pair.get(1), "evidence", "collected"))
                    .value(value)
                    .build()));
    return MetricSnapshots.of(gauge.build(), counter.build());
  }

  private String label(String site) {
    if (exported.contains(site)) {
      return site;
    }
    if (exported.size() < max) {
      exported.add(site);
      return site;
    }
    return OTHER;
  }
}
