package dev.weir.core.console;

import com.google.gson.stream.JsonWriter;
import dev.weir.bootstrap.Trace;
import dev.weir.core.endpoint.Page;
import dev.weir.core.endpoint.Request;
import dev.weir.core.endpoint.Response;
import dev.weir.core.track.Leaks;
import dev.weir.core.track.SiteRow;
import dev.weir.core.track.Sweep;
import dev.weir.core.track.Sweeper;
import java.io.IOException;
import java.util.Set;

/** {@code /leaks}: what is evidently not closed, grouped by site; the strongest evidence first. */
public final class LeaksPage implements Page {
  private final Sweeper sweeper;

  public LeaksPage(Sweeper sweeper) {
    this.sweeper = sweeper;
  }

  @Override
  public void write(Request request, Response response) throws IOException {
    Sweep sweep = sweeper.sweep();
    long now = System.nanoTime();
    try (JsonWriter json = Json.to(response)) {
      json.beginObject();
      json.name("pid").value(ProcessHandle.current().pid());
      json.name("leaks").beginArray();
      for (Leaks.Group group : sweeper.leaks().groups()) {
        leak(
            json,
            group.site(),
            group.kind().label(),
            group.type(),
            "collected",
            group.count(),
            now - group.oldestNanos(),
            group.targets(),
            group.trace());
      }
      for (SiteRow row : sweep.rows()) {
        if (row.growing()) {
          leak(json, row, "growing", row.open(), now);
        }
        if (row.overdue() > 0) {
          leak(json, row, "overdue", row.overdue(), now);
        }
        if (row.unread() > 0) {
          leak(json, row, "unread", row.unread(), now);
        }
        if (row.orphaned() > 0) {
          leak(json, row, "orphaned", row.orphaned(), now);
        }
      }
      json.endArray();
      json.endObject();
    }
  }

  private static void leak(JsonWriter json, SiteRow row, String evidence, long count, long now)
      throws IOException {
    leak(
        json,
        row.key().site(),
        row.key().kind().label(),
        row.key().type(),
        evidence,
        count,
        now - row.oldestNanos(),
        row.targets(),
        row.trace());
  }

  private static void leak(
      JsonWriter json,
      String site,
      String kind,
      String type,
      String evidence,
      long count,
      long oldest,
      Set<String> targets,
      Trace trace)
      throws IOException {
    json.beginObject();
    json.name("site").value(site);
    json.name("kind").value(kind);
    json.name("type").value(type);
    json.name("evidence").value(evidence);
    json.name("count").value(count);
    json.name("oldest_seconds").value(Json.seconds(oldest));
    json.name("targets").beginArray();
    for (String target : targets) {
      json.value(target);
    }
    json.endArray();
    Json.stack(json, trace);
    json.name("request").nullValue();
    json.endObject();
  }
}
