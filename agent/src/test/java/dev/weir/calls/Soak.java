package dev.weir.calls;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Eight threads that open, pass on and close, with collections in between. */
final class Soak {
  private static final int THREADS = 8;

  private Soak() {}

  static void run(Path dir, int seconds) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    BlockingQueue<Closeable> passed = new ArrayBlockingQueue<>(64);
    JdkCalls[] calls = JdkCalls.values();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int i = 0; System.nanoTime() - end < 0; i++) {
                    JdkCalls call = calls[ThreadLocalRandom.current().nextInt(calls.length)];
                    if (call == JdkCalls.ZIP_FILE_SYSTEM_BY_URI) {
                      continue; // one file system for each zip file
                    }
                    Closeable mine = call.open(dir);
                    if (!passed.offer(mine)) {
                      mine.close();
                    }
                    Closeable others = passed.poll();
                    if (others != null) {
                      others.close();
                    }
                    if (i % 2000 == 0) {
                      System.gc();
                    }
                  }
                } catch (Exception e) {
                  System.out.println("WRONG " + e);
                }
              });
      threads.add(thread);
      thread.start();
    }
    System.out.println("running");
    for (Thread thread : threads) {
      thread.join();
    }
    Calls.expect("soak", "slots by number", Calls.descriptors(), Calls.slots());
    for (Closeable left = passed.poll(); left != null; left = passed.poll()) {
      left.close();
    }
    Calls.expect("soak", "left", 0, Calls.slots().size());
    Calls.expect("soak", "descriptors left", 0, Calls.descriptors().size());
  }
}
