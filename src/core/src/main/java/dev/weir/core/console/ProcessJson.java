package dev.weir.core.console;

import com.google.gson.stream.JsonWriter;
import dev.weir.bootstrap.ChildProcess;
import dev.weir.bootstrap.Ledger;
import dev.weir.core.config.Mask;
import dev.weir.core.process.Watchdog;
import dev.weir.core.track.PipeHolders.Holder;
import dev.weir.core.track.Processes;
import dev.weir.core.track.Sites;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** The child processes of {@code /handles}: those that run, and the last that ended. */
final class ProcessJson {
  private final Processes processes;
  private final Watchdog watchdog;
  private final Sites sites;
  private final HandleJson handles;
  private final Mask mask;

  ProcessJson(Processes processes, Watchdog watchdog, Sites sites, HandleJson handles, Mask mask) {
    this.processes = processes;
    this.watchdog = watchdog;
    this.sites = sites;
    this.handles = handles;
    this.mask = mask;
  }

  void running(JsonWriter json, HandleFilter filter, long now) throws IOException {
    json.name("processes").beginArray();
    for (ChildProcess child : Ledger.processes()) {
      long age = now - child.openedNanos();
      if (child.own() || !filter.admits("process", sites.of(child), age)) {
        continue;
      }
      json.beginObject();
      common(json, child, age, now);
      OptionalLong deadline = watchdog.deadline(child);
      if (deadline.isPresent()) {
        json.name("deadline_seconds").value(Json.seconds(Math.max(0, deadline.getAsLong() - now)));
      }
      Processes.Seen seen = processes.seen(child);
      if (seen.tree() != null) {
        json.name("rss_bytes").value(seen.tree().residentBytes());
        json.name("tree_rss_bytes").value(seen.tree().treeResidentBytes());
        json.name("tree_processes").value(seen.tree().processes());
        json.name("peak_rss_bytes").value(seen.peakBytes());
      }
      handles.opener(json, child, filter.stacks());
      handles.evidence(json, child, now);
      json.endObject();
    }
    json.endArray();
  }

  void ended(JsonWriter json, HandleFilter filter, long now) throws IOException {
    json.name("ended_processes").beginArray();
    for (Processes.Ended ended : processes.recent()) {
      ChildProcess child = ended.process();
      long lived = child.endedNanos() - child.openedNanos();
      if (!filter.admits("process", sites.of(child), lived)) {
        continue;
      }
      json.beginObject();
      common(json, child, lived, now);
      json.name("ended_at").value(Json.time(now - child.endedNanos()));
      json.name("exit_code");
      if (child.exitCode() == ChildProcess.UNKNOWN) {
        json.nullValue();
      } else {
        json.value(child.exitCode());
      }
      json.name("peak_rss_bytes").value(ended.peakBytes());
      handles.opener(json, child, false);
      json.endObject();
    }
    json.endArray();
  }

  /** Processes that hold a pipe of ours. */
  void holders(JsonWriter json, List<Holder> holders) throws IOException {
    json.name("held_by").beginArray();
    for (Holder holder : holders) {
      json.beginObject();
      json.name("pid").value(holder.pid());
      command(json, holder.command());
      json.endObject();
    }
    json.endArray();
  }

  private void common(JsonWriter json, ChildProcess child, long age, long now) throws IOException {
    json.name("pid").value(child.pid());
    command(json, Arrays.asList(child.command()));
    json.name("started_at").value(Json.time(now - child.openedNanos()));
    json.name("age_seconds").value(Json.seconds(age));
    if (child.killed() != null) {
      json.name("killed").value(child.killed());
    }
  }

  private void command(JsonWriter json, List<String> command) throws IOException {
    json.name("command").beginArray();
    for (String argument : mask.command(command)) {
      json.value(argument);
    }
    json.endArray();
  }
}
