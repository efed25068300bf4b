package dev.weir.core.process;

import dev.weir.bootstrap.ChildProcess;
import dev.weir.bootstrap.Handle;
import dev.weir.core.config.Mode;
import java.util.ArrayList;
import java.util.List;

/** A child that is watched, and the pipes to it, which may outlive it. For one thread. */
final class Watched {
  final ChildProcess child;

  /** Who it is; null if it had ended before that was known. */
  private final Victim root;

  private final List<Pipe> pipes = new ArrayList<>();

  /** Read by any thread. */
  volatile Limits limits;

  /** Whether it was said that it is over its time, or that it has too much memory. */
  boolean timeSaid;

  boolean memorySaid;

  Ending ending;

  /** Why, how much it was, and whether that was said. */
  Reason reason;

  long found;
  boolean told;

  /** When to look again for who holds a pipe that it has left. */
  long searchAt;

  Watched(ChildProcess child) {
    this.child = child;
    searchAt = child.openedNanos();
    Victim found = Victim.of(child.pid());
    // While it is not reaped the number is its own, and this JVM its parent.
    boolean its =
        found != null
            && found.stat().parent() == ProcessHandle.current().pid()
            && child.state() == Handle.OPEN;
    root = its ? found : null;
  }

  void add(Pipe pipe) {
    pipes.add(pipe);
  }

  /** The child, if it runs. */
  Victim root() {
    return root != null && runs() && root.lives() ? root : null;
  }

  boolean runs() {
    return child.state() == Handle.OPEN;
  }

  List<Pipe> pipes() {
    pipes.removeIf(pipe -> !pipe.isOpen());
    return pipes;
  }

  boolean enforced() {
    return limits.mode() == Mode.ENFORCE;
  }

  /** When its time is up, on the clock of {@link System#nanoTime()}. Only where it is limited. */
  long deadline() {
    return child.openedNanos() + limits.timeout().toNanos();
  }

  /** Nothing of it is left that could be over a limit. */
  boolean isOver() {
    return ending == null && !runs() && pipes().isEmpty();
  }
}
