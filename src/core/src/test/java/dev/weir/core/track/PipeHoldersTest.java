package dev.weir.core.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.track.PipeHolders.Holder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PipeHoldersTest {
  private final List<ProcessHandle> started = new ArrayList<>();

  @AfterEach
  void end() {
    for (ProcessHandle process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private Process shell(String script) throws Exception {
    Process process = new ProcessBuilder("sh", "-c", script).start();
    started.add(process.toHandle());
    return process;
  }

  private static String link(long pid, int fd) throws Exception {
    return Files.readSymbolicLink(Path.of("/proc/" + pid + "/fd/" + fd)).toString();
  }

  @Test
  void anOrphanHoldsTheOutputOfAChildThatHasEnded() throws Exception {
    Process process = shell("sleep 60 2>/dev/null & echo $!; read x; exit");
    String pipe = link(process.pid(), 1);
    String errors = link(process.pid(), 2);
    long sleep = Long.parseLong(process.inputReader().readLine());
    ProcessHandle orphan = ProcessHandle.of(sleep).orElseThrow();
    started.add(orphan);
    while (!ProcessTree.command(sleep).equals(List.of("sleep", "60"))) {
      Thread.sleep(1); // still the shell that has forked
    }

    assertThat(PipeHolders.of(Set.of(pipe, errors)))
        .containsOnly(
            Map.entry(
                errors,
                List.of(
                    new Holder(process.pid(), false, true, ProcessTree.command(process.pid())))),
            Map.entry(
                pipe,
                sorted(
                    process.pid() < sleep,
                    new Holder(process.pid(), false, true, ProcessTree.command(process.pid())),
                    new Holder(sleep, false, true, List.of("sleep", "60")))));

    process.outputWriter().append("\n").flush();
    process.waitFor();

    assertThat(process.descendants()).isEmpty();
    assertThat(PipeHolders.of(Set.of(pipe, errors, "pipe:[1]")))
        .containsOnly(
            Map.entry(pipe, List.of(new Holder(sleep, false, true, List.of("sleep", "60")))));

    orphan.destroyForcibly();
    orphan.onExit().get();
    assertThat(PipeHolders.of(Set.of(pipe))).isEmpty();
  }

  @Test
  void oneProcessIsOneHolderWhateverItHolds() throws Exception {
    Process process = shell("exec 2>&1; echo .; read x");
    assertThat(process.getInputStream().read()).isEqualTo('.');
    String in = link(process.pid(), 0);
    String out = link(process.pid(), 1);
    List<String> command = ProcessTree.command(process.pid());

    assertThat(link(process.pid(), 2)).isEqualTo(out);
    assertThat(PipeHolders.of(Set.of(in, out)))
        .containsOnly(
            Map.entry(in, List.of(new Holder(process.pid(), true, false, command))),
            Map.entry(out, List.of(new Holder(process.pid(), false, true, command))));
    assertThat(PipeHolders.of(Set.of(in, out), process.pid()))
        .as("the others: this JVM")
        .hasSize(2)
        .allSatisfy(
            (link, holders) ->
                assertThat(holders)
                    .extracting(Holder::pid)
                    .containsExactly(ProcessHandle.current().pid()));
  }

  @Test
  void nobody() {
    assertThat(PipeHolders.of(Set.of())).isEmpty();
    assertThat(PipeHolders.of(Set.of("pipe:[1]", "", "socket:[7]"))).isEmpty();
  }

  /** /proc lists by pid. */
  private static List<Holder> sorted(boolean inOrder, Holder one, Holder two) {
    return inOrder ? List.of(one, two) : List.of(two, one);
  }
}
