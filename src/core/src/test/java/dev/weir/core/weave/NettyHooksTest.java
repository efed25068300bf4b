package dev.weir.core.weave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.HookPoint.State;
import dev.weir.core.hook.Hooks;
import dev.weir.core.hook.Row;
import dev.weir.core.hook.TestRows;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.SimpleRemapper;
import net.bytebuddy.utility.OpenedClassReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows of Netty against the class files of each Netty that the build has copied. */
class NettyHooksTest {
  private static final String URING = "io.netty.channel.uring.";
  private static final String INCUBATOR = "io.netty.incubator.channel.uring.";

  /** The class path of one Netty, with a loader that has nothing else. */
  private static URLClassLoader netty(ClassLoader parent, String... sets) throws IOException {
    List<URL> jars = new ArrayList<>();
    for (String set : sets) {
      Path directory = Path.of(System.getProperty("weir.netty"), set);
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jar")) {
        for (Path jar : files) {
          jars.add(jar.toUri().toURL());
        }
      }
    }
    return new URLClassLoader(jars.toArray(new URL[0]), parent);
  }

  private static URLClassLoader netty(String sets) throws IOException {
    return netty(NettyHooksTest.class.getClassLoader(), sets.split(" "));
  }

  private static byte[] classFile(ClassLoader loader, String name) throws IOException {
    try (InputStream in = loader.getResourceAsStream(name + ".class")) {
      return in == null ? null : in.readAllBytes();
    }
  }

  /** Weaves all rows whose class this Netty has; gives the names of those. */
  private static Set<String> weave(Weaver weaver, ClassLoader loader, String prefix)
      throws IOException {
    Set<String> found = new TreeSet<>();
    for (Row row : Hooks.LIBRARIES) {
      String name = prefix + row.type().replace('.', '/');
      byte[] before = classFile(loader, name);
      if (before == null || !found.add(row.type())) {
        continue;
      }
      byte[] woven = weaver.transform(loader, name, null, null, before);
      assertThat(woven).as(name).isNotNull();
      Map<String, Set<String>> calls = Calls.ofGate(woven);
      for (Row same : Hooks.LIBRARIES) {
        for (Row.Point point : same.points()) {
          String method = point.method().substring(0, point.method().indexOf('('));
          if (same.type().equals(row.type()) && !same.isOptional(point)) {
            assertThat(calls.get(method.equals("new") ? "<init>" : method))
                .as("what %s calls", point)
                .containsAll(HooksTest.GATE.get(point.advice().getSimpleName()));
          }
        }
      }
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource({
    "4.1,           '',                    false, false",
    "4.2,           '',                    true,  false",
    "4.1 incubator, '',                    false, true",
    "shaded,        io/grpc/netty/shaded/, false, false"
  })
  void everyPointIsWoven(String sets, String prefix, boolean uring, boolean incubator)
      throws Exception {
    try (URLClassLoader loader = netty(sets)) {
      Weaver weaver = new Weaver(Hooks.LIBRARIES);
      Set<String> found = weave(weaver, loader, prefix);

      int id = 0;
      for (Row row : Hooks.LIBRARIES) {
        boolean has =
            row.type().startsWith(URING)
                ? uring && found.contains(row.type())
                : !row.type().startsWith(INCUBATOR) || incubator && found.contains(row.type());
        for (Row.Point point : row.points()) {
          HookPoint hook = weaver.points()[id++];
          assertThat(weaver.reason(hook)).as("%s", point).isNull();
          assertThat(hook.state()).as("%s", point).isEqualTo(has ? State.WOVEN : State.WAITING);
        }
      }
      assertThat(found.contains(URING + "Native")).isEqualTo(uring);
      assertThat(found.contains(INCUBATOR + "Native")).isEqualTo(incubator);
      assertThat(weaver.expected()).as("a library is expected of no JVM").isZero();
    }
  }

  /** The rows of io_uring name classes of which only one family is there each. */
  @Test
  void everyRowHasItsClassInSomeNetty() throws Exception {
    try (URLClassLoader loader = netty("4.2 incubator")) {
      List<String> nowhere = new ArrayList<>();
      for (Row row : Hooks.LIBRARIES) {
        if (classFile(loader, row.type().replace('.', '/')) == null) {
          nowhere.add(row.type());
        }
      }
      assertThat(nowhere).isEmpty();
    }
  }

  @Test
  void twoNettysAtOnceAreBothWoven() throws Exception {
    try (URLClassLoader first = netty("4.1");
        URLClassLoader second = netty("4.2")) {
      Weaver weaver = new Weaver(Hooks.LIBRARIES);
      weave(weaver, first, "");
      weave(weaver, second, "");
      assertThat(weaver.points())
          .extracting(HookPoint::state)
          .doesNotContain(State.MISSING, State.FAILED, State.ABSENT);
    }
  }

  @Test
  void whatOneCopyLacksIsSaidAlsoIfAnotherHasIt() throws Exception {
    String type = "io.netty.channel.unix.FileDescriptor";
    String name = type.replace('.', '/');
    try (URLClassLoader loader = netty("4.1")) {
      byte[] good = classFile(loader, name);
      byte[] poor = classFile(loader, "io/netty/channel/unix/Limits");
      Weaver weaver =
          new Weaver(
              List.of(
                  TestRows.closed(type, "close()", "fd"),
                  TestRows.optional(type, "markClosed()", "fd")));
      assertThat(weaver.transform(loader, name, null, null, good)).isNotNull();
      assertThat(weaver.points()).extracting(HookPoint::state).containsOnly(State.WOVEN);

      assertThat(weaver.transform(loader, name, null, null, renamed(poor, name))).isNull();
      assertThat(weaver.points())
          .extracting(HookPoint::state)
          .containsExactly(State.MISSING, State.WOVEN);
      assertThat(weaver.transform(loader, name, null, null, good)).isNotNull();
      assertThat(weaver.points()[0].state()).isEqualTo(State.MISSING);
      assertThat(weaver.reason(weaver.points()[0]))
          .isEqualTo("this version of the library has no method " + type + ".close()");
    }
  }

  private static byte[] renamed(byte[] classFile, String name) {
    ClassWriter writer = new ClassWriter(0);
    SimpleRemapper to =
        new SimpleRemapper(OpenedClassReader.ASM_API, "io/netty/channel/unix/Limits", name);
    new ClassReader(classFile).accept(new ClassRemapper(writer, to), 0);
    return writer.toByteArray();
  }

  @Test
  void whatOnlySomeVersionsHaveIsAbsent() throws Exception {
    String type = "io.netty.channel.unix.FileDescriptor";
    try (URLClassLoader loader = netty("4.1")) {
      Weaver weaver = new Weaver(List.of(TestRows.optional(type, "shut()", "fd")));
      String name = type.replace('.', '/');
      assertThat(weaver.transform(loader, name, null, null, classFile(loader, name))).isNull();
      assertThat(weaver.points()[0].state()).isEqualTo(State.ABSENT);
      assertThat(weaver.reason(weaver.points()[0])).isNull();
    }
  }

  /** An OSGi framework may ask the boot loader for java.* only. */
  @Test
  void aLoaderThatDoesNotSeeWeirKeepsItsNettyAsItIs() throws Exception {
    ClassLoader blind =
        new ClassLoader(null) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("dev.weir.")) {
              throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
          }

          @Override
          public String toString() {
            return "blind";
          }
        };
    URLClassLoader files = netty("4.1");
    Weaver weaver = new Weaver(Hooks.LIBRARIES);
    String name = "io/netty/channel/unix/FileDescriptor";
    assertThat(weaver.transform(blind, name, null, null, classFile(files, name))).isNull();
    assertThat(weaver.points()[0].state()).isEqualTo(State.FAILED);
    assertThat(weaver.reason(weaver.points()[0]))
        .isEqualTo("its class loader does not let it see Weir: blind");
    files.close();
  }

  @Test
  void aNameThatOnlyLooksLikeNettyIsNone() throws Exception {
    Weaver weaver = new Weaver(Hooks.LIBRARIES);
    byte[] some = classFile(getClass().getClassLoader(), getClass().getName().replace('.', '/'));
    for (String name :
        List.of(
            "studio/netty/channel/unix/FileDescriptor",
            "com/acme/nio/netty/channel/unix/FileDescriptor",
            "io/netty/channel/unix/FileDescriptors")) {
      assertThat(weaver.transform(getClass().getClassLoader(), name, null, null, some)).isNull();
    }
    assertThat(weaver.points()).extracting(HookPoint::state).containsOnly(State.WAITING);
  }
}
