package dev.weir.bootstrap;

/** Facts about threads that Java 17's API cannot say. */
final class Threads {
  /** Superclass of virtual threads since JDK 21; null before. */
  private static final Class<?> VIRTUAL = find("java.lang.BaseVirtualThread");

  /** The JDK's own Cleaner thread, in {@code jdk.internal.ref.CleanerFactory} (17 and 25). */
  private static volatile Thread cleaner;

  private Threads() {}

  static boolean isVirtual(Thread thread) {
    return VIRTUAL != null && VIRTUAL.isInstance(thread);
  }

  /**
   * Whether this is the thread of {@code CleanerFactory.cleaner()}. Only the JDK can give it work,
   * so what it closes was dropped and not closed by the application.
   */
  static boolean isCleaner(Thread thread) {
    return thread == cleaner;
  }

  /** Looks for the Cleaner's thread; called at start, when the JDK has made it. */
  static void findCleaner() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    Thread[] all = new Thread[root.activeCount() + 64];
    int count = root.enumerate(all, true);
    for (int i = 0; i < count; i++) {
      if (all[i].getName().equals("Common-Cleaner") && all[i].getClass().getClassLoader() == null) {
        cleaner = all[i];
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
