package dev.weir.bootstrap;

/** Facts about threads that Java 17's API cannot say. */
final class Threads {
  /** Superclass of virtual threads since JDK 21; null before. */
  private static final Class<?> VIRTUAL = find("java.lang.BaseVirtualThread");

  /** Thread of {@code jdk.internal.ref.CleanerFactory}'s cleaner (17 and 25). */
  private static volatile Thread cleaner;

  /** Of {@code java.lang.ref.Finalizer}; null where finalization is disabled. */
  private static volatile Thread finalizer;

  /**
   * Of {@code sun.java2d.Disposer} (17 and 25), which closes dropped image streams over files. It
   * is made when it is first needed, so it is known by its name: the same literal, the same object.
   */
  private static final String DISPOSER = "Java2D Disposer";

  private Threads() {}

  static boolean isVirtual(Thread thread) {
    return VIRTUAL != null && VIRTUAL.isInstance(thread);
  }

  /**
   * Whether this is one of the JDK's threads that work on dropped objects only. What they close was
   * not closed by the application: a stream by the cleaner, a zip file system by its {@code
   * finalize()}.
   */
  static boolean isReclaimer(Thread thread) {
    return thread == cleaner || thread == finalizer || thread.getName() == DISPOSER;
  }

  /** Looks for the two; called at start, when the JDK has made them. */
  static void findReclaimers() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    Thread[] all = new Thread[root.activeCount() + 64];
    int count = root.enumerate(all, true);
    for (int i = 0; i < count; i++) {
      if (all[i].getClass().getClassLoader() == null) {
        if (all[i].getName().equals("Common-Cleaner")) {
          cleaner = all[i];
        } else if (all[i].getName().equals("Finalizer")) {
          finalizer = all[i];
        }
      }
    }
  }

  private static Class<?> find(String name) {
    try {
      return Class.forName(name, false, null);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }
}
