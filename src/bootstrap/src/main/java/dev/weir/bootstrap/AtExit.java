package dev.weir.bootstrap;

import jdk.internal.access.SharedSecrets;

/**
 * What is to be done when the JVM ends and the application's shutdown hooks are through. {@code
 * java.lang.Shutdown} (17 and 25) runs ten slots in order: the console is 0, all hooks of the
 * application's are 1, {@code File.deleteOnExit} is 2; the others are free. Nothing runs there when
 * the JVM is halted or killed.
 */
public final class AtExit {
  private static final int LAST = 9;
  private static final int DELETE_ON_EXIT = 2;

  /**
   * What stands in the slot, one for all attaches: a slot is never given back, and there are seven.
   */
  private static final Last LAST_WORK = new Last();

  private static volatile Runnable work;
  private static boolean registered;

  private AtExit() {}

  /**
   * Runs this then, instead of what was to be run before. Not for an application's thread: it takes
   * a lock.
   *
   * @return false if there is no free slot, or the JVM ends now: then it will not run
   */
  public static synchronized boolean run(Runnable now) {
    work = now;
    registered = registered || register();
    return registered;
  }

  /** Nothing is run then, and nothing of the agent's kept: the slot stays, and does nothing. */
  static void forget() {
    work = null;
  }

  private static boolean register() {
    for (int slot = LAST; slot > DELETE_ON_EXIT; slot--) {
      try {
        SharedSecrets.getJavaLangAccess().registerShutdownHook(slot, false, LAST_WORK);
        return true;
      } catch (InternalError e) {
        // Somebody else's.
      } catch (IllegalStateException e) {
        return false;
      }
    }
    return false;
  }

  private static final class Last implements Runnable {
    @Override
    public void run() {
      Runnable its = work;
      if (its != null) {
        its.run();
      }
    }
  }
}
