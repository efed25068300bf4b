package dev.weir.core.weave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.HookPoint;
import dev.weir.core.hook.Hooks;
import dev.weir.core.hook.Row;
import java.nio.file.FileSystem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.dynamic.ClassFileLocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows are data: that a method or a field was renamed shows only where the class files are. They
 * are those of each JDK that is installed; nothing is woven into this JVM.
 */
class HooksTest {
  /** What each advice class calls. */
  private static final Map<String, Set<String>> GATE =
      Map.of(
          "Opened",
          Set.of("opened"),
          "Closed",
          Set.of("closed"),
          "Refused",
          Set.of("refuse", "failed"),
          "RefusedChild",
          Set.of("refuseChild", "failedChild"),
          "Mapped",
          Set.of("mapped"),
          "Unmapped",
          Set.of("unmapped"));

  static List<Jdks.Jdk> jdks() throws Exception {
    return Jdks.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void everyPointIsWoven(Jdks.Jdk jdk) throws Exception {
    try (FileSystem files = jdk.classFiles()) {
      ClassFileLocator image = new Jdks.Image(files);
      Weaver weaver = new Weaver(Hooks.ALL, image);
      Map<String, Map<String, Set<String>>> calls = new HashMap<>();
      for (Row row : Hooks.ALL) {
        byte[] classFile = image.locate(row.type()).resolve();
        byte[] woven = weaver.transform(null, row.type().replace('.', '/'), null, null, classFile);
        assertThat(Calls.ofGate(classFile)).isEmpty();
        calls.put(row.type(), woven == null ? Map.of() : Calls.ofGate(woven));
      }

      List<String> bad = new ArrayList<>();
      for (HookPoint point : weaver.points()) {
        if (point.state() != HookPoint.State.WOVEN) {
          bad.add(point.name() + ": " + weaver.reason(point));
        }
      }
      assertThat(bad).isEmpty();
      for (Row row : Hooks.ALL) {
        for (Row.Point point : row.points()) {
          String method = point.method().substring(0, point.method().indexOf('('));
          assertThat(calls.get(row.type()).get(method.equals("new") ? "<init>" : method))
              .as("what %s calls", point)
              .containsAll(GATE.get(point.advice().getSimpleName()));
        }
      }
    }
  }

  @Test
  void theRunningJdkIsAmongThem() throws Exception {
    assertThat(jdks()).extracting(Jdks.Jdk::feature).contains(Runtime.version().feature());
  }

  @Test
  void aTypeHasOneRow() {
    assertThat(Hooks.ALL).extracting(Row::type).doesNotHaveDuplicates();
  }
}
