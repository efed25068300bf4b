package dev.weir.core.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.TestHandles;
import dev.weir.bootstrap.Trace;
import dev.weir.core.track.SiteKey;
import dev.weir.core.track.SiteRow;
import dev.weir.core.track.Sweep;
import dev.weir.core.track.TestSites;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {
  private static final HookPoint POINT =
      new HookPoint(0, "p", "java.io.FileInputStream", Kind.FILE, null, null);

  private static SiteRow row(String site, int open, Trace trace) {
    long threeHoursAgo = System.nanoTime() - TimeUnit.HOURS.toNanos(3);
    return TestSites.row(
        new SiteKey(site, Kind.FILE, "java.io.FileInputStream"),
        TestHandles.handle(new Object(), POINT, "a\nb", 1, threeHoursAgo, trace),
        open);
  }

  private static Sweep sweep(List<SiteRow> rows) {
    return new Sweep(
        rows, new int[Kind.values().length], new Sweep.Fds(0, 0, -1, List.of(), List.of()), 0);
  }

  @Test
  void aLineForEachSiteAndOneStack() {
    String site = "com.acme.Preview.render(Preview.java:88)";
    Trace trace =
        TestHandles.trace(
            new StackTraceElement("com.acme.Preview", "render", "Preview.java", 88),
            new StackTraceElement("com.acme.Main", "main", "Main.java", 1));
    String text =
        Report.text(
            sweep(List.of(row(site, 214, trace), row("b", 1, trace))), "Open now:", "weir: ");

    assertThat(text.lines())
        .containsExactly(
            "weir: Open now:",
            "weir:    214 open   FileInputStream        oldest 3h     " + site,
            "weir:                  of a?b",
            "weir:                  at com.acme.Preview.render(Preview.java:88)",
            "weir:                  at com.acme.Main.main(Main.java:1)",
            "weir:      1 open   FileInputStream        oldest 3h     b",
            "weir:                  of a?b",
            "weir: 215 handles from 2 sites");
  }

  @Test
  void nothingOpenIsSaidToo() {
    assertThat(Report.text(sweep(List.of()), "Open now:", ""))
        .isEqualTo("Open now:\n0 handles from 0 sites\n");
  }

  @Test
  void neverMoreThanTwentySitesAndTwelveFrames() {
    StackTraceElement[] frames = new StackTraceElement[30];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = new StackTraceElement("com.acme.A", "frame" + i, "A.java", i + 1);
    }
    List<SiteRow> rows = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      rows.add(row("site " + i, 2, TestHandles.trace(frames)));
    }
    List<String> lines = Report.text(sweep(rows), "Open now:", "").lines().toList();

    assertThat(lines).filteredOn(line -> line.contains(" open ")).hasSize(20);
    assertThat(lines).filteredOn(line -> line.contains(" at ")).hasSize(12);
    assertThat(lines).contains("  … and 5 sites more");
    assertThat(lines).endsWith("50 handles from 25 sites");
  }

  @Test
  void withoutAStackItHasNone() {
    assertThat(Report.text(sweep(List.of(row("unsampled", 3, null))), "Open now:", ""))
        .contains("unsampled")
        .doesNotContain(" at ");
  }

  @ParameterizedTest
  @CsvSource({
    "-5, 0s",
    "0, 0s",
    "119, 119s",
    "120, 2m",
    "7199, 119m",
    "7200, 2h",
    "172799, 47h",
    "172800, 2d"
  })
  void anAgeHasOneUnit(long seconds, String text) {
    assertThat(Report.age(TimeUnit.SECONDS.toNanos(seconds))).isEqualTo(text);
  }
}
