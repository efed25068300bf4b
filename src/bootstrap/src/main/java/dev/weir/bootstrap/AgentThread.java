package dev.weir.bootstrap;

/**
 * A thread of Weir's own. What it opens is marked and is never counted, refused or reported.
 *
 * <p>It keeps out of the application's sight and reach: a daemon in the JVM's root thread group (an
 * application may count, interrupt or wait for the threads of its own), with no inherited thread
 * locals, and with an exception handler of its own (the application's may end the JVM). Its context
 * class loader is that of its work, so that a library which looks for resources there finds Weir's
 * and not the application's.
 */
public final class AgentThread extends Thread implements Thread.UncaughtExceptionHandler {
  public AgentThread(String name, Runnable work) {
    super(root(), work, name, 0, false);
    setDaemon(true);
    setContextClassLoader(work.getClass().getClassLoader());
    setUncaughtExceptionHandler(this);
  }

  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {
    Tally.error(thrown);
  }

  private static ThreadGroup root() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group != null && group.getParent() != null) {
      group = group.getParent();
    }
    return group;
  }
}
