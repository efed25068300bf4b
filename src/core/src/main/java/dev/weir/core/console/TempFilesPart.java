package dev.weir.core.console;

import com.google.gson.stream.JsonWriter;
import dev.weir.bootstrap.TempFile;
import dev.weir.bootstrap.TempFiles;
import dev.weir.bootstrap.Trace;
import dev.weir.core.track.Sites;
import java.io.File;
import java.io.IOException;
import java.util.Iterator;

/** {@code temp_files[]} of {@code /handles}: what the application made, the oldest first. */
final class TempFilesPart {
  private TempFilesPart() {}

  static void write(JsonWriter json, Sites sites, long now, boolean stacks) throws IOException {
    json.name("temp_files").beginArray();
    Iterator<TempFile> files = TempFiles.iterator();
    while (files.hasNext()) {
      TempFile file = files.next();
      long age = now - file.madeNanos();
      Trace trace = file.trace();
      json.beginObject();
      json.name("path").value(new File(file.path()).getAbsolutePath());
      json.name("created_at").value(Json.time(age));
      json.name("age_seconds").value(Json.seconds(age));
      json.name("thread").value(file.thread());
      json.name("virtual").value(file.virtual());
      json.name("site");
      if (trace == null) {
        json.nullValue();
      } else {
        json.value(sites.of(trace));
      }
      if (stacks) {
        Json.stack(json, trace);
      }
      json.name("request").nullValue();
      json.name("deleted").value(file.deleted());
      json.name("state").value(state(file));
      json.endObject();
    }
    json.endArray();
  }

  /** {@code there}, {@code overdue}, {@code deleted}, or {@code removed} for Weir's own doing. */
  private static String state(TempFile file) {
    if (file.deleted()) {
      return file.removed() ? "removed" : "deleted";
    }
    return file.overdue() ? "overdue" : "there";
  }
}
