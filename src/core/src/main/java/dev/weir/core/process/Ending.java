package dev.weir.core.process;

import dev.weir.core.track.PipeHolders;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How a child is ended with all that it has started: TERM to all, and after a grace KILL to whoever
 * is left, and again to what was started meanwhile, until nobody is.
 *
 * <p>Who "all" is: the descendants, found before the first signal, for those of a process that has
 * ended are nobody's; and who else holds a pipe of ours to the child, which finds daemons that have
 * put themselves under another parent. A signal goes to a number only while it belongs to the
 * process that was found.
 *
 * <p>A step does not wait: others are due at the same time. Not for more than one thread.
 */
final class Ending {
  /** Between two looks at those that are to be gone. */
  static final long STEP = TimeUnit.MILLISECONDS.toNanos(50);

  /** To the second search for who holds a pipe; each further one takes twice as long to come. */
  private static final long SEARCH = TimeUnit.MILLISECONDS.toNanos(250);

  /**
   * KILL cannot be ignored: who is there so long after it waits for a disk or is another user's.
   */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

  private static final int MOST = 1000;

  private final Victim root;
  private final List<Pipe> pipes;
  private final long graceNanos;
  private final Map<Long, Victim> victims = new LinkedHashMap<>();
  private final Set<Long> orphans = new HashSet<>();
  private long startedAt;
  private long searchAt;
  private long searchPause = SEARCH;
  private boolean searching;
  private boolean started;
  private boolean reached;

  /**
   * @param root the child; null if it has ended, and the pipes it has left are what counts
   * @param pipes ours to the child
   */
  Ending(Victim root, List<Pipe> pipes, long graceNanos) {
    this.root = root;
    this.pipes = pipes;
    this.graceNanos = graceNanos;
  }

  /** The first half of a step: the tree. Says what it wants to know for the second. */
  void tree(long now, Look look) {
    if (!started) {
      started = true;
      startedAt = now;
      searchAt = now;
      if (root != null) {
        victims.put(root.pid(), root);
        below(root, look);
      }
      for (Victim victim : victims.values()) {
        reached |= victim.signal(false);
      }
    } else if (killing(now)) {
      kill(look);
    }
    // Searched for at the first TERM, at the first KILL, and once all that are known are gone.
    searching = now - searchAt >= 0 && (now == startedAt || killing(now) || !anyLives());
    if (searching) {
      searchAt = now + searchPause;
      searchPause *= 2;
      for (Pipe pipe : pipes) {
        if (pipe.isOpen()) {
          look.want(pipe.link());
        }
      }
    }
  }

  /** The second half: who holds the pipes. True when it is over, one way or the other. */
  boolean holders(long now, Look look) {
    if (searching) {
      for (Pipe pipe : pipes) {
        if (pipe.isOpen()) {
          for (Long pid : look.holders(pipe.link(), pipe.isRead())) {
            add(pid, pipe, now);
          }
        }
      }
    }
    return now - startedAt - graceNanos >= PATIENCE || searching && !anyLives();
  }

  private void add(long pid, Pipe pipe, long now) {
    Victim before = victims.get(pid);
    if (before != null && before.lives()) {
      return;
    }
    Victim victim = Victim.of(pid);
    // Asked once more now that it is known who it is: the number may have been another's.
    if (victim != null && PipeHolders.holds(pid, pipe.link(), pipe.isRead())) {
      victims.put(pid, victim);
      orphans.add(pid);
      reached |= victim.signal(killing(now));
    }
  }

  private void kill(Look look) {
    for (Victim victim : new ArrayList<>(victims.values())) {
      if (victim.lives()) {
        below(victim, look);
      }
    }
    for (Victim victim : victims.values()) {
      reached |= victim.signal(true);
    }
  }

  /**
   * Adds the descendants, each only if its parent is known: else the number is another's by now.
   */
  private void below(Victim top, Look look) {
    for (Long pid : look.children().below(top.pid(), MOST)) {
      Victim before = victims.get(pid);
      if (before == null || !before.lives()) {
        Victim victim = Victim.of(pid);
        if (victim != null && victims.containsKey(victim.stat().parent())) {
          victims.put(pid, victim);
        }
      }
    }
  }

  private boolean killing(long now) {
    return now - startedAt >= graceNanos;
  }

  /** When the next step is due. */
  long next(long now) {
    long kill = startedAt + graceNanos - now;
    return now + (kill > 0 ? Math.min(kill, STEP) : STEP);
  }

  /** Whether any signal has reached a process. */
  boolean reached() {
    return reached;
  }

  /** Those that still run. */
  List<Victim> left() {
    List<Victim> left = new ArrayList<>();
    for (Victim victim : victims.values()) {
      if (victim.lives()) {
        left.add(victim);
      }
    }
    return left;
  }

  private boolean anyLives() {
    for (Victim victim : victims.values()) {
      if (victim.lives()) {
        return true;
      }
    }
    return false;
  }

  /** How many processes it is about, the child included. */
  int size() {
    return victims.size();
  }

  /** Those that were found by a pipe only. */
  int orphans() {
    return orphans.size();
  }
}
