package dev.weir.junit;

import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.TempFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** One test or one class: what was opened during it. */
final class Scope {
  /** Null for a class that is in no other, and for what cannot be told apart. */
  final Scope parent;

  /** Scopes inside that have not ended. */
  final AtomicInteger inside = new AtomicInteger();

  private final List<Handle> handles = new ArrayList<>();
  private final List<TempFile> files = new ArrayList<>();
  private int next = 1000;
  private volatile boolean over;

  Scope(Scope parent) {
    this.parent = parent;
  }

  boolean isOver() {
    return over;
  }

  void end() {
    over = true;
  }

  /** On the thread that opens. Handles are weak references to what they stand for. */
  synchronized void add(Handle handle) {
    if (handles.size() >= next) {
      handles.removeIf(one -> one.state() == Handle.CLOSED);
      next = 2 * handles.size() + 1000;
    }
    handles.add(handle);
  }

  synchronized void add(TempFile file) {
    files.add(file);
  }

  synchronized List<Handle> handles() {
    return new ArrayList<>(handles);
  }

  synchronized List<TempFile> files() {
    return new ArrayList<>(files);
  }

  synchronized void clear() {
    handles.clear();
    files.clear();
  }
}
