package dev.weir.examples.dashboard;

import java.io.IOException;

/** Tells the people on duty that a service is down. */
final class Duty {
  // Stands for a mail client that prints its whole talk with the server.
  private static final String COMMAND = "echo \"$0 is down\"; exec seq 1 50000";

  private final Careful careful;

  Duty(Careful careful) {
    this.careful = careful;
  }

  /** Sends a message and does not wait for it. */
  void tell(Service service) throws IOException {
    ProcessBuilder command =
        new ProcessBuilder("sh", "-c", COMMAND, service.name()).redirectErrorStream(true);
    careful.discardOutput(command);
    command.start();
  }
}
