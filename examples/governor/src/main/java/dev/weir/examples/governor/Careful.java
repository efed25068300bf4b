package dev.weir.examples.governor;

import java.io.Closeable;
import java.io.IOException;

/**
 * Whether the service closes what it opened when a request fails. Each use of {@link #close} marks
 * one leak of this example: the only difference between a careful run and the other is that call in
 * a {@code finally}.
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
}
