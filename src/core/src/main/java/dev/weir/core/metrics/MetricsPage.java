package dev.weir.core.metrics;

import dev.weir.core.endpoint.Page;
import dev.weir.core.endpoint.Request;
import dev.weir.core.endpoint.Response;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;

/** {@code /metrics}: OpenMetrics for who asks for it, else the Prometheus text format. */
public final class MetricsPage implements Page {
  private final Meters meters;
  private final OpenMetricsTextFormatWriter openMetrics =
      OpenMetricsTextFormatWriter.builder().build();
  private final PrometheusTextFormatWriter text = PrometheusTextFormatWriter.builder().build();

  public MetricsPage(Meters meters) {
    this.meters = meters;
  }

  @Override
  public void write(Request request, Response response) throws IOException {
    MetricSnapshots snapshots = meters.prometheus().scrape();
    String accept = request.headers().getOrDefault("Accept", "");
    if (openMetrics.accepts(accept)) {
      response.type(openMetrics.getContentType());
      openMetrics.write(response.body(), snapshots);
    } else {
      response.type(text.getContentType());
      text.write(response.body(), snapshots);
    }
  }
}
