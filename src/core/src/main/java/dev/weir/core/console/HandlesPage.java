package dev.weir.core.console;

import com.google.gson.stream.JsonWriter;
import dev.weir.bootstrap.ChildProcess;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.Mapping;
import dev.weir.bootstrap.PipeHandle;
import dev.weir.bootstrap.SocketHandle;
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
  private static final String BEFORE = "before attach";

  private final Sweeper sweeper;
  private final Sites sites;
  private final Evidence evidence;

  public HandlesPage(Sweeper sweeper, Sites sites, Evidence evidence) {
    this.sweeper = sweeper;
    this.sites = sites;
    this.evidence = evidence;
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
      Sweep.Fds fds = sweep.fds();
      json.name("open").value(fds.open());
      json.name("limit");
      if (fds.limit() < 0) {
        json.nullValue();
      } else {
        json.value(fds.limit());
      }
      json.name("tracked").value(fds.tracked());
      json.name("untracked").value(fds.untracked().size());
      json.endObject();
      if (filter.grouped) {
        sites(json, sweep, filter, now);
      } else {
        open(json, sweep, filter, now);
      }
      json.name("untracked").beginArray();
      for (Sweep.Unseen one : fds.untracked()) {
        json.beginObject();
        json.name("fd").value(one.fd());
        json.name("target").value(one.target());
        if (one.what() != null) {
          json.name("what").value(one.what());
        }
        json.endObject();
      }
      json.endArray();
      processes(json, sweep, filter, now);
      json.name("containers").beginArray().endArray();
      mappings(json, filter, now);
      TempFilesPart.write(json, sites, now, filter.stacks);
      json.endObject();
    }
  }

  private void open(JsonWriter json, Sweep sweep, Filter filter, long now) throws IOException {
    Set<SiteKey> growing = growing(sweep);
    json.name("open").beginArray();
    for (int fd = Ledger.nextSlot(0); fd < Ledger.capacity(); fd = Ledger.nextSlot(fd + 1)) {
      Handle handle = Ledger.get(fd);
      if (handle == null || handle.own()) {
        continue;
      }
      String site = sites.of(handle);
      if (!filter.admits(handle.kind().label(), site, now - handle.openedNanos())) {
        continue;
      }
      json.beginObject();
      json.name("fd").value(fd);
      json.name("handle").value(handle.id());
      common(json, handle, absolute(handle, fd), site, now, filter.stacks);
      json.name("state").value(handle.state() == Handle.CLOSING ? "closing" : "open");
      if (handle instanceof SocketHandle) {
        socket(json, (SocketHandle) handle);
      }
      if (handle instanceof PipeHandle) {
        json.name("process").value(((PipeHandle) handle).pid());
      }
      json.name("request").nullValue();
      evidence(json, handle, site, growing, now);
      json.endObject();
    }
    for (Sweep.Unseen one : sweep.fds().before()) {
      String kind = kind(one.target());
      if (filter.admits(kind, BEFORE, Long.MAX_VALUE)) {
        json.beginObject();
        json.name("fd").value(one.fd());
        json.name("kind").value(kind);
        json.name("target").value(one.target());
        json.name("opened_at").nullValue();
        json.name("site").value(BEFORE);
        json.name("stack").beginArray().endArray();
        json.name("evidence").beginArray().endArray();
        json.endObject();
      }
    }
    json.endArray();
  }

  private void evidence(JsonWriter json, Handle handle, String site, Set<SiteKey> growing, long now)
      throws IOException {
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
  }

  private static void socket(JsonWriter json, SocketHandle socket) throws IOException {
    json.name("direction");
    if (socket.direction() == null) {
      json.nullValue();
    } else {
      json.value(socket.direction().label());
    }
    json.name("local").value(socket.local());
    json.name("remote").value(socket.remote());
    if (socket.listener() != null) {
      json.name("listener").value(socket.listener().address());
    }
  }

  private void processes(JsonWriter json, Sweep sweep, Filter filter, long now) throws IOException {
    Set<SiteKey> growing = growing(sweep);
    json.name("processes").beginArray();
    for (ChildProcess child : Ledger.processes()) {
      String site = sites.of(child);
      if (child.own() || !filter.admits("process", site, now - child.openedNanos())) {
        continue;
      }
      json.beginObject();
      process(json, child, site, now - child.openedNanos(), filter.stacks);
      evidence(json, child, site, growing, now);
      json.endObject();
    }
    json.endArray();
    json.name("ended_processes").beginArray();
    for (ChildProcess child : sweeper.children().recent()) {
      String site = sites.of(child);
      long lived = child.endedNanos() - child.openedNanos();
      if (!filter.admits("process", site, lived)) {
        continue;
      }
      json.beginObject();
      process(json, child, site, lived, false);
      json.name("ended_at").value(Json.time(now - child.endedNanos()));
      json.name("exit_code");
      if (child.exitCode() == ChildProcess.UNKNOWN) {
        json.nullValue();
      } else {
        json.value(child.exitCode());
      }
      json.endObject();
    }
    json.endArray();
  }

  private void process(JsonWriter json, ChildProcess child, String site, long age, boolean stacks)
      throws IOException {
    json.name("pid").value(child.pid());
    json.name("command").beginArray();
    for (String argument : child.command()) {
      json.value(argument);
    }
    json.endArray();
    json.name("started_at").value(Json.time(System.nanoTime() - child.openedNanos()));
    json.name("age_seconds").value(Json.seconds(age));
    json.name("thread").value(child.thread());
    json.name("virtual").value(child.virtual());
    json.name("site");
    if (child.trace() == null) {
      json.nullValue();
    } else {
      json.value(site);
    }
    if (stacks) {
      Json.stack(json, child.trace());
    }
    json.name("request").nullValue();
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
      String site = sites.of(mapping);
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
    boolean isPath = handle.kind() == Kind.FILE || handle.kind() == Kind.DIRECTORY;
    if (!isPath || target.startsWith("/")) {
      return target;
    }
    String link = Proc.link(fd);
    return link == null || Ledger.get(fd) != handle ? target : link;
  }

  private static String mode(Handle handle) {
    return ((handle.access() & Handle.READ) != 0 ? "r" : "")
        + ((handle.access() & Handle.WRITE) != 0 ? "w" : "");
  }

  private static Set<SiteKey> growing(Sweep sweep) {
    Set<SiteKey> growing = new HashSet<>();
    for (SiteRow row : sweep.rows()) {
      if (row.growing()) {
        growing.add(row.key());
      }
    }
    return growing;
  }

  /** What a descriptor is whose open nobody saw, by its link: proc(5). */
  private static String kind(String link) {
    if (link.startsWith("socket:")) {
      return "socket";
    }
    if (link.startsWith("pipe:")) {
      return "pipe";
    }
    if (link.equals("anon_inode:inotify")) {
      return "watcher";
    }
    return link.startsWith("anon_inode:") ? "selector" : "file";
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
