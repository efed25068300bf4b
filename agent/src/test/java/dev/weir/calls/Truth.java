package dev.weir.calls;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Opens each {@link Way} and says which descriptors the kernel has more for it: {@code open NAME
 * FD=LINK ...}; on the next line of its input it closes, and says {@code closed NAME} when the
 * kernel has none of them left. Then it runs each {@link Failing} and says {@code failed NAME}.
 * With the argument {@code virtual} it does so on virtual threads.
 */
public final class Truth {
  /** A bound for what never takes so long. */
  private static final int PATIENCE = 6000;

  private Truth() {}

  public static void main(String[] arguments) throws Exception {
    boolean virtual = arguments.length > 0 && arguments[0].equals("virtual");
    Path dir = Files.createTempDirectory("weir-truth");
    JdkCalls.prepare(dir);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    in.readLine(); // Weir's endpoint is up
    for (Way way : Way.all()) {
      // Twice: what the JDK opens once with it stays, and is no part of it.
      close(open(way, dir, virtual), virtual);
      Map<Integer, String> before = Calls.links();
      close(open(way, dir, virtual), virtual);
      settle(() -> gc(Calls.links().size() - before.size()) <= 0);
    }
    settle(Truth::noClientLeft);
    System.out.println("warm");
    in.readLine();
    for (Way way : Way.all()) {
      Map<Integer, String> before = Calls.links();
      Closeable opened = open(way, dir, virtual);
      Map<Integer, String> more = new TreeMap<>(Calls.links());
      more.entrySet().removeAll(before.entrySet());
      StringBuilder line = new StringBuilder("open " + way.name());
      more.forEach(
          (fd, link) -> line.append(' ').append(fd).append('=').append(link.replace(' ', '_')));
      System.out.println(line);
      in.readLine();
      close(opened, virtual);
      opened = null;
      boolean all =
          settle(
              () -> {
                Map<Integer, String> now = Calls.links();
                now.entrySet().retainAll(more.entrySet());
                return gc(now.size()) == 0;
              });
      System.out.println("closed " + way.name() + (all ? "" : " NOT"));
      in.readLine();
    }
    for (Failing failing : Failing.values()) {
      run(() -> failing.run(dir), virtual); // warm
      Map<Integer, String> before = Calls.links();
      run(() -> failing.run(dir), virtual);
      boolean none =
          settle(
              () -> {
                Map<Integer, String> now = Calls.links();
                now.entrySet().removeAll(before.entrySet());
                return now.size() == failing.lost();
              });
      System.out.println("failed " + failing + (none ? "" : " NOT"));
      in.readLine();
    }
    System.out.println("done");
    in.readLine();
  }

  private static boolean settle(NetCalls.Condition condition) throws Exception {
    for (int i = 0; i < PATIENCE; i++) {
      if (condition.holds()) {
        return true;
      }
      Thread.sleep(10);
    }
    return false;
  }

  /** Before 21 an HttpClient has no close(): its selector ends some time after it is collected. */
  private static boolean noClientLeft() {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().matches("HttpClient-[0-9]+-SelectorManager")) {
        System.gc();
        return false;
      }
    }
    return true;
  }

  /** Collects where something is left; gives how many are. */
  private static int gc(int left) {
    if (left > 0) {
      System.gc();
    }
    return left;
  }

  private static Closeable open(Way way, Path dir, boolean virtual) throws Exception {
    Closeable[] opened = new Closeable[1];
    run(() -> opened[0] = way.open(dir), virtual);
    return opened[0];
  }

  private static void close(Closeable opened, boolean virtual) throws Exception {
    run(opened::close, virtual);
  }

  /** Work. */
  private interface Work {
    void run() throws Exception;
  }

  private static void run(Work work, boolean virtual) throws Exception {
    if (!virtual) {
      work.run();
      return;
    }
    Throwable[] thrown = new Throwable[1];
    Runnable task =
        () -> {
          try {
            work.run();
          } catch (Throwable t) {
            thrown[0] = t;
          }
        };
    // By reflection: the tests are compiled for 17.
    Thread thread =
        (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    thread.join();
    if (thrown[0] != null) {
      throw new IOException(thrown[0]);
    }
  }
}
