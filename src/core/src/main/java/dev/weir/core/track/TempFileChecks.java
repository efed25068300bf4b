package dev.weir.core.track;

import dev.weir.bootstrap.TempFile;
import dev.weir.bootstrap.TempFiles;
import java.io.File;
import java.util.Iterator;

/**
 * Looks which temp files are still there, a portion a sweep: a look is a stat(2), and a directory
 * may be on a slow disk. One that is gone stays listed as deleted until the next look at it.
 */
final class TempFileChecks {
  private static final int PORTION = 1000;

  /** Null between two rounds: an iterator that has seen the end does not see what comes later. */
  private Iterator<TempFile> at;

  private int counted;
  private volatile int there;

  /** One portion; where the list ends, the next begins anew. On the sweeper's lock. */
  void next() {
    if (at == null) {
      at = TempFiles.iterator();
      counted = 0;
    }
    for (int i = 0; i < PORTION; i++) {
      if (!at.hasNext()) {
        there = counted;
        at = null;
        return;
      }
      TempFile file = at.next();
      file.trace(); // makes text of a raw stack, which keeps classes loaded
      boolean gone = !new File(file.path()).exists();
      if (gone && file.deleted()) {
        at.remove();
      }
      file.deleted(gone);
      counted += gone ? 0 : 1;
    }
  }

  /** How many there were in the last whole round. */
  int there() {
    return there;
  }
}
