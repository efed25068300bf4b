package dev.weir.core.track;

import java.io.FileInputStream;
import java.io.IOException;

/** Small files of /proc, read into a buffer of the caller's. For the agent's own threads. */
public final class ProcFile {
  private ProcFile() {}

  /**
   * Reads the file, at most as much as the buffer holds.
   *
   * @return how many bytes; -1 if it cannot be read: the process has ended, or is another user's
   */
  public static int read(String path, byte[] buffer) {
    int length = 0;
    try (FileInputStream in = new FileInputStream(path)) {
      while (length < buffer.length) {
        int read = in.read(buffer, length, buffer.length - length);
        if (read <= 0) {
          break;
        }
        length += read;
      }
      return length;
    } catch (IOException e) {
      return -1; // ESRCH comes at the read, too.
    }
  }

  /** A number in decimal that takes the whole range; -1 if it is none, or does not fit. */
  public static long decimal(byte[] text, int start, int end) {
    if (start >= end || end - start > 18) {
      return -1;
    }
    long value = 0;
    for (int i = start; i < end; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** The number of a directory of /proc, or of a descriptor; -1 for another name. */
  static long number(String name) {
    if (name.isEmpty() || name.length() > 18) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < name.length(); i++) {
      int digit = name.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
