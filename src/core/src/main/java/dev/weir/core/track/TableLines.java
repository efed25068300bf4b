package dev.weir.core.track;

import java.io.IOException;
import java.io.InputStream;

/**
 * The lines of one of the kernel's tables, one after the other, in a buffer that is used again for
 * each: a table may be tens of megabytes. For one thread.
 */
final class TableLines {
  /** The bytes of the current line are {@code [start, end)} of it. */
  final byte[] buffer;

  int start;
  int end;

  private final InputStream in;
  private long left;
  private int next;
  private int filled;

  /**
   * @param buffer longer than any line that matters
   * @param most bytes to read; what comes after them is not there
   */
  TableLines(InputStream in, byte[] buffer, long most) {
    this.in = in;
    this.buffer = buffer;
    this.left = most;
  }

  /** Goes to the next whole line; false at the end. A line longer than the buffer is left out. */
  boolean next() throws IOException {
    boolean tooLong = false;
    int searched = next;
    while (true) {
      for (int i = searched; i < filled; i++) {
        if (buffer[i] == '\n') {
          start = next;
          end = i;
          next = i + 1;
          if (!tooLong) {
            return true;
          }
          tooLong = false;
        }
      }
      if (next == 0 && filled == buffer.length) {
        tooLong = true;
        filled = 0;
      } else if (next > 0) {
        System.arraycopy(buffer, next, buffer, 0, filled - next);
        filled -= next;
        next = 0;
      }
      searched = filled;
      int read = left <= 0 ? -1 : in.read(buffer, filled, buffer.length - filled);
      if (read <= 0) {
        return false;
      }
      left -= read;
      filled += read;
    }
  }
}
