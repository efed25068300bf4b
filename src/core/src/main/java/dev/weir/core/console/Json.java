package dev.weir.core.console;

import com.google.gson.stream.JsonWriter;
import dev.weir.bootstrap.Trace;
import dev.weir.core.endpoint.Response;
import dev.weir.core.track.Sites;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Streams JSON: a page is never in memory as a whole, and never under a lock. */
final class Json {
  private Json() {}

  static JsonWriter to(Response response) throws IOException {
    response.type("application/json; charset=utf-8");
    JsonWriter json =
        new JsonWriter(
            new BufferedWriter(new OutputStreamWriter(response.body(), StandardCharsets.UTF_8)));
    json.setHtmlSafe(true);
    return json;
  }

  static void stack(JsonWriter json, Trace trace) throws IOException {
    json.name("stack").beginArray();
    if (trace != null) {
      for (int i = 0; i < trace.depth(); i++) {
        json.value(Sites.text(trace.frame(i)));
      }
    }
    json.endArray();
  }

  /** Seconds to the millisecond. */
  static double seconds(long nanos) {
    return Math.max(0, nanos / 1_000_000) / 1000.0;
  }

  /** The wall-clock time of so many nanoseconds ago, to the millisecond. */
  static String time(long ageNanos) {
    return Instant.now().minusNanos(ageNanos).truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
