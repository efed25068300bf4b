package dev.weir.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ChildProcessTest {
  private static final AtomicInteger PIDS = new AtomicInteger(1 << 23);

  private final TestGate.Counts counts = new TestGate.Counts();
  private final int pid = PIDS.getAndIncrement();
  private final Pretended process = new Pretended(pid);

  /** Only its pid is asked. */
  private static final class Pretended extends Process {
    private final long pid;
    private boolean ended;

    Pretended(long pid) {
      this.pid = pid;
    }

    @Override
    public long pid() {
      return pid;
    }

    @Override
    public OutputStream getOutputStream() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public InputStream getInputStream() {
      return new ByteArrayInputStream(new byte[0]);
    }

    @Override
    public InputStream getErrorStream() {
      return getInputStream();
    }

    @Override
    public int waitFor() {
      return 0;
    }

    @Override
    public int exitValue() {
      if (!ended) {
        throw new IllegalThreadStateException();
      }
      return 3;
    }

    @Override
    public void destroy() {}
  }

  private ChildProcess running() {
    return Ledger.processes().stream().filter(c -> c.pid() == pid).findFirst().orElse(null);
  }

  @Test
  void itEndsWhenTheReaperTells() {
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    ProcessGate.started(null, TestGate.PROCESS, process, new String[] {"git", "gc"}, exit);
    ChildProcess child = running();
    assertThat(child.command()).containsExactly("git", "gc");
    assertThat(child.target()).isEqualTo("git");
    assertThat(child.exitCode()).isEqualTo(ChildProcess.UNKNOWN);
    assertThat(child.refersTo(process)).isTrue();
    assertThat(counts.open(Kind.PROCESS)).isOne();

    exit.complete(137);
    assertThat(running()).isNull();
    assertThat(child.exitCode()).isEqualTo(137);
    assertThat(child.state()).isEqualTo(Handle.CLOSED);
    assertThat(counts.open(Kind.PROCESS)).isZero();
    ProcessGate.exited(child, 0);
    assertThat(child.exitCode()).as("only the first end counts").isEqualTo(137);
    assertThat(counts.ended(Kind.PROCESS)).isOne();
    assertThat(counts.errors()).isZero();
  }

  @Test
  void oneThatHasEndedAlreadyIsCountedAndNotKept() {
    process.ended = true;
    ProcessGate.started(
        null,
        TestGate.PROCESS,
        process,
        new String[] {"false"},
        CompletableFuture.completedFuture(0));
    Handle child = Ledger.pollHandedOver();
    while (child != null && !child.refersTo(process)) {
      child = Ledger.pollHandedOver();
    }
    assertThat(((ChildProcess) child).exitCode()).as("the Process knows").isEqualTo(3);
    assertThat(running()).isNull();
    assertThat(counts.opened(Kind.PROCESS)).isOne();
    assertThat(counts.ended(Kind.PROCESS)).isOne();
  }

  @Test
  void pipesOpenedWhileItsStreamsAreMadeAreItsOwn() {
    HookPoint[] points = TestGate.POINTS.clone();
    int fd = TestGate.range(4);
    Object stdin = new Object();
    Object stderr = new Object();
    Object later = new Object();
    int pipe = points.length;
    HookPoint[] more = java.util.Arrays.copyOf(points, pipe + 1);
    more[pipe] = new HookPoint(pipe, "a pipe", "Pipe", Kind.PIPE, null, null);
    Gate.install(more);

    ProcessGate.streaming(pipe, pid, new int[] {fd, -1, fd + 1});
    TestGate.open(pipe, stdin, fd);
    TestGate.open(pipe, stderr, fd + 1);
    ProcessGate.streamed();
    TestGate.open(pipe, later, fd + 2);

    PipeHandle in = (PipeHandle) Ledger.get(fd);
    PipeHandle err = (PipeHandle) Ledger.get(fd + 1);
    assertThat(in.pid()).isEqualTo(pid);
    assertThat(in.target()).isEqualTo("stdin of process " + pid);
    assertThat(in.access()).isEqualTo(Handle.WRITE);
    assertThat(err.target()).isEqualTo("stderr of process " + pid);
    assertThat(err.access()).isEqualTo(Handle.READ);
    assertThat(Ledger.get(fd + 2)).isNotInstanceOf(PipeHandle.class);
    Gate.closed(pipe, stdin, fd);
    Gate.closed(pipe, stderr, fd + 1);
    Gate.closed(pipe, later, fd + 2);
    assertThat(counts.open(Kind.PIPE)).isZero();
    assertThat(counts.errors()).isZero();
  }
}
