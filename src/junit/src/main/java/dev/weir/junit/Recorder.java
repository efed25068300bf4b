package dev.weir.junit;

import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.OpenListener;
import dev.weir.bootstrap.TempFile;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says which test opened what, on the thread that opens: a thread belongs to the test that started
 * it, which is what an inheritable thread local is. What a thread opens that no running test
 * started (a pool of an earlier one, the JDK's common pool) goes to the class around the tests that
 * run; without one to the only test that runs; and else to {@link #STRAY}, for which the last of
 * them answers.
 *
 * <p>One for the JVM. Only to be touched when the agent is in: see {@link Agent}.
 */
final class Recorder implements OpenListener {
  /**
   * Whose thread it is; {@code on} is the thread where that was said, for others inherited it; and
   * whose it was before, and is again.
   */
  private record Bond(Scope scope, Thread on, Bond before) {}

  private static final InheritableThreadLocal<Bond> BOND = new InheritableThreadLocal<>();
  private static final Set<Scope> RUNNING = ConcurrentHashMap.newKeySet();
  static final Scope STRAY = new Scope(null);

  /** Directories that JUnit deletes. */
  private static final Set<String> TEMP_DIRS = ConcurrentHashMap.newKeySet();

  private static volatile Thread probing;
  private static volatile boolean probed;

  private Recorder() {}

  /** Listens from now on; false if no event arrives, because the agent has turned itself off. */
  static boolean install() throws IOException {
    Recorder recorder = new Recorder();
    Ledger.listen(recorder);
    probing = Thread.currentThread();
    try {
      new FileInputStream("/dev/null").close();
      return probed;
    } finally {
      probing = null;
    }
  }

  /** A test's instance is being made: what its fields open is the test's. */
  static void prepare() {
    Bond bond = BOND.get();
    Bond before = isPrepared(bond) ? bond.before : bond; // a constructor threw: no test came of it
    BOND.set(new Bond(new Scope(null), Thread.currentThread(), before));
  }

  /** The scope of this thread's test begins; what {@link #prepare} has begun goes on as it. */
  static Scope begin(Scope parent, boolean prepared) {
    Bond bond = BOND.get();
    Scope scope = new Scope(parent);
    if (isPrepared(bond)) {
      if (prepared) {
        bond.scope.handles().forEach(scope::add);
        bond.scope.files().forEach(scope::add);
      }
      bond.scope.end();
      bond = bond.before;
    }
    if (parent != null) {
      parent.inside.incrementAndGet();
    }
    RUNNING.add(scope);
    BOND.set(new Bond(scope, Thread.currentThread(), bond));
    return scope;
  }

  private static boolean isPrepared(Bond bond) {
    return bond != null
        && bond.on == Thread.currentThread()
        && !bond.scope.isOver()
        && !RUNNING.contains(bond.scope);
  }

  /** It ends; true for the last one that runs, which answers for {@link #STRAY} too. */
  static boolean end(Scope scope) {
    scope.end();
    RUNNING.remove(scope);
    if (scope.parent != null) {
      scope.parent.inside.decrementAndGet();
    }
    Bond bond = BOND.get();
    if (bond != null && bond.scope == scope) {
      BOND.set(bond.before);
    }
    return RUNNING.isEmpty();
  }

  /** Whether JUnit will delete it. */
  static boolean isInTempDir(String path) {
    for (String directory : TEMP_DIRS) {
      if (path.startsWith(directory)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void opened(Handle handle) {
    if (probing == Thread.currentThread()) {
      probed = true;
    } else if (!handle.own()) {
      Scope scope = scope();
      if (scope != null) {
        scope.add(handle);
      }
    }
  }

  @Override
  public void made(TempFile file) {
    if (Forever.isTempDir(file)) {
      TEMP_DIRS.add(file.path() + "/");
      return;
    }
    Scope scope = scope();
    if (scope != null) {
      scope.add(file);
    }
  }

  /** Whose is what this thread opens; null for nobody. */
  static Scope scope() {
    Thread thread = Thread.currentThread();
    Bond bond = BOND.get();
    // A worker of JUnit's runs many tests, and was made by whichever ran then.
    boolean worker = thread.getClass().getName().startsWith("org.junit.");
    if (bond != null && !bond.scope.isOver() && (!worker || bond.on == thread)) {
      return bond.scope;
    }
    return worker || bond != null && bond.on == thread ? null : shared();
  }

  /**
   * Whose it is where the thread does not tell: the class' around all tests that run, for it may be
   * of a server that lives as long as the class. (The JDK's own threads inherit no thread locals.)
   */
  private static Scope shared() {
    Scope found = null;
    for (Scope scope : RUNNING) {
      if (scope.inside.get() == 0) {
        Scope whose = scope.parent == null ? scope : scope.parent;
        if (found != null && found != whose) {
          return STRAY;
        }
        found = whose;
      }
    }
    return found;
  }
}
