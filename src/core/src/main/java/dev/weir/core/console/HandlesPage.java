package dev.weir.core.console;

import com.google.gson.stream.JsonWriter;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.Mapping;
import dev.weir.core.endpoint.Page;
import dev.weir.core.endpoint.Request;
import dev.weir.core.endpoint.Response;
import dev.weir.core.track.Evidence;
import dev.weir.core.track.Proc;
import dev.weir.core.track.SiteKey;
import dev.weir.core.track.SiteRow;
import dev.weir.core.track.Sites;
import dev.weir.core.track.Sweep;
import dev.weir.core.track.Sweeper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * {@code /handles}: every open handle, a record for each descriptor. {@code ?kind=}, {@code
 * ?min-age=30s}, {@code ?site=} (text that the site contains), {@code ?group=site}, {@code
 * ?stacks=false}.
 */
public final class HandlesPage implements Page {
  private final Sweeper sweeper;
  private final Sites sites;
  private final Evidence evidence;
  private final boolean attached;
  private final Set<Integer> before;

  /** {@code before}: descriptors that were open when Weir was attached; null with -javaagent. */
  public HandlesPage(Sweeper sweeper, Sites sites, Evidence evidence, Set<Integer> before) {
    this.sweeper = sweeper;
    this.sites = sites;
    this.evidence = evidence;
    this.attached = before != null;
    this.before = attached ? before : Set.of();
  }

  @Override
  public void write(Request request, Response response) throws IOException {
    Filter filter;
    try {
      filter = new Filter(request.parameters());
    } catch (IllegalArgumentException e) {
      response.status(400);
      response.type("text/plain; charset=utf-8");
      response.body().write((e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
      return;
    }
    Sweep sweep = sweeper.sweep();
    long now = System.nanoTime();
    try (JsonWriter json = Json.to(response)) {
      json.beginObject();
      json.name("pid").value(ProcessHandle.current().pid());
      json.name("fds").beginObject();
      json.name("open").value(sweep.fdsOpen());
      json.name("limit");
      if (sweep.fdsLimit() < 0) {
        json.nullValue();
      } else {
        json.value(sweep.fdsLimit());
      }
      json.name("tracked").value(sweep.fdsTracked());
      json.name("untracked").value(sweep.untracked().size());
      json.endObject();
      if (filter.grouped) {
        sites(json, sweep, filter, now);
      } else {
        open(json, sweep, filter, now);
      }
      json.name("untracked").beginArray();
      for (Sweep.Untracked one : sweep.untracked()) {
        if (!isFileFromBefore(one)) {
          json.beginObject();
          json.name("fd").value(one.fd());
          json.name("target").value(one.target());
          json.endObject();
        }
      }
      json.endArray();
      json.name("processes").beginArray().endArray();
      json.name("containers").beginArray().endArray();
      mappings(json, filter, now);
      json.name("temp_files").beginArray().endArray();
      json.endObject();
    }
  }

  private void open(JsonWriter json, Sweep sweep, Filter filter, long now) throws IOException {
    Set<SiteKey> growing = new HashSet<>();
    for (SiteRow row : sweep.rows()) {
      if (row.growing()) {
        growing.add(row.key());
      }
    }
    json.name("open").beginArray();
    for (int fd = Ledger.nextSlot(0); fd < Ledger.capacity(); fd = Ledger.nextSlot(fd + 1)) {
      Handle handle = Ledger.get(fd);
      if (handle == null || handle.own()) {
        continue;
      }
      String site = sites.of(handle.trace());
      if (!filter.admits(handle.kind().label(), site, now - handle.openedNanos())) {
        continue;
      }
      json.beginObject();
      json.name("fd").value(fd);
      json.name("handle").value(handle.id());
      common(json, handle, absolute(handle, fd), site, now, filter.stacks);
      json.name("state").value("open");
      json.name("request").nullValue();
      json.name("evidence").beginArray();
      if (handle.state() == Handle.COLLECTED) {
        json.value("collected");
      }
      if (growing.contains(new SiteKey(site, handle.kind(), handle.point().type()))) {
        json.value("growing");
      }
      if (evidence.overdue(handle, now)) {
        json.value("overdue");
      }
      json.endArray();
      json.endObject();
    }
    for (Sweep.Untracked one : sweep.untracked()) {
      if (isFileFromBefore(one) && filter.admits("file", "before attach", Long.MAX_VALUE)) {
        json.beginObject();
        json.name("fd").value(one.fd());
        json.name("kind").value("file");
        json.name("target").value(one.target());
        json.name("opened_at").nullValue();
        json.name("site").value("before attach");
        json.name("stack").beginArray().endArray();
        json.name("evidence").beginArray().endArray();
        json.endObject();
      }
    }
    json.endArray();
  }

  /** What both descriptors and mappings have. */
  private void common(
      JsonWriter json, Handle handle, String target, String site, long now, boolean stacks)
      throws IOException {
    long age = now - handle.openedNanos();
    json.name("kind").value(handle.kind().label());
    json.name("target").value(target);
    json.name("type").value(handle.point().type());
    json.name("mode").value(mode(handle));
    json.name("opened_at").value(Json.time(age));
    json.name("age_seconds").value(Json.seconds(age));
    json.name("thread").value(handle.thread());
    json.name("virtual").value(handle.virtual());
    json.name("site");
    if (handle.trace() == null) {
      json.nullValue();
    } else {
      json.value(site);
    }
    if (stacks) {
      Json.stack(json, handle.trace());
    }
  }

  private void sites(JsonWriter json, Sweep sweep, Filter filter, long now) throws IOException {
    json.name("sites").beginArray();
    for (SiteRow row : sweep.rows()) {
      SiteKey key = row.key();
      long age = now - row.oldestNanos();
      if (!filter.admits(key.kind().label(), key.site(), age)) {
        continue;
      }
      json.beginObject();
      json.name("site").value(key.site());
      json.name("kind").value(key.kind().label());
      json.name("type").value(key.type());
      json.name("open").value(row.open());
      json.name("oldest_seconds").value(Json.seconds(age));
      json.name("evidence").beginArray();
      if (row.collected() > 0) {
        json.value("collected");
      }
      if (row.growing()) {
        json.value("growing");
      }
      if (row.overdue() > 0) {
        json.value("overdue");
      }
      json.endArray();
      json.name("targets").beginArray();
      for (String target : row.targets()) {
        json.value(target);
      }
      json.endArray();
      if (filter.stacks) {
        Json.stack(json, row.trace());
      }
      json.endObject();
    }
    json.endArray();
  }

  private void mappings(JsonWriter json, Filter filter, long now) throws IOException {
    json.name("mappings").beginArray();
    for (Mapping mapping : Ledger.mappings()) {
      String site = sites.of(mapping.trace());
      if (mapping.own() || !filter.admits("mapping", site, now - mapping.openedNanos())) {
        continue;
      }
      json.beginObject();
      common(json, mapping, mapping.target(), site, now, filter.stacks);
      json.name("bytes").value(mapping.bytes());
      json.endObject();
    }
    json.endArray();
  }

  /** A relative path is relative to the working directory, or to a SecureDirectoryStream: ask. */
  private static String absolute(Handle handle, int fd) {
    String target = handle.target();
    if (target.startsWith("/")) {
      return target;
    }
    String link = Proc.link(fd);
    return link == null || Ledger.get(fd) != handle ? target : link;
  }

  private static String mode(Handle handle) {
    return ((handle.access() & Handle.READ) != 0 ? "r" : "")
        + ((handle.access() & Handle.WRITE) != 0 ? "w" : "");
  }

  private boolean isFileFromBefore(Sweep.Untracked one) {
    return attached && before.contains(one.fd()) && one.target().startsWith("/");
  }

  private static final class Filter {
    private final String kind;
    private final String site;
    private final long minAge;
    private final boolean grouped;
    private final boolean stacks;

    Filter(Map<String, String> parameters) {
      kind = parameters.get("kind");
      site = parameters.get("site");
      String age = parameters.get("min-age");
      minAge = age == null ? Long.MIN_VALUE : nanos(age);
      String group = parameters.get("group");
      if (group != null && !group.equals("site")) {
        throw new IllegalArgumentException("group=" + group + ": only group=site is known");
      }
      grouped = group != null;
      stacks = !"false".equals(parameters.get("stacks"));
    }

    /** {@code 30s}, {@code 10m}, {@code 2h}, {@code 1h30m}. */
    private static long nanos(String age) {
      try {
        return Duration.parse("PT" + age).toNanos();
      } catch (DateTimeParseException | ArithmeticException e) {
        throw new IllegalArgumentException("min-age=" + age + ": write 30s, 10m or 2h");
      }
    }

    boolean admits(String itsKind, String itsSite, long age) {
      return (kind == null || kind.equals(itsKind))
          && (site == null || itsSite.contains(site))
          && age >= minAge;
    }
  }
}
