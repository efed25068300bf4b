package dev.weir.core.config;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Looks after the policy file: every two seconds, by its content, for times lie and symbolic links
 * are swapped. A change counts once two readings in a row are equal, half a second apart, so that a
 * file is not taken while it is being written. Arguments, properties and variables stay as they
 * were at the start, and count before the file.
 *
 * <p>Run it on a thread of the agent's own; it does blocking reads, and calls its listener there.
 */
public final class PolicyWatch implements Runnable {
  private static final long PAUSE_MILLIS = 2000;
  private static final long CONFIRM_MILLIS = 500;

  /** A change under way may weave some hundred classes, on a machine that is busy. */
  private static final long STOP_MILLIS = 30_000;

  /** What is left where a disk was full. It would lift every limit. */
  private static final YamlFile.Content EMPTIED =
      new YamlFile.Content(null, "has become empty; for a policy without limits write {}");

  /**
   * Who is told. Called by one thread; what it throws is told to {@link #failed}. A change that it
   * threw at may be half in force: any valid content that follows is told as a change, also one
   * that says the same as that or as the one before.
   */
  public interface Listener {
    /**
     * There is a valid policy: another one, or one that follows an invalid one and may be equal to
     * that in force.
     */
    void changed(Loaded loaded);

    /**
     * The file has become wrong, or has gone: told once, until it changes again. The policy in
     * force stays; that of {@code loaded} is not to be used.
     */
    void invalid(Loaded loaded);

    /** Something went wrong in a look or in this listener; there will be further looks. */
    void failed(Throwable error);
  }

  private final String agentArguments;
  private final Map<String, String> environment;
  private final Map<String, String> systemProperties;
  private final YamlFile file;
  private final Listener listener;

  private Loaded told;
  private YamlFile.Content judged;
  private YamlFile.Content seen;
  private boolean half;
  private boolean stopped;
  private Thread runner;

  /**
   * The first three as {@link PolicyLoader#load} had them at the start.
   *
   * @param loaded what it gave; its file is watched
   * @throws IllegalArgumentException if there is no file
   */
  public PolicyWatch(
      String agentArguments,
      Map<String, String> environment,
      Map<String, String> systemProperties,
      Loaded loaded,
      Listener listener) {
    if (loaded.file() == null) {
      throw new IllegalArgumentException("no file to watch");
    }
    this.agentArguments = agentArguments;
    this.environment = Map.copyOf(environment);
    this.systemProperties = Map.copyOf(systemProperties);
    this.listener = listener;
    file = new YamlFile(loaded.file(), new Problems());
    told = loaded;
  }

  /** Looks until it is stopped or interrupted. */
  @Override
  public void run() {
    synchronized (this) {
      runner = Thread.currentThread();
    }
    long pause = 0;
    try {
      while (pause(pause)) {
        pause = PAUSE_MILLIS;
        try {
          if (look()) {
            pause = CONFIRM_MILLIS;
          }
        } catch (Throwable e) { // a watch that has ended in silence is worse than any error
          listener.failed(e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends {@link #run()}, and waits for its thread, for a call of the listener may be under way: at
   * most half a minute. To be called by another thread, which holds nothing that the listener
   * needs.
   *
   * @return false if it has not ended in time
   */
  public boolean stop() {
    Thread running;
    synchronized (this) {
      stopped = true;
      notifyAll();
      running = runner; // null: it has not begun, and will not look
    }
    if (running == null) {
      return true;
    }
    try {
      running.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !running.isAlive();
  }

  private synchronized boolean pause(long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long left = millis;
    while (!stopped && left > 0) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
    return !stopped;
  }

  /**
   * One look.
   *
   * @return whether there is something new, which a second look has to confirm
   */
  boolean look() {
    YamlFile.Content now = file.content();
    if (now.noDescriptor()) {
      return false; // That is no word about the policy.
    }
    if (now.bytes() != null && now.bytes().length == 0) {
      now = EMPTIED;
    }
    boolean again = now.equals(seen);
    seen = now;
    if (now.equals(judged)) {
      return false;
    }
    if (!again) {
      return true;
    }
    judged = now;
    judge(PolicyLoader.load(agentArguments, environment, systemProperties, now));
    return false;
  }

  private void judge(Loaded loaded) {
    Loaded before = told;
    told = loaded;
    if (loaded.valid()) {
      if (half || !before.valid() || !before.policy().equals(loaded.policy())) {
        half = true;
        listener.changed(loaded);
        half = false;
      }
    } else if (!before.problems().equals(loaded.problems())) {
      listener.invalid(loaded);
    }
  }
}
