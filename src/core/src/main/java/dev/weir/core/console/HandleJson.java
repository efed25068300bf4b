package dev.weir.core.console;

import com.google.gson.stream.JsonWriter;
import dev.weir.bootstrap.ChildProcess;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.PipeHandle;
import dev.weir.core.track.Evidence;
import dev.weir.core.track.Processes;
import dev.weir.core.track.SiteKey;
import dev.weir.core.track.SiteRow;
import dev.weir.core.track.Sites;
import dev.weir.core.track.Sweep;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** What every handle has in {@code /handles}, of whatever kind. For one answer. */
final class HandleJson {
  private final Sites sites;
  private final Evidence evidence;
  private final Processes processes;
  private final Set<SiteKey> growing = new HashSet<>();

  HandleJson(Sites sites, Evidence evidence, Processes processes, Sweep sweep) {
    this.sites = sites;
    this.evidence = evidence;
    this.processes = processes;
    for (SiteRow row : sweep.rows()) {
      if (row.growing()) {
        growing.add(row.key());
      }
    }
  }

  /** What was opened, and since when. */
  void what(JsonWriter json, Handle handle, String target, long now) throws IOException {
    long age = now - handle.openedNanos();
    json.name("kind").value(handle.kind().label());
    json.name("target").value(target);
    json.name("type").value(handle.point().type());
    json.name("mode").value(mode(handle));
    json.name("opened_at").value(Json.time(age));
    json.name("age_seconds").value(Json.seconds(age));
  }

  /** Who opened it. */
  void opener(JsonWriter json, Handle handle, boolean stack) throws IOException {
    json.name("thread").value(handle.thread());
    json.name("virtual").value(handle.virtual());
    json.name("site");
    if (handle.trace() == null && handle.point().site() == null) {
      json.nullValue();
    } else {
      json.value(sites.of(handle));
    }
    if (stack) {
      Json.stack(json, handle.trace());
    }
    json.name("request").nullValue();
  }

  /** What speaks for a leak. */
  void evidence(JsonWriter json, Handle handle, long now) throws IOException {
    json.name("evidence").beginArray();
    if (handle.state() == Handle.COLLECTED) {
      json.value("collected");
    }
    if (growing.contains(new SiteKey(sites.of(handle), handle.kind(), handle.point().type()))) {
      json.value("growing");
    }
    if (evidence.overdue(handle, now)) {
      json.value("overdue");
    }
    if (handle instanceof ChildProcess && processes.seen((ChildProcess) handle).unread()) {
      json.value("unread");
    }
    if (handle instanceof PipeHandle && processes.orphaned().containsKey((PipeHandle) handle)) {
      json.value("orphaned");
    }
    json.endArray();
  }

  private static String mode(Handle handle) {
    return ((handle.access() & Handle.READ) != 0 ? "r" : "")
        + ((handle.access() & Handle.WRITE) != 0 ? "w" : "");
  }
}
