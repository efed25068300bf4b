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
import java.util.TreeSet;
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
  static final Map<String, Set<String>> GATE =
      Map.ofEntries(
          Map.entry("Opened", Set.of("opened")),
          Map.entry("Closed", Set.of("closed")),
          Map.entry("Became", Set.of("became")),
          Map.entry("Closing", Set.of("closing")),
          Map.entry("Admitted", Set.of("admit", "opened", "failed")),
          Map.entry("Refused", Set.of("begin", "done")),
          Map.entry("RefusedDirectory", Set.of("begin", "doneDirectory")),
          Map.entry("RefusedChild", Set.of("beginChild", "doneChild")),
          Map.entry("Failed", Set.of("failed")),
          Map.entry("Connected", Set.of("connected")),
          Map.entry("BoundTo", Set.of("bound")),
          Map.entry("Accepted", Set.of("accepted")),
          Map.entry("Made", Set.of("made")),
          Map.entry("Mapped", Set.of("mapping", "mapped", "failed")),
          Map.entry("Unmapped", Set.of("unmapped")),
          Map.entry("Started", Set.of("starting", "started", "failed")),
          Map.entry("Streamed", Set.of("streaming", "streamed")),
          Map.entry("Calling", Set.of("accepted")),
          Map.entry("Accepting", Set.of("accepted")),
          Map.entry("ForcedAccept", Set.of("accepting")),
          Map.entry("Sending", Set.of("sending")),
          Map.entry("Received", Set.of("read")),
          Map.entry("Sent", Set.of("wrote")),
          Map.entry("Closer", Set.of("closedBy")),
          Map.entry("NettyAccepting", Set.of("tooMany")),
          Map.entry("NettyReceived", Set.of("moved")),
          Map.entry("NettySent", Set.of("moved")),
          Map.entry("TimedConnect", Set.of("begin", "end")),
          Map.entry("Limited", Set.of("millis")),
          Map.entry("TimedAccept", Set.of("begin", "end")),
          Map.entry("TimedRead", Set.of("begin", "end")),
          Map.entry("TimedAdaptorConnect", Set.of("begin", "end")),
          Map.entry("TimedAdaptorRead", Set.of("begin", "end")),
          Map.entry("WatchedConnect", Set.of("watch", "end")),
          Map.entry("Reads$One", Set.of("before", "read")),
          Map.entry("Reads$Some", Set.of("before", "read")),
          Map.entry("Reads$Waiting", Set.of("before")),
          Map.entry("Reads$Passed", Set.of("passed")),
          Map.entry("Reads$Line", Set.of("before", "read")),
          Map.entry("Reads$TransferredTo", Set.of("transferring", "transferred")),
          Map.entry("Reads$TransferredFrom", Set.of("transferring", "transferred")),
          Map.entry("Reads$Mapped", Set.of("map")),
          Map.entry("Writes$One", Set.of("before")),
          Map.entry("Writes$All", Set.of("before")),
          Map.entry("Writes$Part", Set.of("before")),
          Map.entry("Writes$Buffers", Set.of("before")),
          Map.entry("Writes$At", Set.of("before")),
          Map.entry("Writes$Text", Set.of("before")),
          Map.entry("Writes$Characters", Set.of("before")),
          Map.entry("Writes$Length", Set.of("before")),
          Map.entry("Writes$Received", Set.of("before")),
          Map.entry("Writes$Sent", Set.of("before")),
          Map.entry("Writes$Copied", Set.of("copying")),
          Map.entry("Writes$Mapped", Set.of("map")),
          Map.entry("Writes$Moved", Set.of("moved")));

  /** Which of the rows of which a JDK has one or some a release has. */
  private static Map<String, Set<String>> some(int feature) {
    return feature == 17
        ? Map.of(
            "sendfile(2) to sockets",
            Set.of("sun.nio.ch.FileChannelImpl"),
            "SO_TIMEOUT of reads",
            Set.of("sun.nio.ch.NioSocketImpl"),
            "close(2) of channels",
            Set.of(
                "sun.nio.ch.SocketDispatcher",
                "sun.nio.ch.DatagramDispatcher",
                "sun.nio.ch.FileDispatcherImpl"),
            "read(2) of channels",
            Set.of("sun.nio.ch.FileDispatcherImpl"),
            "write(2) of channels",
            Set.of("sun.nio.ch.FileDispatcherImpl"),
            "sendfile(2) from channels",
            Set.of("sun.nio.ch.FileChannelImpl"),
            "sendfile(2) to channels",
            Set.of("sun.nio.ch.FileChannelImpl"))
        : Map.of(
            "sendfile(2) to sockets",
            Set.of("sun.nio.ch.FileChannelImpl"),
            "SO_TIMEOUT of reads",
            Set.of("sun.nio.ch.NioSocketImpl"),
            "close(2) of channels",
            Set.of("sun.nio.ch.UnixDispatcher"),
            "read(2) of channels",
            Set.of("sun.nio.ch.UnixFileDispatcherImpl"),
            "write(2) of channels",
            Set.of("sun.nio.ch.UnixFileDispatcherImpl"),
            "sendfile(2) from channels",
            Set.of("sun.nio.ch.FileDispatcherImpl"),
            "sendfile(2) to channels",
            Set.of("sun.nio.ch.FileDispatcherImpl"));
  }

  /** All points of a row that a release has: none of them may be missing then. */
  private static boolean has(Row row, int feature) {
    return feature >= row.since()
        && (row.oneOf() == null || some(feature).get(row.oneOf()).contains(row.type()));
  }

  static List<Jdks.Jdk> jdks() throws Exception {
    return Jdks.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void everyPointIsWoven(Jdks.Jdk jdk) throws Exception {
    try (FileSystem files = jdk.classFiles()) {
      ClassFileLocator image = new Jdks.Image(files);
      Weaver weaver = new Weaver(Hooks.JDK, image, jdk.feature());
      Map<String, Map<String, Set<String>>> calls = new HashMap<>();
      for (Row row : Hooks.JDK) {
        if (!image.locate(row.type()).isResolved()) {
          assertThat(jdk.feature() < row.since() || row.oneOf() != null).as(row.type()).isTrue();
          continue;
        }
        byte[] classFile = image.locate(row.type()).resolve();
        byte[] woven = weaver.transform(null, row.type().replace('.', '/'), null, null, classFile);
        assertThat(Calls.ofGate(classFile)).isEmpty();
        calls.put(row.type(), woven == null ? Map.of() : Calls.ofGate(woven));
      }

      List<String> bad = new ArrayList<>();
      Map<String, Set<String>> some = new HashMap<>();
      int id = 0;
      for (Row row : Hooks.JDK) {
        for (int i = 0; i < row.points().size(); i++) {
          HookPoint point = weaver.points()[id++];
          if (row.oneOf() != null) {
            if (point.state() == HookPoint.State.WOVEN) {
              some.computeIfAbsent(row.oneOf(), k -> new TreeSet<>()).add(row.type());
            }
          }
          boolean optional =
              row.isOptional(row.points().get(i)) && point.state() == HookPoint.State.ABSENT;
          if (has(row, jdk.feature()) && point.state() != HookPoint.State.WOVEN && !optional) {
            bad.add(point.name() + ": " + weaver.reason(point));
          }
        }
      }
      assertThat(bad).isEmpty();
      assertThat(some).isEqualTo(some(jdk.feature()));
      for (Row row : Hooks.JDK) {
        if (!has(row, jdk.feature())) {
          continue;
        }
        for (Row.Point point : row.points()) {
          if (row.isOptional(point)) {
            continue;
          }
          String method = point.method().substring(0, point.method().indexOf('('));
          assertThat(calls.get(row.type()).get(method.equals("new") ? "<init>" : method))
              .as("what %s calls", point)
              .containsAll(GATE.get(name(point.advice())));
        }
      }
    }
  }

  /**
   * It is the application's: also to write back what was there would undo what it sets meanwhile.
   */
  @ParameterizedTest
  @MethodSource("jdks")
  void theTimeoutOfASocketIsNeverWritten(Jdks.Jdk jdk) throws Exception {
    try (FileSystem files = jdk.classFiles()) {
      ClassFileLocator image = new Jdks.Image(files);
      byte[] classFile = image.locate("sun.nio.ch.NioSocketImpl").resolve();
      byte[] woven =
          new Weaver(Hooks.JDK, image, jdk.feature())
              .transform(null, "sun/nio/ch/NioSocketImpl", null, null, classFile);
      assertThat(Calls.writers(classFile, "timeout")).containsExactly("setOption");
      assertThat(Calls.writers(woven, "timeout")).containsExactly("setOption");
    }
  }

  private static String name(Class<?> advice) {
    return advice.getName().substring(advice.getPackageName().length() + 1);
  }

  @Test
  void theRunningJdkIsAmongThem() throws Exception {
    assertThat(jdks()).extracting(Jdks.Jdk::feature).contains(Runtime.version().feature());
  }

  /**
   * More than one row that opens things of a type: where it is shown to the user as two. (What
   * limits it is in a group of its own.)
   */
  @Test
  void aTypeIsShownByOneRow() {
    assertThat(Hooks.ALL)
        .filteredOn(row -> row.points().stream().anyMatch(point -> point.kind() != null))
        .extracting(
            row -> row.type() + " as " + row.publicType() + ", " + row.points().get(0).group())
        .doesNotHaveDuplicates();
  }
}
