package dev.weir.core.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProcStatTest {
  private static ProcStat parse(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return ProcStat.of(7, bytes, bytes.length);
  }

  private static String line(String name, char state, int threads) {
    return "7 ("
        + name
        + ") "
        + state
        + " 3 7 7 -1 -1 4 0 0 0 0 0 0 0 0 20 0 "
        + threads
        + " 0 12345 99 0\n";
  }

  @Test
  void aNameMayLookLikeTheRest() {
    for (String name : new String[] {"sh", "a b", ") Z 1 (", "))) R 9 9", "ü"}) {
      assertThat(parse(line(name, 'S', 1))).isEqualTo(new ProcStat(7, 'S', 3, 1, 12345));
    }
  }

  @Test
  void whatIsCutOrNoneIsNone() {
    String whole = line("sh", 'S', 1);
    assertThat(parse("")).isNull();
    assertThat(parse("7 (sh")).isNull();
    assertThat(parse("7 (sh)")).isNull();
    assertThat(parse(whole.substring(0, 20))).isNull();
    assertThat(ProcStat.of(Long.MAX_VALUE / 100)).isNull();
  }

  @Test
  void aZombieHasEndedButNotWhereOtherThreadsRun() {
    assertThat(parse(line("sh", 'Z', 1)).ended()).isTrue();
    assertThat(parse(line("sh", 'Z', 0)).ended()).isTrue();
    assertThat(parse(line("sh", 'Z', 2)).ended()).isFalse();
    assertThat(parse(line("sh", 'D', 1)).ended()).isFalse();
  }

  @Test
  void ofThisProcess() {
    ProcStat own = ProcStat.of(ProcessHandle.current().pid());
    assertThat(own.ended()).isFalse();
    assertThat(own.threads()).isGreaterThan(1);
    assertThat(own.parent()).isEqualTo(ProcessHandle.current().parent().orElseThrow().pid());
  }
}
