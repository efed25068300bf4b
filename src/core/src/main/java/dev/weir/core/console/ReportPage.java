package dev.weir.core.console;

import dev.weir.core.endpoint.Page;
import dev.weir.core.endpoint.Request;
import dev.weir.core.endpoint.Response;
import dev.weir.core.track.Leaks;
import dev.weir.core.track.Sweep;
import dev.weir.core.track.Sweeper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** {@code /report}: {@code /handles} and {@code /leaks} in words, for a terminal. */
public final class ReportPage implements Page {
  private final Sweeper sweeper;

  public ReportPage(Sweeper sweeper) {
    this.sweeper = sweeper;
  }

  @Override
  public void write(Request request, Response response) throws IOException {
    Sweep sweep = sweeper.sweep();
    StringBuilder text = new StringBuilder();
    text.append(
        Report.text(
            sweep,
            sweep.fds().open()
                + " descriptors open"
                + (sweep.fds().limit() < 0 ? "" : " of " + sweep.fds().limit())
                + ", "
                + sweep.fds().untracked().size()
                + " of them untracked. Open now, by the line of Java that opened it:",
            ""));
    long leaked = 0;
    StringBuilder leaks = new StringBuilder();
    for (Leaks.Group group : sweeper.leaks().groups()) {
      leaked += group.count();
      Report.leak(leaks, group);
    }
    text.append('\n')
        .append(leaked)
        .append(" leaked: collected by the GC, never closed by the application.\n")
        .append(leaks);
    response.type("text/plain; charset=utf-8");
    response.body().write(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
