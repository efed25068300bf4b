package dev.weir.stress;

import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Ledger;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The descriptors that the kernel says this program has, against the ledger's slots. */
final class Kernel {
  /** Open since before, and seen by no hook: the JVM's own. */
  private final Map<Integer, String> unseen;

  Kernel() {
    unseen = links();
    unseen.keySet().removeIf(fd -> Ledger.get(fd) != null);
  }

  /** Links by number, as of now. */
  static Map<Integer, String> links() {
    Map<Integer, String> links = new TreeMap<>();
    for (String name : new File("/proc/self/fd").list()) {
      try {
        links.put(
            Integer.valueOf(name),
            Files.readSymbolicLink(Path.of("/proc/self/fd", name)).toString());
      } catch (IOException gone) {
        // It read the directory, or was closed since.
      }
    }
    return links;
  }

  /** The application's own: without Weir's and without the JVM's unseen ones. */
  TreeSet<Integer> held() {
    Map<Integer, String> links = links();
    links.entrySet().removeAll(unseen.entrySet());
    links
        .keySet()
        .removeIf(
            fd -> {
              Handle handle = Ledger.get(fd);
              return handle != null && handle.own();
            });
    return new TreeSet<>(links.keySet());
  }

  /** What is wrong now; it may be right a moment later, where something is under way. */
  List<String> differences() {
    List<String> all = new ArrayList<>();
    Map<Integer, String> links = links();
    links.forEach(
        (fd, link) -> {
          Handle handle = Ledger.get(fd);
          if (handle == null) {
            if (!link.equals(unseen.get(fd))) {
              all.add("no record of " + fd + " " + link);
            }
          } else if (handle.state() != Handle.OPEN && handle.state() != Handle.CLOSING) {
            all.add(fd + " " + link + " has a record in state " + handle.state());
          } else if (handle.refersTo(null)) {
            all.add(fd + " " + link + " has a record whose owner is gone");
          }
        });
    for (int fd = Ledger.nextSlot(0); fd < Ledger.capacity(); fd = Ledger.nextSlot(fd + 1)) {
      Handle handle = Ledger.get(fd);
      if (handle != null && !links.containsKey(fd)) {
        all.add(
            "a record of " + fd + ", which is closed: " + handle.kind() + " " + handle.target());
      }
    }
    return all;
  }
}
