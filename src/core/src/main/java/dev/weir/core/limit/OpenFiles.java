package dev.weir.core.limit;

import dev.weir.bootstrap.Admission;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.HookPoint.Words;
import dev.weir.bootstrap.Kind;
import java.io.FileNotFoundException;
import java.nio.file.FileSystemException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code files.max-open}: how many files and directories the application may hold open at once.
 *
 * <p>The count is exact, by compare-and-set: an open that is under way stands in it. Observing, the
 * same count runs past the cap, and each open beyond it is counted as a refusal that was not made.
 */
public final class OpenFiles implements Admission {
  private final int max;
  private final boolean enforce;
  private final Needed needed;
  private final Refusals.Rule refusals;
  private final AtomicInteger open = new AtomicInteger();

  public OpenFiles(int max, boolean enforce) {
    this(max, enforce, Needed.ofThisJvm());
  }

  OpenFiles(int max, boolean enforce, Needed needed) {
    this.max = max;
    this.enforce = enforce;
    this.needed = needed;
    this.refusals = Refusals.rule("files.max-open", enforce ? "enforce" : "observe");
    // Loads both, so that the first refusal does not on an application's thread.
    refusal(Words.IO, "");
    refusal(Words.NIO, "");
  }

  @Override
  public Throwable admit(HookPoint point, Object target) {
    String path = String.valueOf(target);
    if (needed.path(path)) {
      return null;
    }
    boolean beyond = false;
    while (true) {
      int now = open.get();
      if (now >= max && !beyond) {
        // Observing, an open beyond the cap must not cost a walk: then what the JVM needs counts as
        // a refusal too.
        if (enforce && !needed.byCaller(path)) {
          refusals.add();
          return refusal(point.words(), path);
        }
        if (!enforce) {
          refusals.add();
        }
        beyond = true;
        continue;
      }
      if (open.compareAndSet(now, now + 1)) {
        return null;
      }
    }
  }

  @Override
  public void failed(HookPoint point, Object target) {
    if (point.words() != null && !needed.path(String.valueOf(target))) {
      open.decrementAndGet();
    }
  }

  @Override
  public boolean counts(HookPoint point, Object target) {
    return (point.kind() == Kind.FILE || point.kind() == Kind.DIRECTORY)
        && !needed.path(String.valueOf(target));
  }

  @Override
  public void ended() {
    open.decrementAndGet();
  }

  /** Files and directories that count now. */
  public int open() {
    return open.get();
  }

  /** In the words of the operating system, as the method that is refused declares it. */
  private Throwable refusal(Words whose, String path) {
    String words = "Too many open files: weir files.max-open " + max;
    return whose == Words.NIO
        ? new FileSystemException(path, null, words)
        : new FileNotFoundException(path + " (" + words + ")");
  }
}
