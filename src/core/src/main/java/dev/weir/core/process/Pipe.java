package dev.weir.core.process;

import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.PipeHandle;
import dev.weir.core.track.Proc;

/**
 * Our end of a pipe to a child.
 *
 * @param link its name, which both ends have: {@code pipe:[123]}
 */
record Pipe(PipeHandle handle, String link) {
  /** Null if it is closed by now. */
  static Pipe of(PipeHandle handle) {
    String link = Proc.link(handle.fd());
    return link != null && link.startsWith("pipe:") && isOpen(handle)
        ? new Pipe(handle, link)
        : null;
  }

  boolean isOpen() {
    return isOpen(handle);
  }

  private static boolean isOpen(PipeHandle handle) {
    return handle.state() != Handle.CLOSED
        && handle.state() != Handle.GONE
        && Ledger.get(handle.fd()) == handle;
  }

  /** Whether the other end is one that reads: our end is the child's stdin. */
  boolean isRead() {
    return handle.stream() == 0;
  }
}
