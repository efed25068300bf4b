package dev.weir.core.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ProcessTreeTest {
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() throws InterruptedException {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  /** Starts it, and waits for its line, which says that it is where the test wants it. */
  private Process shell(String script) throws IOException {
    Process process = new ProcessBuilder("sh", "-c", script).start();
    started.add(process);
    assertThat(process.getInputStream().read()).isEqualTo('.');
    return process;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTreeOfThree(boolean listed) throws Exception {
    Process process = shell("sleep 60 & sleep 60 & echo .; wait");
    long pid = process.pid();
    // The shell forks before it writes; that each is a sleep already, nobody says.
    ProcessTree tree = ProcessTree.of(Set.of(pid), new Children(listed)).get(pid);

    assertThat(tree.pid()).isEqualTo(pid);
    assertThat(tree.processes()).isEqualTo(3);
    assertThat(tree.residentBytes()).isBetween(100_000L, 20_000_000L);
    assertThat(tree.treeResidentBytes()).isGreaterThan(tree.residentBytes());
    assertThat(tree.writtenBytes()).isBetween(2L, 1000L);
  }

  @Test
  void severalTreesAtOnce() throws Exception {
    long one = shell("sleep 60 & echo .; wait").pid();
    long two = shell("sleep 60 & (sleep 60 & echo .; wait) & wait").pid();
    Set<Long> asked = new HashSet<>(Set.of(one, two, 4_194_305L)); // more than the most pid_max
    for (boolean listed : new boolean[] {true, false}) {
      var trees = ProcessTree.of(asked, new Children(listed));

      assertThat(trees).containsOnlyKeys(one, two);
      assertThat(trees.get(one).processes()).isEqualTo(2);
      assertThat(trees.get(two).processes()).isEqualTo(4);
    }
  }

  @Test
  void bothWaysFindTheSameChildren() throws Exception {
    Process process = shell("for i in 1 2 3 4 5 6 7 8 9 10; do sleep 60 & done; echo .; wait");

    List<Long> children = new Children(true).of(process.pid());
    assertThat(children).hasSize(10);
    assertThat(new Children(false).of(process.pid())).hasSameElementsAs(children);
    assertThat(new Children(true).of(ProcessHandle.current().pid())).contains(process.pid());
  }

  @Test
  void theMemoryOfAChild() throws Exception {
    // tail keeps a line until it has all of it: 50 MB of zeros.
    Process process =
        shell("exec 3>&1; { head -c 50000000 /dev/zero; echo . >&3; sleep 60; } | tail -1");

    ProcessTree tree = ProcessTree.of(process.pid());
    while (tree.treeOwnBytes() < 50_000_000) { // it takes in the last of the pipe
      tree = ProcessTree.of(process.pid());
    }
    assertThat(tree.residentBytes()).isLessThan(20_000_000);
    assertThat(tree.writtenBytes()).isGreaterThanOrEqualTo(50_000_000);
  }

  /** As git maps its packs: page cache, that the kernel takes back when others need it. */
  @Test
  void aFileThatIsMappedIsResidentAndNotItsOwn(@TempDir Path dir) throws Exception {
    long size = 200_000_000;
    Path file = dir.resolve("pack");
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.truncate(0).write(ByteBuffer.wrap(new byte[1]), size - 1);
      long self = ProcessHandle.current().pid();
      ProcessTree before = ProcessTree.of(self);
      MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, size).load();
      ProcessTree after = ProcessTree.of(self);

      assertThat(after.residentBytes() - before.residentBytes()).isGreaterThan(size / 2);
      assertThat(after.treeOwnBytes() - before.treeOwnBytes()).isLessThan(size / 2);
      assertThat(after.treeOwnBytes()).isPositive();
      assertThat(mapped.get(0)).isZero(); // it is mapped until here
    }
  }

  @Test
  void whatEndedAndWasWaitedForHasWritten() throws Exception {
    Process process = shell("head -c 3000000 /dev/zero > /dev/null; echo .; read x");

    ProcessTree tree = ProcessTree.of(process.pid());
    assertThat(tree.processes()).isEqualTo(1);
    assertThat(tree.writtenBytes()).isBetween(3_000_000L, 3_100_000L);
  }

  @Test
  void ofItself() {
    ProcessTree tree = ProcessTree.of(ProcessHandle.current().pid());

    assertThat(tree.residentBytes()).isGreaterThan(20_000_000);
    assertThat(tree.writtenBytes()).isGreaterThanOrEqualTo(0);
  }

  @Test
  void aProcessThatHasEnded() throws Exception {
    Process process = shell("echo .");
    process.waitFor();

    assertThat(ProcessTree.of(process.pid())).isNull();
    assertThat(ProcessTree.command(process.pid())).isEmpty();
    assertThat(new Children(true).of(process.pid())).isEmpty();
    assertThat(new Children(false).of(process.pid())).isEmpty();
  }

  /** They end while they are read; only what is thrown would be wrong. */
  @Test
  void processesThatEndMeanwhile() throws Exception {
    Process process =
        shell("echo .; i=0; while [ $i -lt 300 ]; do (:; sleep 0.001) & i=$((i+1)); done; wait");
    while (process.isAlive()) {
      for (boolean listed : new boolean[] {true, false}) {
        Children children = new Children(listed);
        for (long pid : children.of(process.pid())) {
          assertThat(ProcessTree.command(pid)).hasSizeLessThan(4);
        }
        ProcessTree.of(Set.of(process.pid()), children);
      }
    }
  }

  @Test
  void theCommand() throws Exception {
    Process process = new ProcessBuilder("sh", "-c", "echo .; read x", "", "a b", "c\n").start();
    started.add(process);
    assertThat(process.getInputStream().read()).isEqualTo('.');

    assertThat(ProcessTree.command(process.pid()))
        .containsExactly("sh", "-c", "echo .; read x", "", "a b", "c\n");
  }

  @Test
  void aLongCommandIsCut() throws Exception {
    String most = "x".repeat(100_000);
    Process process = new ProcessBuilder("sh", "-c", "echo .; read x", most, most).start();
    started.add(process);
    assertThat(process.getInputStream().read()).isEqualTo('.');

    List<String> command = ProcessTree.command(process.pid());
    assertThat(command).hasSize(4).startsWith("sh", "-c", "echo .; read x");
    assertThat(command.get(3)).matches("x{65000,65536}…");
  }

  @Test
  void aZombieHasItsName() throws Exception {
    // What the shell becomes does not know of its child, and never waits for it.
    Process process = shell("sh -c 'echo .' & exec sleep 60");
    long zombie = new Children(true).of(process.pid()).get(0);
    while (ProcessTree.command(zombie).size() != 1) {
      Thread.sleep(1);
    }

    assertThat(ProcessTree.command(zombie)).containsExactly("[sh]");
    ProcessTree tree = ProcessTree.of(process.pid());
    assertThat(tree.processes()).isEqualTo(2);
    assertThat(tree.writtenBytes()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void theParentInStat() {
    assertThat(parent("12 (sh) S 7 12 12 0")).isEqualTo(7);
    assertThat(parent("12 (a) S 3 (b) R 8 12")).isEqualTo(8);
    assertThat(parent("12 () Z 9 ")).isEqualTo(9);
    for (String bad :
        List.of("", ")", "12 (sh", "12 (sh)", "12 (sh) ", "12 (sh) S", "1 (a) S x ")) {
      assertThat(parent(bad)).as(bad).isEqualTo(-1);
    }
  }

  private static long parent(String stat) {
    byte[] bytes = stat.getBytes(StandardCharsets.UTF_8);
    return Children.parent(bytes, bytes.length);
  }
}
