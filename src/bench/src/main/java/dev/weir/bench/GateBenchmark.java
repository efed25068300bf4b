package dev.weir.bench;

import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.OpenGate;
import dev.weir.bootstrap.Stacks;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The ledger's own operations, without the JDK's and without a system call: descriptors are made
 * up, one for each thread, next to each other as real ones are.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {
      "-Xmx1g",
      "--add-exports=java.base/jdk.internal.access=ALL-UNNAMED",
      "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED"
    })
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GateBenchmark {
  private static final HookPoint POINT =
      new HookPoint(0, "bench", "bench", Kind.FILE, HookPoint.Words.IO, null);
  private static final AtomicInteger NEXT = new AtomicInteger(100);

  /** The real owner is a FileDescriptor, new for each open. */
  private static final class Owner {}

  /** The gate and its budget are one for the JVM. */
  @State(Scope.Benchmark)
  public static class Budget {
    /** Walk no stack, or walk each one. */
    @Param({"none", "every"})
    public String stacks;

    @Setup(Level.Trial)
    public void setUp() {
      Stacks.configure(32, stacks.equals("none") ? 0 : 1e6);
      Gate.install(new HookPoint[] {POINT});
    }
  }

  @Param({"0", "50"})
  int frames;

  private final int fd = NEXT.getAndIncrement();

  /** All that an open and a close cost when nothing limits them. */
  @Benchmark
  public long openedAndClosed(Budget budget) throws IOException {
    return Depth.below(frames, this::once);
  }

  private long once() {
    Owner owner = new Owner();
    OpenGate.opened(0, owner, "target", 1, 0, fd, -1, -1);
    Gate.closed(0, owner, fd);
    return fd;
  }
}
