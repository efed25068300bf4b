package dev.weir.examples.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What the machine says of itself: commands, run to their end, by name. */
final class Checks {
  private static final Map<String, List<String>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("load", List.of("cat", "/proc/loadavg"));
    COMMANDS.put("disk", List.of("df", "-P"));
    COMMANDS.put("git", List.of("git", "--version"));
    // A df on a network share whose server is gone waits for as long as it is gone; this for two
    // minutes.
    COMMANDS.put("share", List.of("sh", "-c", "exec sleep 120"));
  }

  private final int timeout;
  private final Careful careful;

  /**
   * @param timeout of a command, in milliseconds
   */
  Checks(int timeout, Careful careful) {
    this.timeout = timeout;
    this.careful = careful;
  }

  /**
   * What one command said.
   *
   * @param status its exit status
   * @param output what it printed, errors too
   */
  record Result(String name, int status, String output) {}

  /**
   * Runs one command.
   *
   * @throws HttpError 404 if there is no check of that name, 504 if it takes too long
   * @throws IOException if the command cannot be started
   */
  Result run(String name) throws IOException {
    if (!COMMANDS.containsKey(name)) {
      throw HttpError.notFound();
    }
    ProcessBuilder command = new ProcessBuilder(COMMANDS.get(name)).redirectErrorStream(true);
    Process process = command.start();
    try {
      // What these commands print fits into a pipe, so they end also while nobody reads it.
      if (!process.waitFor(timeout, TimeUnit.MILLISECONDS)) {
        throw new HttpError(504, "The check " + name + " does not end in time.");
      }
      try (InputStream output = process.getInputStream()) {
        String text = new String(output.readAllBytes(), UTF_8).strip();
        return new Result(name, process.exitValue(), text);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new HttpError(503, "The dashboard stops.", stopped);
    } finally {
      careful.end(process);
    }
  }
}
