package dev.weir.examples.dashboard;

import java.io.Closeable;
import java.io.IOException;

/**
 * Whether the service cleans up when something fails. The only difference between a careful run and
 * the other are the calls of this class.
 */
record Careful(boolean on) {

  /** Closes {@code resource}, or, in a run that is not careful, forgets it. */
  void close(Closeable resource) throws IOException {
    if (on) {
      resource.close();
    }
  }

  /**
   * Ends a child process, or, in a run that is not careful, forgets it. If it has ended, this does
   * nothing.
   */
  void end(Process process) {
    if (on) {
      process.destroyForcibly();
    }
  }

  /**
   * Lets the system discard what a child process will print, or, in a run that is not careful,
   * leaves it in a pipe.
   */
  void discardOutput(ProcessBuilder command) {
    if (on) {
      command.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    }
  }
}
