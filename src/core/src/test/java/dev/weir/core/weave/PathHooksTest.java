package dev.weir.core.weave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.HookPoint;
import dev.weir.core.hook.Hooks;
import dev.weir.core.hook.Row;
import java.nio.file.FileSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.bytebuddy.dynamic.ClassFileLocator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows of the group {@code paths}, against the class files of each JDK. */
class PathHooksTest {
  @ParameterizedTest
  @MethodSource("dev.weir.core.weave.Jdks#all")
  void everyPointIsWoven(Jdks.Jdk jdk) throws Exception {
    try (FileSystem files = jdk.classFiles()) {
      ClassFileLocator image = new Jdks.Image(files);
      Weaver weaver = new Weaver(Hooks.PATHS, image, jdk.feature());
      Set<String> attributes = new TreeSet<>();
      List<String> bad = new ArrayList<>();
      int id = 0;
      for (Row row : Hooks.PATHS) {
        boolean there = image.locate(row.type()).isResolved();
        if (there) {
          byte[] classFile = image.locate(row.type()).resolve();
          weaver.transform(null, row.type().replace('.', '/'), null, null, classFile);
        }
        for (int i = 0; i < row.points().size(); i++) {
          HookPoint point = weaver.points()[id++];
          boolean woven = point.state() == HookPoint.State.WOVEN;
          if (woven && row.oneOf() != null) {
            attributes.add(row.type());
          } else if (!woven && row.oneOf() == null) {
            bad.add(point.name() + ": " + weaver.reason(point));
          }
        }
      }
      assertThat(bad).isEmpty();
      assertThat(attributes).as("the rows of extended attributes").hasSize(1);
    }
  }
}
