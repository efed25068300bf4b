package dev.weir.core.track;

import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Ledger;
import dev.weir.core.track.Sweep.Fds;
import dev.weir.core.track.Sweep.Unseen;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares the ledger with /proc/self/fd, slot by slot. What has no handle is named by its link
 * target: it is untracked, not unknown. What has a handle and is no longer open was closed past
 * every hook.
 *
 * <p>Opens and closes go on meanwhile, so no difference counts until a second look confirms it.
 */
final class Reconciliation {
  /** Handles that were not in /proc/self/fd at the last look. */
  private Map<Handle, Boolean> absent = new HashMap<>();

  /** Which file a collected handle's descriptor was when it was first seen so. */
  private final Map<Handle, Object> identities = new HashMap<>();

  /** What was untracked at the last look: it needs no second one. */
  private Map<Integer, String> seenBefore = Map.of();

  private final Known known;

  /** What was open before Weir was attached, by number. */
  private final Map<Integer, String> before;

  private Fds latest = Fds.NONE;

  Reconciliation(Known known, Map<Integer, String> before) {
    this.known = known;
    this.before = before;
  }

  /**
   * Compares now. No descriptor to look with means that none is left.
   *
   * @param limit the soft limit; negative if there is none
   */
  Fds now(long limit) {
    BitSet open = Proc.descriptors();
    if (open == null) {
      latest =
          new Fds(
              (int) Math.max(limit, latest.open()),
              latest.tracked(),
              limit,
              latest.untracked(),
              latest.before());
      return latest;
    }
    Map<Integer, String> unseen = new TreeMap<>();
    int tracked = 0;
    int gone = 0;
    for (int fd = open.nextSetBit(0); fd >= 0; fd = open.nextSetBit(fd + 1)) {
      if (Ledger.get(fd) != null) {
        tracked++;
        continue;
      }
      String link = Proc.link(fd);
      if (link == null) {
        gone++; // closed since, or the descriptor that read the directory
      } else if (Ledger.get(fd) != null) {
        tracked++;
      } else {
        unseen.put(fd, link);
      }
    }
    // The second look: an open or a close that was under way has ended.
    List<Unseen> untracked = new ArrayList<>();
    List<Unseen> earlier = new ArrayList<>();
    Map<Integer, String> still = new HashMap<>();
    for (Map.Entry<Integer, String> one : unseen.entrySet()) {
      int fd = one.getKey();
      String link = one.getValue();
      if (!link.equals(seenBefore.get(fd))) {
        if (Ledger.get(fd) != null) {
          tracked++;
          continue;
        }
        if (!link.equals(Proc.link(fd))) {
          gone++;
          continue;
        }
      }
      still.put(fd, link);
      boolean earlierOpen = link.equals(before.get(fd));
      String what = known.what(fd, link, earlierOpen);
      if (what == null && earlierOpen) {
        earlier.add(new Unseen(fd, link, null));
        tracked++;
      } else {
        untracked.add(new Unseen(fd, link, what));
      }
    }
    seenBefore = still;
    latest = new Fds(open.cardinality() - gone, tracked, limit, untracked, earlier);
    absentees(open);
    return latest;
  }

  private void absentees(BitSet open) {
    Map<Handle, Boolean> missing = new HashMap<>();
    for (int fd = Ledger.nextSlot(0); fd < Ledger.capacity(); fd = Ledger.nextSlot(fd + 1)) {
      Handle handle = Ledger.get(fd);
      if (handle == null || handle.fd() != fd) {
        continue; // its first descriptor stands for all: they are closed together
      }
      boolean there = open.get(fd);
      if (handle.state() == Handle.COLLECTED) {
        if (!there || !isStill(handle, fd)) {
          Gate.gone(handle);
        }
      } else if (!there && (handle.state() == Handle.OPEN || handle.state() == Handle.CLOSING)) {
        if (absent.containsKey(handle)) {
          unseen(handle);
        } else {
          missing.put(handle, true);
        }
      }
    }
    absent = missing;
    identities.keySet().removeIf(handle -> handle.state() == Handle.GONE);
  }

  /**
   * Whether a collected handle's descriptor is still its own; a file may have been renamed since.
   */
  private boolean isStill(Handle handle, int fd) {
    String link = Proc.link(fd);
    Object identity = Proc.identity(fd);
    if (link == null || identity == null || !link.startsWith(link(handle.kind()))) {
      return false; // anything else has the number since
    }
    Object first = identities.putIfAbsent(handle, identity);
    return first == null || first.equals(identity);
  }

  /** How /proc/self/fd names what is of a kind: proc(5). */
  private static String link(Kind kind) {
    switch (kind) {
      case FILE:
      case DIRECTORY:
        return "/";
      case SOCKET:
      case LISTENER:
      case DATAGRAM:
        return "socket:";
      case PIPE:
        return "pipe:";
      default:
        return "anon_inode:";
    }
  }

  /** Closed past every hook: by the Cleaner if its owner is gone, else by native code. */
  private static void unseen(Handle handle) {
    if (!handle.refersTo(null)) {
      Gate.closedUnseen(handle);
    }
  }
}
