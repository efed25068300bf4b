package dev.weir.junit;

import dev.weir.bootstrap.ChildProcess;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.Mapping;
import dev.weir.bootstrap.PipeHandle;
import dev.weir.bootstrap.TempFile;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Decides what of a scope has leaked. A test that closes everything costs it a walk over a list;
 * only where something is open does it ask for collections, and wait for closes that are on their
 * way and for processes that the JDK's reaper has not seen end.
 */
final class Judge {
  /** Collections asked for, spread over the grace. */
  private static final int COLLECTIONS = 3;

  private Judge() {}

  static List<Leak> judge(Scope scope, long graceMillis) {
    List<Handle> handles = scope.handles();
    List<TempFile> files = scope.files();
    handles.removeIf(handle -> handle instanceof Mapping || isClosed(handle));
    handles.removeIf(Forever::keeps);
    files.removeIf(file -> Recorder.isInTempDir(file.path()));
    long start = System.nanoTime();
    long grace = TimeUnit.MILLISECONDS.toNanos(graceMillis);
    for (int asked = 0; ; ) {
      handles.removeIf(Judge::isClosed);
      files.removeIf(file -> !new File(file.path()).exists());
      long spent = System.nanoTime() - start;
      boolean collected = asked > 0;
      boolean decided =
          files.isEmpty()
              && handles.stream()
                  .allMatch(handle -> isDropped(handle) || collected && Forever.mayPool(handle));
      if (decided || spent >= grace && collected) {
        return leaks(handles, files);
      }
      if (asked < COLLECTIONS && spent >= asked * grace / COLLECTIONS) {
        asked++;
        System.gc();
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return leaks(handles, files);
      }
    }
  }

  private static boolean isClosed(Handle handle) {
    int state = handle.state();
    if (state == Handle.CLOSED) {
      return true;
    }
    if (handle instanceof ChildProcess || isDropped(handle)) {
      return false;
    }
    // Closed past every hook: the kernel does not know it, or knows something else by its number.
    return Ledger.get(handle.fd()) != handle
        || !Files.exists(Path.of("/proc/self/fd/" + handle.fd()), LinkOption.NOFOLLOW_LINKS);
  }

  /** Collected, or closed by the JDK's Cleaner: the application did not. */
  private static boolean isDropped(Handle handle) {
    int state = handle.state();
    return !(handle instanceof ChildProcess)
        && (state == Handle.COLLECTED
            || state == Handle.CLEANED
            || state == Handle.GONE
            || state != Handle.CLOSED && handle.refersTo(null));
  }

  private static List<Leak> leaks(List<Handle> handles, List<TempFile> files) {
    // What is in a pool is not dropped: the pool holds it.
    handles.removeIf(handle -> !isDropped(handle) && Forever.mayPool(handle));
    List<Leak> leaks = new ArrayList<>();
    Set<Integer> running = new HashSet<>();
    for (Handle handle : handles) {
      if (handle instanceof ChildProcess child) {
        running.add(child.pid());
      }
    }
    for (Handle handle : handles) {
      if (handle instanceof PipeHandle pipe && running.contains(pipe.pid())) {
        continue; // it ends with its process, which is said
      }
      leaks.add(
          new Leak(
              handle.kind().label(), target(handle), how(handle), handle.thread(), handle.trace()));
    }
    for (TempFile file : files) {
      leaks.add(new Leak("temp-file", file.path(), "not deleted", file.thread(), file.trace()));
    }
    return leaks;
  }

  private static String target(Handle handle) {
    return handle instanceof ChildProcess child
        ? child.target() + " (" + child.pid() + ")"
        : handle.target();
  }

  private static String how(Handle handle) {
    if (handle instanceof ChildProcess) {
      return "still running";
    }
    if (isDropped(handle)) {
      return "dropped and never closed";
    }
    return handle.state() == Handle.CLOSING
        ? "closed, but held by a selector or a reader"
        : "still open";
  }
}
