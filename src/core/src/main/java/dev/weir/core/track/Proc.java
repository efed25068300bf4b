package dev.weir.core.track;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** What the kernel says of this process: proc(5). For the agent's own threads. */
public final class Proc {
  private static final File FDS = new File("/proc/self/fd");

  /** See {@link #limit}. */
  public static final long UNKNOWN = -2;

  private Proc() {}

  /**
   * The descriptors that are open now; null where the system does not tell: no /proc, or no
   * descriptor left to read it with. The one that reads the directory may be among them.
   */
  public static BitSet descriptors() {
    String[] names = FDS.list();
    if (names == null) {
      return null;
    }
    BitSet open = new BitSet();
    for (String name : names) {
      open.set(Integer.parseInt(name));
    }
    return open;
  }

  /** What each open descriptor is; null where {@link #descriptors} is. */
  public static Map<Integer, String> links() {
    BitSet open = descriptors();
    if (open == null) {
      return null;
    }
    Map<Integer, String> links = new HashMap<>();
    for (int fd = open.nextSetBit(0); fd >= 0; fd = open.nextSetBit(fd + 1)) {
      String link = link(fd);
      if (link != null) {
        links.put(fd, link);
      }
    }
    return links;
  }

  /** What a descriptor is: a path, or {@code socket:[123]} and the like; null if it is closed. */
  public static String link(int fd) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * What an open descriptor refers to, its path aside: the inode, also of a file that was deleted.
   */
  static Object identity(int fd) {
    try {
      return Files.getAttribute(Path.of("/proc/self/fd/" + fd), "unix:ino");
    } catch (IOException e) {
      return null;
    }
  }

  /** The soft limit on open files; -1 if there is none, {@link #UNKNOWN} if it cannot be read. */
  public static long limit() {
    try (BufferedReader in = new BufferedReader(new FileReader("/proc/self/limits"))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("Max open files")) {
          String soft = line.substring("Max open files".length()).trim().split(" +")[0];
          return soft.equals("unlimited") ? -1 : Long.parseLong(soft);
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Not Linux, or no descriptor left.
    }
    return UNKNOWN;
  }
}
