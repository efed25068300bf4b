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

  private AtExit() {}

  /** For good: there is no way to take it back. False if there is no free slot, or it ends now. */
  public static boolean run(Runnable work) {
    for (int slot = LAST; slot > DELETE_ON_EXIT; slot--) {
      try {
        SharedSecrets.getJavaLangAccess().registerShutdownHook(slot, false, work);
        return true;
      } catch (InternalError e) {
        // Somebody else's.
      } catch (IllegalStateException e) {
        return false;
      }
    }
    return false;
  }
}
