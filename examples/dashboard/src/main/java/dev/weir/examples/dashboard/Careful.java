package dev.weir.examples.dashboard;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

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
   * Ends a child process and its children, or, in a run that is not careful, forgets it. If it has
   * ended, this does nothing.
   */
  void end(Process process) {
    if (on) {
      // A shell's command would go on without it.
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /**
   * Waits for the end of a child process, or, in a run that is not careful, forgets it. What does
   * not end in time, in milliseconds, or while its thread may wait, is {@link #end}ed.
   */
  void await(Process process, int timeout) {
    if (on) {
      try {
        process.waitFor(timeout, TimeUnit.MILLISECONDS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      } finally {
        end(process);
      }
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
