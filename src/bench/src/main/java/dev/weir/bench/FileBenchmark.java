package dev.weir.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Open and close in each {@link Way}. With {@code -jvmArgsAppend -javaagent:weir-agent.jar} the
 * agent is in; {@code -t 4} runs four threads.
 *
 * <p>The extra frames are entered for each operation, which costs the same with and without.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xmx1g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FileBenchmark {
  @Param Way way;

  /** Frames above the benchmark's own. */
  @Param({"0", "50"})
  int frames;

  private Targets targets;

  @Setup
  public void setUp() throws IOException {
    targets = new Targets();
  }

  @TearDown
  public void tearDown() throws IOException {
    targets.close();
  }

  @Benchmark
  public long openAndClose() throws IOException {
    return Depth.below(frames, this::once);
  }

  private long once() throws IOException {
    way.openAndClose(targets);
    return 1;
  }
}
