package dev.weir.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With real processes, and a clock of the test's. */
class EndingTest {
  private static final long GRACE = TimeUnit.SECONDS.toNanos(1);
  private Process process;

  @AfterEach
  void end() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private Ending start(String script) throws Exception {
    process = new ProcessBuilder("sh", "-c", script).start();
    BufferedReader out = process.inputReader();
    assertThat(out.readLine()).isEqualTo("ready");
    return new Ending(Victim.of(process.pid()), List.of(), GRACE);
  }

  private static boolean step(Ending ending, long now) {
    Look look = new Look();
    ending.tree(now, look);
    return ending.holders(now, look);
  }

  private static void awaitGone(Ending ending) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!ending.left().isEmpty() && System.nanoTime() - end < 0) {
      Thread.sleep(5);
    }
    assertThat(ending.left()).isEmpty();
  }

  @Test
  void termIsEnoughForAll() throws Exception {
    Ending ending = start("sleep 600 & sleep 600 & echo ready; wait");
    step(ending, 0); // at once, maybe: nobody here ignores it
    assertThat(ending.size()).isEqualTo(3);
    assertThat(ending.reached()).isTrue();
    awaitGone(ending);
    assertThat(process.waitFor()).isEqualTo(143);
    assertThat(step(ending, GRACE / 2)).isTrue();
  }

  @Test
  void whoIgnoresTermIsKilledAfterTheGraceAndNotBefore() throws Exception {
    Ending ending = start("trap '' TERM; sleep 600 & echo ready; wait");
    step(ending, 0);
    assertThat(ending.next(0)).isLessThanOrEqualTo(GRACE);
    assertThat(step(ending, GRACE - 1)).isFalse();
    assertThat(ending.left()).hasSize(2);
    assertThat(process.isAlive()).isTrue();
    step(ending, GRACE);
    awaitGone(ending);
    assertThat(process.waitFor()).isEqualTo(137);
    assertThat(step(ending, 2 * GRACE)).isTrue();
  }

  /** They are started after the first signal, and are found by the second look. */
  @Test
  void whoIsStartedMeanwhileIsEndedToo() throws Exception {
    Ending ending = start("trap 'sleep 600 & echo more' TERM; echo ready; while :; do wait; done");
    step(ending, 0);
    assertThat(ending.size()).isOne();
    assertThat(process.inputReader().readLine()).isEqualTo("more");
    step(ending, GRACE);
    assertThat(ending.size()).isEqualTo(2);
    awaitGone(ending);
  }

  /** The number is another's by now: it is not touched. */
  @Test
  void aNumberThatIsAnothersIsLeftAlone() throws Exception {
    start("echo ready; exec sleep 600");
    Victim its = Victim.of(process.pid());
    Victim earlier =
        new Victim(
            new dev.weir.core.track.ProcStat(
                its.pid(), 'S', its.stat().parent(), 1, its.stat().start() - 1),
            its.handle());
    assertThat(its.lives()).isTrue();
    assertThat(earlier.lives()).isFalse();
    assertThat(earlier.signal(true)).isFalse();
    assertThat(process.isAlive()).isTrue();
  }

  @Test
  void neitherThisJvmNorInitIsEverOne() throws Exception {
    start("echo ready");
    assertThat(Victim.of(1)).isNull();
    assertThat(Victim.of(0)).isNull();
    assertThat(Victim.of(-1)).isNull();
    assertThat(Victim.of(ProcessHandle.current().pid())).isNull();
  }
}
