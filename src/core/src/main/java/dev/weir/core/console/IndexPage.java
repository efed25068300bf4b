package dev.weir.core.console;

import dev.weir.core.endpoint.Page;
import dev.weir.core.endpoint.Request;
import dev.weir.core.endpoint.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** {@code /}, which the log names: what there is to read. */
public final class IndexPage implements Page {
  private final String version;

  /** {@code version}: the agent's. */
  public IndexPage(String version) {
    this.version = version;
  }

  @Override
  public void write(Request request, Response response) throws IOException {
    String text =
        "Weir "
            + version
            + "\n\n"
            + "/report    what is open and what has leaked, in words\n"
            + "/handles   every open handle with its stack (JSON);"
            + " ?group=site, ?kind=file, ?min-age=10m, ?stacks=false\n"
            + "/leaks     what is evidently not closed, by the line of Java (JSON)\n"
            + "/metrics   for Prometheus\n"
            + "/healthz   whether all hooks are in place and the policy was taken (JSON)\n";
    response.type("text/plain; charset=utf-8");
    response.body().write(text.getBytes(StandardCharsets.UTF_8));
  }
}
