package dev.weir.examples.governor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;

/** Starts the service from the command line, see {@link Options#USAGE}. */
public final class Governor {

  private Governor() {}

  /**
   * Exits with 2 when the command line is wrong and with 1 when the service cannot start; else runs
   * until SIGTERM.
   */
  public static void main(String[] arguments) {
    try {
      Options options = Options.parse(arguments);
      if (!Files.isDirectory(options.documents())) {
        throw new NoSuchFileException(options.documents().toString(), null, "no such directory");
      }
      WebServer server = WebServer.start(options);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, options), "stop"));
      if (options.portFile() != null) {
        Files.writeString(options.portFile(), server.port() + "\n");
      }
      System.out.println("governor: http://127.0.0.1:" + server.port() + "/");
    } catch (IllegalArgumentException wrong) {
      System.err.println("governor: " + wrong.getMessage());
      System.err.print(Options.USAGE);
      System.exit(2);
    } catch (IOException failed) {
      System.err.println("governor: cannot start: " + failed);
      System.exit(1);
    }
  }

  private static void stop(WebServer server, Options options) {
    server.close();
    if (options.portFile() != null) {
      try {
        Files.deleteIfExists(options.portFile());
      } catch (IOException ignored) {
        // The service is down all the same; a reader of the file finds nobody at that port.
      }
    }
  }
}
