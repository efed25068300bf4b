package dev.weir.bootstrap;

/**
 * A thread of Weir's own. What it opens is marked and is never counted, refused or reported. A
 * daemon, with no inherited thread locals; its context class loader is that of its work, so that a
 * library which looks for resources there finds Weir's and not the application's.
 */
public final class AgentThread extends Thread {
  public AgentThread(String name, Runnable work) {
    super(null, work, name, 0, false);
    setDaemon(true);
    setContextClassLoader(work.getClass().getClassLoader());
  }
}
