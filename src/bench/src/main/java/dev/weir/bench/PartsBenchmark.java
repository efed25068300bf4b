package dev.weir.bench;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the JDK takes for the parts that the gate is made of, each as often as one open+close. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xmx1g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PartsBenchmark {
  private final ReferenceQueue<Object> queue = new ReferenceQueue<>();
  private final AtomicReferenceArray<Object> slots = new AtomicReferenceArray<>(1024);
  private final LongAdder opened = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final LongAdder lifetime = new LongAdder();

  /** The floor: an owner that dies young. */
  @Benchmark
  public Object owner() {
    return new Object();
  }

  /** The same with a weak reference to it, which the collector has to look at. */
  @Benchmark
  public Object ownerAndWeakReference() {
    return new WeakReference<>(new Object(), queue);
  }

  /** The same, and cleared as a close could do it. */
  @Benchmark
  public Object ownerAndClearedWeakReference() {
    WeakReference<Object> reference = new WeakReference<>(new Object(), queue);
    reference.clear();
    return reference;
  }

  /** Two looks at the clock. */
  @Benchmark
  public long clock() {
    long before = System.nanoTime();
    return System.nanoTime() - before;
  }

  /** One counter for the open, two for the close. */
  @Benchmark
  public void counters() {
    opened.increment();
    ended.increment();
    lifetime.add(1000);
  }

  /** Into the array and out of it. */
  @Benchmark
  public Object slot() {
    Object handle = new Object();
    slots.getAndSet(100, handle);
    slots.compareAndSet(100, handle, null);
    return handle;
  }

  /** The name of the current thread. */
  @Benchmark
  public String threadName() {
    return Thread.currentThread().getName();
  }
}
