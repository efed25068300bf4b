package dev.weir.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One measure: values that belong together two by two, "without" and "with", taken one right after
 * the other. What disturbs the machine for longer than that disturbs both, so the ratio of a pair
 * says more than the ratio of two medians.
 */
final class Pairs {
  private final List<double[]> pairs = new ArrayList<>();

  void add(double without, double with) {
    pairs.add(new double[] {without, with});
  }

  double[] without() {
    return pairs.stream().mapToDouble(pair -> pair[0]).sorted().toArray();
  }

  double[] with() {
    return pairs.stream().mapToDouble(pair -> pair[1]).sorted().toArray();
  }

  /** Of each pair, in ascending order. */
  double[] ratios() {
    return pairs.stream().mapToDouble(pair -> pair[1] / pair[0]).sorted().toArray();
  }

  /** Of each pair, in ascending order. */
  double[] differences() {
    return pairs.stream().mapToDouble(pair -> pair[1] - pair[0]).sorted().toArray();
  }

  double ratioOfBests() {
    return with()[0] / without()[0];
  }

  /** Of values in ascending order; the mean of the middle two where there is no middle one. */
  static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Median (best), median (best), ratio (min to max), ratio of bests, difference. */
  String row() {
    double[] ratios = ratios();
    return String.format(
        Locale.ROOT,
        "%,.0f (%,.0f) | %,.0f (%,.0f) | **%.2f** (%.2f to %.2f) | %.2f | %+,.0f",
        median(without()),
        without()[0],
        median(with()),
        with()[0],
        median(ratios),
        ratios[0],
        ratios[ratios.length - 1],
        ratioOfBests(),
        median(differences()));
  }
}
