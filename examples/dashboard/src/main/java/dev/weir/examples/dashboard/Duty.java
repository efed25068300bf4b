package dev.weir.examples.dashboard;

import java.io.IOException;

/** Tells the people on duty that a service is down. */
final class Duty {
  // Stands for a mail client that prints its whole talk with the server.
  private static final String COMMAND = "echo \"$0 is down\"; exec seq 1 50000";

  private final int timeout;
  private final Careful careful;

  /**
   * @param timeout of the command, in milliseconds
   */
  Duty(int timeout, Careful careful) {
    this.timeout = timeout;
    this.careful = careful;
  }

  /** Sends a message; whether it arrives, nobody knows. */
  void tell(Service service) throws IOException {
    ProcessBuilder command =
        new ProcessBuilder("sh", "-c", COMMAND, service.name()).redirectErrorStream(true);
    careful.discardOutput(command);
    careful.await(command.start(), timeout);
  }
}
