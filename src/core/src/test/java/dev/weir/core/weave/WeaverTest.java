package dev.weir.core.weave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.HookPoint.State;
import dev.weir.bootstrap.HookPoint.Words;
import dev.weir.bootstrap.Kind;
import dev.weir.core.hook.Row;
import dev.weir.core.hook.TestRows;
import java.io.IOException;
import java.util.List;
import net.bytebuddy.dynamic.ClassFileLocator;
import org.junit.jupiter.api.Test;

/** What becomes of rows that this JDK does not fit. */
class WeaverTest {
  private static final String TYPE = "java.io.RandomAccessFile";

  private byte[] woven(Weaver weaver) throws IOException {
    byte[] classFile = ClassFileLocator.ForClassLoader.ofBootLoader().locate(TYPE).resolve();
    return weaver.transform(null, TYPE.replace('.', '/'), null, null, classFile);
  }

  private static void assertPoint(Weaver weaver, int id, State state, String reason) {
    HookPoint point = weaver.points()[id];
    assertThat(point.state()).isEqualTo(state);
    assertThat(weaver.reason(point)).isEqualTo(reason);
  }

  @Test
  void aMethodThatIsNotThereIsMissingAndTheOthersAreWoven() throws Exception {
    Weaver weaver =
        new Weaver(
            List.of(
                TestRows.closed(TYPE, "shut()", "fd"),
                TestRows.closed(TYPE, "close(int)", "fd"),
                TestRows.closed(TYPE, "close()", "fd")));
    byte[] woven = woven(weaver);

    assertPoint(weaver, 0, State.MISSING, "this JDK has no method " + TYPE + ".shut()");
    assertPoint(weaver, 1, State.MISSING, "this JDK has no method " + TYPE + ".close(int)");
    assertPoint(weaver, 2, State.WOVEN, null);
    assertThat(Calls.ofGate(woven)).containsOnlyKeys("close");
  }

  @Test
  void aNativeMethodIsMissing() throws Exception {
    Weaver weaver =
        new Weaver(
            List.of(
                TestRows.refused(TYPE, "open0(String,int)", Words.IO, "arg0"),
                TestRows.refused(TYPE, "initIDs()", Words.IO, "")));
    assertThat(woven(weaver)).as("nothing to change").isNull();
    assertThat(weaver.points()).extracting(HookPoint::state).containsOnly(State.MISSING);
  }

  @Test
  void aWrongExpressionCostsItsPointAndNotTheClass() throws Exception {
    Weaver weaver =
        new Weaver(
            List.of(
                TestRows.opened(TYPE, "open(String,..)", "arg0", "1", "1", "fdd"),
                TestRows.refused(TYPE, "open(String,..)", Words.IO, "arg0")));
    byte[] woven = woven(weaver);

    assertPoint(weaver, 0, State.FAILED, "fdd: no field fdd in " + TYPE);
    assertPoint(weaver, 1, State.WOVEN, null);
    assertThat(Calls.ofGate(woven).get("open")).containsExactly("begin", "done");
  }

  @Test
  void whatIsNoClassFileFailsAndDoesNotThrow() {
    Weaver weaver = new Weaver(List.of(TestRows.closed(TYPE, "close()", "fd")));
    byte[] woven = weaver.transform(null, TYPE.replace('.', '/'), null, null, new byte[] {1, 2});

    assertThat(woven).isNull();
    assertThat(weaver.points()[0].state()).isEqualTo(State.FAILED);
    assertThat(weaver.reason(weaver.points()[0])).isNotBlank();
  }

  @Test
  void aClassOfThatNameInAnotherLoaderIsLeftAlone() throws Exception {
    Weaver weaver = new Weaver(List.of(TestRows.closed(TYPE, "close()", "fd")));
    byte[] classFile = ClassFileLocator.ForClassLoader.ofBootLoader().locate(TYPE).resolve();
    String name = TYPE.replace('.', '/');

    assertThat(weaver.transform(getClass().getClassLoader(), name, null, null, classFile)).isNull();
    assertThat(weaver.transform(null, "java/io/Reader", null, null, classFile)).isNull();
    assertThat(weaver.transform(null, null, null, null, classFile)).isNull();
    assertPoint(weaver, 0, State.WAITING, null);
  }

  /** Another agent may retransform a class at any time. */
  @Test
  void weavingAgainTakesAgain() throws Exception {
    Weaver weaver = new Weaver(List.of(TestRows.closed(TYPE, "close()", "fd")));
    weaver.transform(null, TYPE.replace('.', '/'), null, null, new byte[] {1, 2});
    assertThat(woven(weaver)).isNotNull();
    assertPoint(weaver, 0, State.WOVEN, null);
  }

  @Test
  void aPointIsWhatItsRowSays() {
    Row row = TestRows.refused(TYPE, "open(String,..)", Words.IO, "arg0");
    HookPoint point = new Weaver(List.of(row)).points()[0];
    assertThat(point.id()).isZero();
    assertThat(point.name()).isEqualTo(TYPE + ".open(String,..)");
    assertThat(point.type()).isEqualTo(TYPE);
    assertThat(point.kind()).isEqualTo(Kind.FILE);
    assertThat(point.words()).isEqualTo(Words.IO);
    assertThat(point.state()).isEqualTo(State.WAITING);
  }
}
