package dev.weir.core.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.TestHandles;
import dev.weir.bootstrap.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaksTest {
  private static final int MAX_GROUPS = 1000;
  private static final HookPoint STREAM = new HookPoint(0, "p", "java.io.A", Kind.FILE, null, null);
  private static final HookPoint CHANNEL =
      new HookPoint(1, "q", "java.nio.B", Kind.FILE, null, null);
  private static final HookPoint DIRECTORY =
      new HookPoint(2, "r", "java.nio.B", Kind.DIRECTORY, null, null);

  private final Leaks leaks = new Leaks(new Sites(List.of()));

  private static Trace at(int line) {
    return TestHandles.trace("com.acme.Preview", "render", line);
  }

  private void add(HookPoint point, String target, long nanos, Trace trace) {
    leaks.add(TestHandles.handle(new Object(), point, target, 1, nanos, trace));
  }

  @Test
  void oneSiteIsOneGroup() {
    add(STREAM, "b", 20, at(88));
    add(STREAM, "a", 10, at(88));
    add(STREAM, "a", 30, at(88));

    assertThat(leaks.groups()).hasSize(1);
    Leaks.Group group = leaks.groups().get(0);
    assertThat(group.site()).isEqualTo("com.acme.Preview.render(Preview.java:88)");
    assertThat(group.kind()).isEqualTo(Kind.FILE);
    assertThat(group.type()).isEqualTo("java.io.A");
    assertThat(group.count()).isEqualTo(3);
    assertThat(group.oldestNanos()).isEqualTo(10);
    assertThat(group.targets()).containsExactly("b", "a");
    assertThat(group.trace().frame(0).getLineNumber()).isEqualTo(88);
    assertThat(leaks.count(Kind.FILE)).isEqualTo(3);
    assertThat(leaks.count(Kind.DIRECTORY)).isZero();
  }

  @Test
  void siteTypeAndKindTellGroupsApart() {
    add(STREAM, "a", 1, at(1));
    add(STREAM, "a", 1, at(2));
    add(CHANNEL, "a", 1, at(1));
    add(DIRECTORY, "a", 1, at(1));
    add(STREAM, "a", 1, null);

    assertThat(leaks.groups()).hasSize(5);
    assertThat(leaks.groups()).extracting(Leaks.Group::count).containsOnly(1L);
    assertThat(leaks.groups().get(4).site()).isEqualTo("unsampled");
    assertThat(leaks.groups().get(4).trace()).isNull();
  }

  @Test
  void aGroupKeepsFiveTargets() {
    for (int i = 0; i < 20; i++) {
      add(STREAM, "file " + i, 1, at(1));
    }
    assertThat(leaks.groups().get(0).targets())
        .containsExactly("file 0", "file 1", "file 2", "file 3", "file 4");
  }

  @Test
  void furtherSitesAreOneOfEachKind() {
    for (int line = 1; line <= MAX_GROUPS; line++) {
      add(STREAM, "a", 1000, at(line));
    }
    add(STREAM, "first", 30, at(2001));
    add(CHANNEL, "second", 20, at(2002));
    add(STREAM, "third", 40, at(2003));
    add(DIRECTORY, "fourth", 50, at(2001));
    add(STREAM, "known", 60, at(7));

    assertThat(leaks.groups()).hasSize(MAX_GROUPS + 2);
    Leaks.Group files = leaks.groups().get(0); // the largest first
    assertThat(files.site()).isEqualTo("other");
    assertThat(files.kind()).isEqualTo(Kind.FILE);
    assertThat(files.count()).isEqualTo(3);
    assertThat(files.targets()).containsExactly("first", "second", "third");
    assertThat(files.oldestNanos()).isEqualTo(20);
    assertThat(files.trace().frame(0).getLineNumber()).as("of the first").isEqualTo(2001);
    assertThat(files.type()).isEqualTo("java.io.A");
    Leaks.Group known = leaks.groups().get(1);
    assertThat(known.count()).isEqualTo(2);
    assertThat(known.trace().frame(0).getLineNumber()).isEqualTo(7);
    assertThat(leaks.groups())
        .filteredOn(group -> group.site().equals("other"))
        .extracting(Leaks.Group::kind)
        .containsExactly(Kind.FILE, Kind.DIRECTORY);
    assertThat(leaks.count(Kind.FILE)).isEqualTo(MAX_GROUPS + 4);
  }

  @Test
  void whatWasReadDoesNotChange() {
    add(STREAM, "a", 1, at(1));
    List<Leaks.Group> before = leaks.groups();
    add(STREAM, "b", 0, at(1));

    assertThat(before.get(0).count()).isOne();
    assertThat(before.get(0).targets()).containsExactly("a");
    assertThat(before.get(0).oldestNanos()).isOne();
  }

  @Test
  void itKeepsNoHandle() {
    // A group that kept one would keep whatever the application's target refers to.
    assertThat(Leaks.Group.class.getDeclaredFields())
        .noneMatch(field -> Handle.class.isAssignableFrom(field.getType()));
  }
}
