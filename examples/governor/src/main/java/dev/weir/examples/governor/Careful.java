package dev.weir.examples.governor;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether the service cleans up when a request fails. Each use marks one leak of this example: the
 * only difference between a careful run and the other is this call in a {@code finally}.
 */
record Careful(boolean on) {

  /**
   * Closes {@code resource}, or, in a run that is not careful, forgets it. To close twice is
   * harmless here.
   */
  void close(Closeable resource) throws IOException {
    if (on) {
      resource.close();
    }
  }

  /**
   * Deletes a temporary file if it is still there, or, in a run that is not careful, forgets it.
   */
  void delete(Path file) throws IOException {
    if (on) {
      Files.deleteIfExists(file);
    }
  }
}
