package dev.weir.core.console;

import com.google.gson.stream.JsonWriter;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.Mapping;
import dev.weir.bootstrap.PipeHandle;
import dev.weir.bootstrap.SocketHandle;
import dev.weir.core.config.Mask;
import dev.weir.core.endpoint.Page;
import dev.weir.core.endpoint.Request;
import dev.weir.core.endpoint.Response;
import dev.weir.core.process.Watchdog;
import dev.weir.core.track.Evidence;
import dev.weir.core.track.PipeHolders.Holder;
import dev.weir.core.track.Proc;
import dev.weir.core.track.SiteKey;
import dev.weir.core.track.SiteRow;
import dev.weir.core.track.Sites;
import dev.weir.core.track.Sweep;
import dev.weir.core.track.Sweeper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code /handles}: every open handle, a record for each descriptor; child processes and mappings,
 * which have none. {@code ?kind=}, {@code ?min-age=30s}, {@code ?site=} (text that the site
 * contains), {@code ?group=site}, {@code ?stacks=false}.
 */
public final class HandlesPage implements Page {
  private static final String BEFORE = "before attach";

  private final Sweeper sweeper;
  private final Sites sites;
  private final Evidence evidence;
  private final Mask mask;
  private final Watchdog watchdog;

  /** {@code mask} hides the secrets in commands. */
  public HandlesPage(
      Sweeper sweeper, Watchdog watchdog, Sites sites, Evidence evidence, Mask mask) {
    this.watchdog = watchdog;
    this.sweeper = sweeper;
    this.sites = sites;
    this.evidence = evidence;
    this.mask = mask;
  }

  @Override
  public void write(Request request, Response response) throws IOException {
    HandleFilter filter;
    try {
      filter = new HandleFilter(request.parameters());
    } catch (IllegalArgumentException e) {
      response.status(400);
      response.type("text/plain; charset=utf-8");
      response.body().write((e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
      return;
    }
    Sweep sweep = sweeper.sweep();
    long now = System.nanoTime();
    HandleJson handles = new HandleJson(sites, evidence, sweeper.processes(), sweep);
    ProcessJson processes = new ProcessJson(sweeper.processes(), watchdog, sites, handles, mask);
    SocketFacts sockets = SocketFacts.read(sweep, sites, filter, now);
    try (JsonWriter json = Json.to(response)) {
      json.beginObject();
      json.name("pid").value(ProcessHandle.current().pid());
      descriptors(json, sweep.fds());
      if (filter.grouped()) {
        sites(json, sweep, filter, now);
      } else {
        json.name("open").beginArray();
        open(json, handles, processes, sockets, filter, now);
        before(json, sweep, sockets, filter);
        json.endArray();
      }
      untracked(json, sweep, sockets);
      processes.running(json, filter, now);
      processes.ended(json, filter, now);
      json.name("containers").beginArray().endArray();
      mappings(json, handles, filter, now);
      TempFilesPart.write(json, sites, now, filter.stacks());
      json.endObject();
    }
  }

  private static void descriptors(JsonWriter json, Sweep.Fds fds) throws IOException {
    json.name("fds").beginObject();
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
  }

  private void open(
      JsonWriter json,
      HandleJson handles,
      ProcessJson processes,
      SocketFacts sockets,
      HandleFilter filter,
      long now)
      throws IOException {
    for (int fd = Ledger.nextSlot(0); fd < Ledger.capacity(); fd = Ledger.nextSlot(fd + 1)) {
      Handle handle = Ledger.get(fd);
      if (handle == null || handle.own()) {
        continue;
      }
      long age = now - handle.openedNanos();
      if (!filter.admits(handle.kind().label(), sites.of(handle), age)) {
        continue;
      }
      json.beginObject();
      json.name("fd").value(fd);
      json.name("handle").value(handle.id());
      handles.what(json, handle, absolute(handle, fd), now);
      json.name("state").value(handle.state() == Handle.CLOSING ? "closing" : "open");
      if (handle instanceof SocketHandle) {
        sockets.write(json, (SocketHandle) handle);
      }
      if (handle instanceof PipeHandle) {
        json.name("process").value(((PipeHandle) handle).pid());
        List<Holder> holders = sweeper.processes().orphaned().get(handle);
        if (holders != null) {
          processes.holders(json, holders);
        }
      }
      handles.opener(json, handle, filter.stacks());
      handles.evidence(json, handle, now);
      json.endObject();
    }
  }

  private static void before(JsonWriter json, Sweep sweep, SocketFacts sockets, HandleFilter filter)
      throws IOException {
    for (Sweep.Unseen one : sweep.fds().before()) {
      String kind = kind(one, sockets);
      if (!filter.admits(kind, BEFORE, Long.MAX_VALUE)) {
        continue;
      }
      json.beginObject();
      json.name("fd").value(one.fd());
      json.name("kind").value(kind);
      json.name("target").value(one.target());
      json.name("opened_at").nullValue();
      json.name("state").value("open");
      sockets.write(json, one.fd());
      json.name("site").value(BEFORE);
      json.name("stack").beginArray().endArray();
      json.name("evidence").beginArray().endArray();
      json.endObject();
    }
  }

  private static void untracked(JsonWriter json, Sweep sweep, SocketFacts sockets)
      throws IOException {
    json.name("untracked").beginArray();
    for (Sweep.Unseen one : sweep.fds().untracked()) {
      json.beginObject();
      json.name("fd").value(one.fd());
      json.name("target").value(one.target());
      if (one.what() != null) {
        json.name("what").value(one.what());
      }
      sockets.write(json, one.fd());
      json.endObject();
    }
    json.endArray();
  }

  private static void sites(JsonWriter json, Sweep sweep, HandleFilter filter, long now)
      throws IOException {
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
      evidence(json, row.collected() > 0, "collected");
      evidence(json, row.growing(), "growing");
      evidence(json, row.overdue() > 0, "overdue");
      evidence(json, row.unread() > 0, "unread");
      evidence(json, row.orphaned() > 0, "orphaned");
      json.endArray();
      json.name("targets").beginArray();
      for (String target : row.targets()) {
        json.value(target);
      }
      json.endArray();
      if (filter.stacks()) {
        Json.stack(json, row.trace());
      }
      json.endObject();
    }
    json.endArray();
  }

  private static void evidence(JsonWriter json, boolean is, String name) throws IOException {
    if (is) {
      json.value(name);
    }
  }

  private void mappings(JsonWriter json, HandleJson handles, HandleFilter filter, long now)
      throws IOException {
    json.name("mappings").beginArray();
    for (Mapping mapping : Ledger.mappings()) {
      long age = now - mapping.openedNanos();
      if (mapping.own() || !filter.admits("mapping", sites.of(mapping), age)) {
        continue;
      }
      json.beginObject();
      handles.what(json, mapping, mapping.target(), now);
      json.name("bytes").value(mapping.bytes());
      handles.opener(json, mapping, filter.stacks());
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

  /** What a descriptor is whose open nobody saw, by its link: proc(5). */
  private static String kind(Sweep.Unseen one, SocketFacts sockets) {
    String link = one.target();
    if (link.startsWith("socket:")) {
      return sockets.kind(one.fd());
    }
    if (link.startsWith("pipe:")) {
      return "pipe";
    }
    if (link.equals("anon_inode:inotify")) {
      return "watcher";
    }
    return link.startsWith("anon_inode:") ? "selector" : "file";
  }
}
