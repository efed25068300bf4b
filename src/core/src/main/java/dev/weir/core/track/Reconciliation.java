package dev.weir.core.track;

import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Ledger;
import dev.weir.core.track.Sweep.Untracked;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the ledger with /proc/self/fd, slot by slot. What has no handle is named by its link
 * target: it is untracked, not unknown. What has a handle and is no longer open was closed past
 * every hook.
 *
 * <p>Opens and closes go on meanwhile, so no difference counts until a second look confirms it.
 */
final class Reconciliation {
  /**
   * One comparison.
   *
   * @param open descriptors open
   * @param tracked those with a handle, Weir's own included
   */
  record Result(int open, int tracked, List<Untracked> untracked) {
    static final Result NONE = new Result(0, 0, List.of());
  }

  /** Handles that were not in /proc/self/fd at the last look. */
  private Map<Handle, Boolean> absent = new HashMap<>();

  /** Which file a collected handle's descriptor was when it was first seen so. */
  private final Map<Handle, Object> identities = new HashMap<>();

  /** What was untracked at the last look: it needs no second one. */
  private Map<Integer, String> known = Map.of();

  private Result latest = Result.NONE;

  private final OwnSockets ownSockets;

  Reconciliation(OwnSockets own) {
    this.ownSockets = own;
  }

  /**
   * Compares now. No descriptor to look with means that none is left.
   *
   * @param limit the soft limit; negative if there is none
   */
  Result now(long limit) {
    BitSet open = Proc.descriptors();
    if (open == null) {
      latest =
          new Result((int) Math.max(limit, latest.open()), latest.tracked(), latest.untracked());
      return latest;
    }
    BitSet own = ownSockets.descriptors();
    List<Untracked> untracked = new ArrayList<>();
    int tracked = 0;
    int gone = 0;
    for (int fd = open.nextSetBit(0); fd >= 0; fd = open.nextSetBit(fd + 1)) {
      if (Ledger.get(fd) != null) {
        tracked++;
        continue;
      }
      String target = Proc.link(fd);
      if (target == null) {
        gone++; // closed since, or the descriptor that read the directory
      } else if (own.get(fd) || Ledger.get(fd) != null) {
        tracked++;
      } else {
        untracked.add(new Untracked(fd, target));
      }
    }
    // The second look: an open or a close that was under way has ended.
    List<Untracked> still = new ArrayList<>();
    for (Untracked one : untracked) {
      if (one.target().equals(known.get(one.fd()))) {
        still.add(one);
      } else if (Ledger.get(one.fd()) != null) {
        tracked++;
      } else if (one.target().equals(Proc.link(one.fd()))) {
        still.add(one);
      } else {
        gone++;
      }
    }
    untracked = still;
    known = new HashMap<>();
    for (Untracked one : untracked) {
      known.put(one.fd(), one.target());
    }
    latest = new Result(open.cardinality() - gone, tracked, untracked);
    absentees(open);
    return latest;
  }

  private void absentees(BitSet open) {
    Map<Handle, Boolean> missing = new HashMap<>();
    for (int fd = Ledger.nextSlot(0); fd < Ledger.capacity(); fd = Ledger.nextSlot(fd + 1)) {
      Handle handle = Ledger.get(fd);
      if (handle == null) {
        continue;
      }
      boolean there = open.get(fd);
      if (handle.state() == Handle.COLLECTED) {
        if (!there || !isStill(handle, fd)) {
          Gate.gone(handle);
        }
      } else if (!there && handle.state() == Handle.OPEN) {
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
    // A file's link is a path: anything else has the number since.
    if (link == null || identity == null || !link.startsWith("/")) {
      return false;
    }
    Object first = identities.putIfAbsent(handle, identity);
    return first == null || first.equals(identity);
  }

  /** Closed past every hook: by the Cleaner if its owner is gone, else by native code. */
  private static void unseen(Handle handle) {
    if (!handle.refersTo(null)) {
      Gate.closedUnseen(handle);
    }
  }
}
