package dev.weir.core.process;

import dev.weir.core.track.Children;
import dev.weir.core.track.PipeHolders;
import dev.weir.core.track.PipeHolders.Holder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One look at /proc, for all that are to be ended at a time: the search for who holds a pipe goes
 * through every process of the system, some milliseconds on a small one.
 */
final class Look {
  private final Children children = new Children();
  private final Set<String> wanted = new HashSet<>();
  private Map<String, List<Holder>> holders;

  Children children() {
    return children;
  }

  /** A pipe whose holders will be asked for. */
  void want(String link) {
    wanted.add(link);
  }

  /**
   * Who else has the other end of a pipe of ours.
   *
   * @param link of a pipe that was {@link #want wanted}
   * @param reading whether that end is the one to read from
   */
  List<Long> holders(String link, boolean reading) {
    if (holders == null) {
      holders = wanted.isEmpty() ? new HashMap<>() : PipeHolders.namesOf(wanted);
    }
    List<Long> found = new ArrayList<>();
    for (Holder holder : holders.getOrDefault(link, List.of())) {
      if (reading ? holder.reads() : holder.writes()) {
        found.add(holder.pid());
      }
    }
    return found;
  }
}
