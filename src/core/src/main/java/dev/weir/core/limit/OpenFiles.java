package dev.weir.core.limit;

import dev.weir.bootstrap.Admission;
import dev.weir.bootstrap.HookPoint;
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
  }

  @Override
  public Throwable admit(HookPoint point, Object target) {
    String path = String.valueOf(target);
    if (needed.path(path)) {
      return null;
    }
    boolean forClassLoading = false;
    while (true) {
      int now = open.get();
      if (now >= max && !forClassLoading) {
        if (needed.byClassLoading()) {
          forClassLoading = true;
          continue;
        }
        refusals.add();
        if (enforce) {
          return refusal(point, path);
        }
        forClassLoading = true; // observing: it goes on, and counts
        continue;
      }
      if (open.compareAndSet(now, now + 1)) {
        return null;
      }
    }
  }

  @Override
  public void failed(HookPoint point, Object target) {
    if (counts(target)) {
      open.decrementAndGet();
    }
  }

  @Override
  public boolean counts(Object target) {
    return !needed.path(String.valueOf(target));
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
  private Throwable refusal(HookPoint point, String path) {
    String words = "Too many open files: weir files.max-open " + max;
    return point.words() == HookPoint.Words.NIO
        ? new FileSystemException(path, null, words)
        : new FileNotFoundException(path + " (" + words + ")");
  }
}
