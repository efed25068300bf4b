package dev.weir.core.endpoint;

import java.io.IOException;

/** What is served at one path. It is called by several worker threads at once. */
@FunctionalInterface
public interface Page {
  /**
   * Writes the answer. A client that does not read blocks this call inside a write until the
   * request's time is over, so a page must hold no lock that an application thread may want. If it
   * throws before anything was sent, the client gets a 500; later, the connection is cut.
   *
   * @throws IOException from {@link Response#body()}, when the client is gone or was cut
   */
  void write(Request request, Response response) throws IOException;
}
