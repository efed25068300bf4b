package dev.weir.bootstrap;

/**
 * A thread of Weir's own. What it opens is marked and is never counted, refused or reported. A
 * daemon, with no thread locals and no context class loader of the application's.
 */
public final class AgentThread extends Thread {
  public AgentThread(String name, Runnable work) {
    super(null, work, name, 0, false);
    setDaemon(true);
    setContextClassLoader(null);
  }
}
