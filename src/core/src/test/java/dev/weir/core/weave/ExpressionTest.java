package dev.weir.core.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.bootstrap.Descriptors;
import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.HookPoint.State;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.Tally;
import dev.weir.bootstrap.TestHandles;
import dev.weir.core.hook.Row;
import dev.weir.core.hook.TestRows;
import dev.weir.core.weave.things.Stranger;
import dev.weir.core.weave.things.Thing;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.loading.ByteArrayClassLoader;
import net.bytebuddy.matcher.ElementMatchers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each form is woven into a class of the tests' own and run; the ledger shows its value. */
class ExpressionTest {
  private static final String THING = Thing.class.getName();
  private static final ClassFileLocator CLASSES =
      ClassFileLocator.ForClassLoader.of(ExpressionTest.class.getClassLoader());

  private final int base = TestHandles.range(16);
  private final long errors = Tally.errors();
  private Class<?> thing;
  private Object instance;

  /** Loads the class again, woven by these rows. */
  private void weave(FileDescriptor fd, Row... rows) throws Exception {
    Weaver weaver = new Weaver(List.of(rows), CLASSES, 17);
    byte[] woven =
        weaver.transform(
            null, THING.replace('.', '/'), null, null, CLASSES.locate(THING).resolve());
    for (int id = 0; id < weaver.points().length; id++) {
      assertThat(weaver.reason(weaver.points()[id])).isNull();
      assertThat(weaver.points()[id].state()).isEqualTo(State.WOVEN);
    }
    Gate.install(weaver.points());
    String[] others = {
      THING + "$Inner", THING + "$Flags", THING + "$Holder", Stranger.class.getName(),
    };
    Map<String, byte[]> classes = new java.util.HashMap<>();
    for (String other : others) {
      classes.put(other, CLASSES.locate(other).resolve());
    }
    classes.put(THING, woven);
    thing =
        new ByteArrayClassLoader.ChildFirst(getClass().getClassLoader(), classes).loadClass(THING);
    instance = thing.getConstructor(FileDescriptor.class, int.class).newInstance(fd, base);
  }

  private Object call(String method, Object... arguments) throws Exception {
    for (var one : thing.getMethods()) {
      if (one.getName().equals(method) && one.getParameterCount() == arguments.length) {
        return one.invoke(instance, arguments);
      }
    }
    throw new NoSuchMethodException(method);
  }

  private Object flags() throws Exception {
    return thing.getClassLoader().loadClass(THING + "$Flags").getConstructor().newInstance();
  }

  @BeforeEach
  void noRule() {
    Gate.rules(null);
  }

  @ParameterizedTest
  @CsvSource({
    "number, 0",
    "pair[0], 1",
    "pair[1], 2",
    "inner.numbers()[1], 2",
    "inner.number, 3",
    "inner.number(), 3",
    "stranger.visible, 4",
  })
  void aDescriptorIsAnIntOnTheWayFromThis(String expression, int expected) throws Exception {
    weave(null, TestRows.opened(THING, "open(String,Flags)", "arg0", "1", "0", expression));
    call("open", "/a", flags());

    Handle handle = Ledger.get(base + expected);
    assertThat(handle.fd()).isEqualTo(base + expected);
    assertThat(handle.refersTo(instance)).as("the owner is where the expression starts").isTrue();
    assertThat(handle.target()).isEqualTo("/a");
    assertThat(handle.access()).isEqualTo(Handle.READ);
    assertThat(Tally.errors()).isEqualTo(errors);
  }

  @Test
  void threeDescriptorsAreOneHandle() throws Exception {
    weave(
        null,
        TestRows.opened(THING, "open(String,..)", "", "0", "0", "number", "pair[0]", "pair[1]"));
    call("open", "/a", flags());

    Handle handle = Ledger.get(base);
    assertThat(Ledger.get(base + 1)).isSameAs(handle);
    assertThat(Ledger.get(base + 2)).isSameAs(handle);
    assertThat(Ledger.get(base + 3)).isNull();
    assertThat(handle.target()).isEmpty();
    assertThat(handle.access()).isZero();
  }

  @Test
  void aFieldMayBePublicInAnotherPackageOrInherited() throws Exception {
    weave(
        null,
        TestRows.opened(
            THING, "open(String,..)", "", "0", "0", "number", "neighbour.open", "inherited"));
    call("open", "/a", flags());

    assertThat(Ledger.get(base).holds(1)).isTrue();
    assertThat(Ledger.get(base).holds(2)).isTrue();
    Gate.closedUnseen(Ledger.get(base));
    assertThat(Tally.errors()).isEqualTo(errors);
  }

  @Test
  void argumentsAndResult() throws Exception {
    weave(
        null,
        TestRows.opened(
            THING, "openStatic(long,Thing,String)", "String", "1", "arg1.writes", "Thing.number"));
    thing.getField("writes").set(instance, true);
    call("openStatic", 7L, instance, "/b");
    assertThat(Ledger.get(base).target()).isEqualTo("/b");
    assertThat(Ledger.get(base).access()).isEqualTo(Handle.READ | Handle.WRITE);
    assertThat(Ledger.get(base).refersTo(instance)).isTrue();

    Gate.closedUnseen(Ledger.get(base));
  }

  @Test
  void aFileDescriptorIsItsOwnOwner(@TempDir Path directory) throws Exception {
    Path file = Files.createFile(directory.resolve("a"));
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      int number = Descriptors.number(in.getFD());
      weave(
          in.getFD(),
          TestRows.opened(
              THING, "openStatic(long,..)", "arg2", "Thing.writes", "0", "return", "arg1.number"),
          TestRows.closed(THING, "close()", "holder.fd()"));
      call("openStatic", 7L, instance, "/b");

      Handle handle = Ledger.get(number);
      assertThat(handle.refersTo(in.getFD())).isTrue();
      assertThat(handle.access()).isZero();
      assertThat(Ledger.get(base)).isSameAs(handle);
      call("close");
      assertThat(handle.state()).isEqualTo(Handle.CLOSED);
      assertThat(Ledger.get(number)).isNull();
      assertThat(Ledger.get(base)).isNull();
    }
  }

  @Test
  void aFileDescriptorOfNettysToo() throws Exception {
    weave(
        null,
        TestRows.opened(THING, "open(String,..)", "arg0", "1", "0", "nettys"),
        TestRows.closed(THING, "close()", "nettys"));
    call("open", "/a", flags());

    Handle handle = Ledger.get(base + 5);
    assertThat(handle.refersTo(thing.getField("nettys").get(instance))).isTrue();
    call("close");
    assertThat(handle.state()).isEqualTo(Handle.CLOSED);
    assertThat(Ledger.get(base + 5)).isNull();
    assertThat(Tally.errors()).isEqualTo(errors);
  }

  @Test
  void thisIsAnObjectAndNoDescriptorUnlessItIsNettys() throws Exception {
    weave(null, TestRows.opened(THING, "open(String,..)", "this", "1", "0", "this.number"));
    call("open", "/a", flags());
    assertThat(Ledger.get(base).refersTo(instance)).isTrue();
    assertThat(Ledger.get(base).target()).isEqualTo(instance.toString());
    assertWrong(
        "this is neither int nor FileDescriptor", wrong -> wrong.descriptor("this"), on("open"));
  }

  @Test
  void anOpenThatThrowsIsNone() throws Exception {
    weave(null, TestRows.opened(THING, "open(String,..)", "arg0", "1", "0", "number"));
    assertThatThrownBy(() -> call("open", "", flags()))
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
    assertThat(Ledger.get(base)).isNull();
  }

  private static Expression on(String method) {
    TypeDescription type = TypeDescription.ForLoadedType.of(Thing.class);
    MethodDescription described =
        type
            .getDeclaredMethods()
            .filter(ElementMatchers.named(method).and(ElementMatchers.not(takesNothing())))
            .stream()
            .reduce((first, second) -> longer(first, second))
            .orElseGet(
                () -> type.getDeclaredMethods().filter(ElementMatchers.named(method)).get(0));
    return new Expression(type, described, Expression.Locals.UNKNOWN);
  }

  private static net.bytebuddy.matcher.ElementMatcher<MethodDescription> takesNothing() {
    return ElementMatchers.takesNoArguments();
  }

  private static MethodDescription.InDefinedShape longer(
      MethodDescription.InDefinedShape a, MethodDescription.InDefinedShape b) {
    return a.getParameters().size() > b.getParameters().size() ? a : b;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "open       | none                    | none: no field none in dev.weir.core.weave.things.Thing",
        "open       | inner.none              | inner.none: no field none in dev.weir.core.weave.things.Thing$Inner",
        "open       | number.none             | number.none: no field none in int",
        "open       | inner.none()            | inner.none(): no method none() in dev.weir.core.weave.things.Thing$Inner",
        "open       | arg2                    | arg2: no field arg2 in dev.weir.core.weave.things.Thing",
        "open       | stranger.secret         | stranger.secret is not accessible",
        "open       | stranger.secretNumber() | stranger.secretNumber() is not accessible",
        "open       | neighbour.ofItsPackage  | neighbour.ofItsPackage is not accessible",
        "open       | ofItsPackage            | ofItsPackage is not accessible",
        "open       | neighbour.inherited     | neighbour.inherited is not accessible",
        "open       | shared                  | shared is static",
        "open       | holder.shared()         | holder.shared() is static",
        "open       | list                    | list is neither int nor FileDescriptor",
        "open       | dir                     | dir is neither int nor FileDescriptor",
        "open       | pair                    | pair is neither int nor FileDescriptor",
        "open       | number[0]               | number[0] has no element",
        "open       | pair[0                  | pair[0 has no element",
        "open       | pair[x]                 | pair[x] has no element",
        "open       | pair[-1]                | pair[-1] has no element",
        "open       | dirfd(number)           | dirfd(number) is no long",
        "open       | return                  | return has no return value",
        "openStatic | number                  | number has no such argument",
        "openStatic | arg3                    | arg3 has no such argument",
        "openStatic | return.none             | return.none: no field none in java.io.FileDescriptor",
      })
  void aWrongDescriptorSaysWhatIsWrong(String method, String expression, String message) {
    assertWrong(message, wrong -> wrong.descriptor(expression), on(method));
  }

  @Test
  void aWrongTargetOrFlagSaysWhatIsWrong() {
    assertWrong("number is no object", wrong -> wrong.object("number"), on("open"));
    assertWrong("Flags.bits is no boolean", wrong -> wrong.flag("Flags.bits"), on("open"));
    assertWrong("arg0 is no boolean", wrong -> wrong.flag("arg0"), on("open"));
  }

  /** Nothing could ever close it; and boot classes are not verified: the JVM would go on. */
  @Test
  void aNumberThatBelongsToNoObjectHasNoOwner() {
    assertWrong(
        "return starts from no object, and has no owner",
        wrong -> wrong.owner("return"),
        on("openNumber"));
  }

  private static void assertWrong(String message, Consumer<Expression> of, Expression expression) {
    assertThatThrownBy(() -> of.accept(expression))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
