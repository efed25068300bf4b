package dev.weir.core.track;

import dev.weir.bootstrap.AgentThread;
import dev.weir.bootstrap.AtExit;
import dev.weir.bootstrap.Tally;
import dev.weir.bootstrap.TempFile;
import dev.weir.bootstrap.TempFiles;
import dev.weir.core.limit.path.TempRules;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/**
 * Looks which temp files are still there, once a second, and does what the policy says with those
 * that are left over. On a thread of its own, which begins with the first temp file: a look is a
 * stat(2), and where the directory is on a network that hangs, it must not be the sweeper that
 * hangs with it. One that is gone stays listed as deleted until the next look at it.
 */
final class TempFileChecks {
  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

  /** How long the end of the JVM waits for its temp files to be deleted. */
  private static final long AT_EXIT_MILLIS = 5000;

  /** How many are named in a line of the log. */
  private static final int NAMED = 3;

  private final LongAdder removed = new LongAdder();
  private final Sites sites;
  private volatile TempRules rules;
  private volatile int there;
  private volatile int overdue;
  private volatile boolean stopped;
  private Thread thread;
  private boolean atExit;

  TempFileChecks(Sites sites) {
    this.sites = sites;
  }

  /** Goes by these from now on. */
  synchronized void rules(TempRules now) {
    rules = now;
    if (now.looksAtExit() && !atExit) {
      atExit = AtExit.run(new Exit(this));
    }
  }

  /** Begins, once there is something to look at. On the sweeper's lock. */
  void start() {
    if (thread == null && !stopped && TempFiles.iterator().hasNext()) {
      thread = new AgentThread("weir-temp-files", this::run);
      thread.start();
    }
  }

  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!stopped) {
      try {
        round();
      } catch (RuntimeException e) {
        Tally.error(e);
      }
      LockSupport.parkNanos(INTERVAL);
      Thread.interrupted(); // else the next park would be none
    }
  }

  /** One look at each. */
  synchronized void round() {
    TempRules now = rules;
    int counted = 0;
    List<TempFile> old = new ArrayList<>();
    for (Iterator<TempFile> all = TempFiles.iterator(); all.hasNext() && !stopped; ) {
      TempFile file = all.next();
      file.trace(); // makes text of a raw stack, which keeps classes loaded
      boolean gone = !new File(file.path()).exists();
      if (gone && file.deleted()) {
        all.remove();
      }
      file.deleted(gone);
      counted += gone ? 0 : 1;
      if (!gone && now != null && isOld(file, now.maxAgeNanos())) {
        old.add(file);
      } else {
        file.overdue(false);
      }
    }
    int gone = old.isEmpty() ? 0 : leftOver(old, now, false);
    there = counted - gone;
    overdue = old.size() - gone;
  }

  /**
   * By when it was made or written to last, whichever is later: a log that is still written to, and
   * a directory in which files come and go, is in use. A time in the future is not old.
   */
  private static boolean isOld(TempFile file, long maxNanos) {
    if (System.nanoTime() - file.madeNanos() <= maxNanos) {
      return false;
    }
    long millis = System.currentTimeMillis() - new File(file.path()).lastModified();
    return TimeUnit.MILLISECONDS.toNanos(millis) > maxNanos;
  }

  /**
   * Does with these what the policy says; leaves those of the list that are left over.
   *
   * @return how many it has deleted
   */
  private int leftOver(List<TempFile> old, TempRules now, boolean atExit) {
    Map<Integer, String> links = Proc.links();
    if (links == null) {
      old.clear(); // who cannot see what is open leaves it alone
      return 0;
    }
    boolean delete = atExit ? now.deletesAtExit() : now.deletesOld();
    String key = atExit ? "files.temp.on-exit" : "files.temp.max-age";
    List<TempFile> said = new ArrayList<>();
    List<TempFile> gone = new ArrayList<>();
    // The last first: what was made in a directory is deleted before it.
    for (int i = old.size() - 1; i >= 0; i--) {
      TempFile file = old.get(i);
      if (isOpen(file, links.values())) {
        file.overdue(false);
        old.remove(i);
      } else if (delete && now.delete(file.identity(), atExit)) {
        file.remove();
        gone.add(file);
      } else if (!file.overdue()) {
        file.overdue(true);
        said.add(file);
      }
    }
    removed.add(gone.size());
    say(key, "deleted", gone);
    say(key, "left over", said);
    return gone.size();
  }

  private static boolean isOpen(TempFile file, Collection<String> links) {
    String place = place(file);
    for (String link : links) {
      if (link.equals(place) || link.startsWith(place + "/")) {
        return true;
      }
    }
    return false;
  }

  private static String place(TempFile file) {
    Path known = TempRules.place(file.identity());
    if (known != null) {
      return known.toString();
    }
    try {
      return new File(file.path()).getCanonicalPath();
    } catch (IOException e) {
      return file.path();
    }
  }

  private void say(String key, String what, List<TempFile> files) {
    if (!files.isEmpty()) {
      LoggerFactory.getLogger("weir").warn(line(key, what, files));
    }
  }

  private String line(String key, String what, List<TempFile> files) {
    StringBuilder line = new StringBuilder(key).append(": ").append(files.size());
    line.append(files.size() == 1 ? " temp file " : " temp files ").append(what).append(':');
    for (int i = 0; i < Math.min(NAMED, files.size()); i++) {
      TempFile file = files.get(i);
      line.append(i == 0 ? " " : ", ").append(printable(file.path()));
      line.append(", made by ").append(sites.of(file.trace()));
    }
    return line.append(files.size() > NAMED ? ", ..." : "").toString();
  }

  /** A name may hold what would make a line of its own. */
  private static String printable(String path) {
    StringBuilder text = new StringBuilder(path);
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        text.setCharAt(i, '?');
      }
    }
    return text.toString();
  }

  /** How many there were in the last whole round. */
  int there() {
    return there;
  }

  /** How many of them were left over. */
  int overdue() {
    return overdue;
  }

  /** How many Weir has deleted. */
  long removed() {
    return removed.sum();
  }

  /** All that are there: the application's own hooks are through. */
  private synchronized void end() {
    TempRules now = rules;
    List<TempFile> all = new ArrayList<>();
    for (Iterator<TempFile> each = TempFiles.iterator(); each.hasNext(); ) {
      TempFile file = each.next();
      if (new File(file.path()).exists()) {
        file.overdue(false); // what was said of its age is said again, now for good
        all.add(file);
      }
    }
    if (!all.isEmpty()) {
      leftOver(all, now, true);
    }
  }

  /**
   * At the end of the JVM: on a thread of Weir's, for which no rule counts, and for a bounded time,
   * for the directory may be on a network that hangs.
   */
  private static final class Exit implements Runnable {
    private final TempFileChecks checks;

    Exit(TempFileChecks checks) {
      this.checks = checks;
    }

    @Override
    public void run() {
      if (checks.stopped || !checks.rules.looksAtExit()) {
        return;
      }
      Thread last = new AgentThread("weir-at-exit", checks::end);
      last.start();
      try {
        last.join(AT_EXIT_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
