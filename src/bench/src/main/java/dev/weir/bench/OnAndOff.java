package dev.weir.bench;

import dev.weir.bootstrap.Gate;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What Weir's gate costs an open and close, in one JVM under the agent: on and off in turns of 15
 * ms, so that both sides have the same compiled code and the same neighbours on the machine. Where
 * two JVMs differ by 20 % from run to run, these pairs tell a percent. What it leaves out is the
 * woven code up to the gate's first test.
 *
 * <pre>
 * java -javaagent:weir-agent.jar=metrics.port=off -cp benchmarks.jar dev.weir.bench.OnAndOff 1 4
 * </pre>
 */
public final class OnAndOff {
  private static final long WARM_UP = TimeUnit.MILLISECONDS.toNanos(1500);
  private static final long TURN = TimeUnit.MILLISECONDS.toNanos(15);
  private static final int PAIRS = 200;

  private final Field on;
  private final int threads;
  private final ExecutorService pool;

  private OnAndOff(int threads) throws NoSuchFieldException {
    // There is a way to turn the gate off, and none to turn it on again: only a benchmark would.
    on = Gate.class.getDeclaredField("on");
    on.setAccessible(true);
    this.threads = threads;
    pool = Executors.newFixedThreadPool(threads);
  }

  /**
   * @param arguments numbers of threads, each measured for itself; before them the names of ways,
   *     if not all are to be measured
   */
  public static void main(String[] arguments) throws Exception {
    System.out.println(
        "JDK "
            + Runtime.version()
            + "\n\n| open and close | threads | off, ns | on, ns | ratio of pairs: median (quartiles) |\n"
            + "|---|---|---|---|---|");
    List<String> threads = new ArrayList<>();
    List<Way> ways = new ArrayList<>();
    for (String argument : arguments) {
      if (Character.isDigit(argument.charAt(0))) {
        threads.add(argument);
      } else {
        ways.add(Way.valueOf(argument));
      }
    }
    for (String count : threads.isEmpty() ? List.of("1") : threads) {
      OnAndOff measure = new OnAndOff(Integer.parseInt(count));
      for (Way way : ways.isEmpty() ? List.of(Way.values()) : ways) {
        for (int frames : new int[] {0, 50}) {
          measure.row(way, frames);
        }
      }
      measure.pool.shutdown();
    }
  }

  private void row(Way way, int frames) throws Exception {
    turn(true, way, frames, WARM_UP);
    turn(false, way, frames, WARM_UP);
    List<Double> with = new ArrayList<>();
    List<Double> without = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      boolean first = i % 2 == 0;
      double one = turn(first, way, frames, TURN);
      double other = turn(!first, way, frames, TURN);
      with.add(first ? one : other);
      without.add(first ? other : one);
      ratios.add(first ? one / other : other / one);
    }
    System.out.printf(
        "| %s%s | %d | %,.0f | %,.0f | **%.3f** (%.3f to %.3f) |%n",
        way.label(),
        frames == 0 ? "" : ", +" + frames + " frames",
        threads,
        at(without, 0.5),
        at(with, 0.5),
        at(ratios, 0.5),
        at(ratios, 0.25),
        at(ratios, 0.75));
  }

  /** Nanoseconds of one thread for one open and close. */
  private double turn(boolean gate, Way way, int frames, long nanos) throws Exception {
    on.setBoolean(null, gate);
    CyclicBarrier start = new CyclicBarrier(threads);
    List<Callable<Double>> work = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      work.add(() -> once(start, way, frames, nanos));
    }
    double sum = 0;
    for (Future<Double> done : pool.invokeAll(work)) {
      sum += done.get();
    }
    return sum / threads;
  }

  private static double once(CyclicBarrier start, Way way, int frames, long nanos)
      throws Exception {
    try (Targets targets = new Targets()) {
      start.await();
      long begin = System.nanoTime();
      long operations = Depth.below(frames, () -> until(begin + nanos, way, targets));
      return (System.nanoTime() - begin) / (double) operations;
    }
  }

  private static long until(long end, Way way, Targets targets) throws IOException {
    long operations = 0;
    do {
      for (int i = 0; i < way.batch(); i++) {
        way.openAndClose(targets);
      }
      operations += way.batch();
    } while (System.nanoTime() - end < 0);
    return operations;
  }

  private static double at(List<Double> values, double share) {
    Collections.sort(values);
    return values.get((int) (share * (values.size() - 1)));
  }
}
