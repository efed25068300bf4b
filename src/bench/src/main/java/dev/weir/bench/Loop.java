package dev.weir.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Opens and closes for a fixed time in each {@link Way}, shallow and below 50 frames. One line for
 * each on stdout: name, wall time, CPU time; both in ns for one operation of one thread.
 *
 * <p>The wall time is all of it, collector pauses included. The CPU time is the whole process's:
 * what the collector, the compiler and the agent's own threads do is in it too, and what other
 * processes take from this one is not.
 */
public final class Loop {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private Loop() {}

  /**
   * @param arguments threads, warm-up in ms, measured time in ms
   */
  public static void main(String[] arguments) throws Exception {
    int threads = Integer.parseInt(arguments[0]);
    long warmUp = Long.parseLong(arguments[1]);
    long measured = Long.parseLong(arguments[2]);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    for (Way way : Way.values()) {
      for (int frames : new int[] {0, 50}) {
        measure(pool, threads, way, frames, warmUp);
        System.out.println(
            way.label()
                + (frames == 0 ? "" : ", +" + frames + " frames")
                + (threads == 1 ? "" : ", " + threads + " threads")
                + "\t"
                + measure(pool, threads, way, frames, measured));
      }
    }
    pool.shutdown();
  }

  private static String measure(ExecutorService pool, int threads, Way way, int frames, long millis)
      throws Exception {
    CyclicBarrier start = new CyclicBarrier(threads);
    List<Callable<long[]>> work = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      work.add(() -> run(start, way, frames, millis));
    }
    long cpu = PROCESS.getProcessCpuTime();
    long nanos = 0;
    long operations = 0;
    for (Future<long[]> done : pool.invokeAll(work)) {
      nanos += done.get()[0];
      operations += done.get()[1];
    }
    cpu = PROCESS.getProcessCpuTime() - cpu;
    return nanos / (double) operations + "\t" + cpu / (double) operations;
  }

  private static long[] run(CyclicBarrier start, Way way, int frames, long millis)
      throws Exception {
    try (Targets targets = new Targets()) {
      start.await();
      long begin = System.nanoTime();
      long end = begin + TimeUnit.MILLISECONDS.toNanos(millis);
      long operations = Depth.below(frames, () -> until(end, way, targets));
      return new long[] {System.nanoTime() - begin, operations};
    }
  }

  private static long until(long end, Way way, Targets targets) throws IOException {
    long operations = 0;
    do {
      batch(way, targets);
      operations += 2L * way.batch();
    } while (System.nanoTime() < end);
    return operations;
  }

  /** So often called that it is compiled as a method of its own, not on the stack of a loop. */
  private static void batch(Way way, Targets targets) throws IOException {
    for (int i = 0; i < 2 * way.batch(); i++) {
      way.openAndClose(targets);
    }
  }
}
