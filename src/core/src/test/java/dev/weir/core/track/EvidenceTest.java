package dev.weir.core.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.TestHandles;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvidenceTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final Evidence evidence = new Evidence(Map.of("file", Duration.ofMinutes(1)));

  private static Handle opened(Kind kind, long nanos) {
    HookPoint point = new HookPoint(0, "p", "P", kind, null, null);
    return TestHandles.handle(new Object(), point, "a", 1, nanos, null);
  }

  @Test
  void overdueIsOlderThanItsKindMayBe() {
    assertThat(evidence.overdue(opened(Kind.FILE, 5), 5 + MINUTE)).isFalse();
    assertThat(evidence.overdue(opened(Kind.FILE, 5), 6 + MINUTE)).isTrue();
  }

  @Test
  void aKindWithoutAnAgeNeverIs() {
    assertThat(evidence.overdue(opened(Kind.DIRECTORY, 0), 1000 * MINUTE)).isFalse();
    assertThat(new Evidence(Map.of()).overdue(opened(Kind.FILE, 0), 1000 * MINUTE)).isFalse();
  }

  @Test
  void nanoTimeMayOverflow() {
    long before = Long.MAX_VALUE - MINUTE / 2;
    assertThat(evidence.overdue(opened(Kind.FILE, before), before + MINUTE / 2 + 1)).isFalse();
    assertThat(evidence.overdue(opened(Kind.FILE, before), before + 2 * MINUTE)).isTrue();
  }
}
