package dev.weir.core;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.weir.bootstrap.Addresses;
import dev.weir.core.hook.Hooks;
import dev.weir.core.hook.Row;
import dev.weir.core.limit.Network;
import dev.weir.core.limit.PathPattern;
import dev.weir.core.limit.PeerPattern;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.utility.OpenedClassReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package may know which, and what may be in a class that java.base runs. */
class ArchitectureTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.weir.core", "dev.weir.bootstrap");

  private static final String BOOTSTRAP = "dev.weir.bootstrap..";
  private static final String HOOK = "dev.weir.core.hook..";

  private static final DescribedPredicate<JavaClass> PATTERN =
      type(PathPattern.class)
          .or(type(PeerPattern.class))
          .or(type(Network.class))
          .or(DescribedPredicate.describe("Glob", c -> c.getSimpleName().equals("Glob")));

  private static DescribedPredicate<JavaClass> in(String... packages) {
    return resideInAnyPackage(packages);
  }

  @Test
  void bootstrapHasTheJdkOnly() {
    classes()
        .that(in(BOOTSTRAP))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(BOOTSTRAP, "java..", "jdk.internal.access", "jdk.internal.misc")
        .check(ALL);
    noClasses()
        .that(in(BOOTSTRAP))
        .should()
        .dependOnClassesThat(
            in(
                    "java.nio.file..",
                    "java.util.logging..",
                    "java.util.regex..",
                    "java.lang.management..")
                // An interface that initialises nothing, of an object that the JDK has made.
                .and(not(type(Path.class))))
        .check(ALL);
  }

  /** Linking one would load classes, on an application's thread, inside the JDK's locks. */
  @Test
  void nothingThatJavaBaseRunsIsDynamic() throws IOException {
    Set<String> dynamic = new TreeSet<>();
    int methods = 0;
    List<JavaClass> types = new ArrayList<>(ALL.that(in(BOOTSTRAP)));
    advice().forEach(point -> types.add(ALL.get(point)));
    for (JavaClass type : types) {
      methods += dynamicMethods(type.getName(), dynamic);
    }
    assertThat(methods).isGreaterThan(50);
    assertThat(dynamic).isEmpty();
  }

  private static int dynamicMethods(String type, Set<String> found) throws IOException {
    int[] methods = new int[1];
    visit(
        type,
        method ->
            new MethodVisitor(OpenedClassReader.ASM_API) {
              {
                methods[0]++;
              }

              @Override
              public void visitInvokeDynamicInsn(
                  String name, String its, Handle bootstrap, Object... arguments) {
                found.add(type + "." + method);
              }
            });
    return methods[0];
  }

  private interface OfMethod {
    MethodVisitor visitor(String name);
  }

  private static void visit(String type, OfMethod of) throws IOException {
    String file = "/" + type.replace('.', '/') + ".class";
    try (InputStream in = ArchitectureTest.class.getResourceAsStream(file)) {
      OpenedClassReader.of(in.readAllBytes())
          .accept(
              new ClassVisitor(OpenedClassReader.ASM_API) {
                @Override
                public MethodVisitor visitMethod(
                    int access, String name, String its, String generic, String[] thrown) {
                  return of.visitor(name);
                }
              },
              ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    }
  }

  /** The advice classes that the table names; each is found there, so none is forgotten. */
  static Set<Class<?>> advice() {
    Set<Class<?>> found = new java.util.LinkedHashSet<>();
    for (Row row : Hooks.ALL) {
      for (Row.Point point : row.points()) {
        if (point.advice() != dev.weir.core.hook.Calling.class
            && point.advice() != dev.weir.core.hook.socket.Limited.class) {
          found.add(point.advice());
        }
      }
    }
    return found;
  }

  private static boolean isAdvice(java.lang.reflect.Method method) {
    for (var annotation : method.getAnnotations()) {
      if (annotation.annotationType().getName().startsWith("net.bytebuddy.asm.Advice$OnMethod")) {
        return true;
      }
    }
    return false;
  }

  /** A helper method would not be there, inside java.base. */
  @ParameterizedTest
  @MethodSource("advice")
  void anAdviceClassHasItsAdviceAndNoMore(Class<?> advice) {
    assertThat(advice.getDeclaredMethods())
        .isNotEmpty()
        .hasSizeLessThanOrEqualTo(2)
        .allMatch(ArchitectureTest::isAdvice);
    assertThat(advice.getDeclaredFields()).isEmpty();
    assertThat(advice.getDeclaredClasses()).isEmpty();
    assertThat(advice.getSuperclass()).isEqualTo(Object.class);
    assertThat(advice.getInterfaces()).isEmpty();
    assertThat(java.lang.reflect.Modifier.isFinal(advice.getModifiers())).isTrue();
  }

  /** What the gate answers where more than an exception is needed: plain values, which are read. */
  private static final Set<String> ANSWERS =
      Set.of("dev/weir/bootstrap/Pin", "dev/weir/bootstrap/Outcome", "dev/weir/bootstrap/Wait");

  private static final Set<String> GATES =
      Set.of(
          "dev/weir/bootstrap/Gate",
          "dev/weir/bootstrap/MappingGate",
          "dev/weir/bootstrap/OpenGate",
          "dev/weir/bootstrap/PathGate",
          "dev/weir/bootstrap/ProcessGate",
          "dev/weir/bootstrap/ReadGate",
          "dev/weir/bootstrap/SocketGate",
          "dev/weir/bootstrap/WaitGate",
          "dev/weir/bootstrap/WriteGate");

  @ParameterizedTest
  @MethodSource("advice")
  void anAdviceMethodMakesOneCallIntoTheGate(Class<?> advice) throws IOException {
    List<String> gate = new ArrayList<>();
    Set<String> others = new TreeSet<>();
    List<String> methods = new ArrayList<>();
    Set<String> reading = new TreeSet<>();
    visit(
        advice.getName(),
        method -> {
          if (method.equals("<init>")) {
            return null;
          }
          methods.add(method);
          return new MethodVisitor(OpenedClassReader.ASM_API) {
            @Override
            public void visitMethodInsn(
                int opcode, String owner, String name, String its, boolean isInterface) {
              if (GATES.contains(owner)) {
                gate.add(name);
              } else if (!owner.startsWith("java/")) {
                others.add(owner + "." + name);
              }
            }

            @Override
            public void visitFieldInsn(int opcode, String owner, String name, String its) {
              if (ANSWERS.contains(owner)) {
                reading.add(method);
              } else if (!owner.startsWith("java/")) {
                others.add(owner + "." + name);
              }
            }
          };
        });
    assertThat(others).isEmpty();
    if (gate.size() > methods.size()) {
      gate.remove("failed"); // where the method has thrown, in place of the other call
    }
    if (gate.size() < methods.size() && reading.contains("exit")) {
      methods.remove("exit"); // it only does what the gate has answered
    }
    assertThat(gate).hasSameSizeAs(methods);
  }

  @Test
  void everyClassWithAdviceIsInTheTable() {
    Set<String> withAdvice = new TreeSet<>();
    for (JavaClass type : ALL.that(in("dev.weir.core.."))) {
      boolean has =
          type.getMethods().stream()
              .flatMap(method -> method.getAnnotations().stream())
              .anyMatch(
                  annotation ->
                      annotation
                          .getRawType()
                          .getName()
                          .startsWith("net.bytebuddy.asm.Advice$OnMethod"));
      if (has) {
        withAdvice.add(type.getName());
      }
    }
    assertThat(withAdvice).isEqualTo(new TreeSet<>(advice().stream().map(Class::getName).toList()));
  }

  @Test
  void hooksKnowBootstrapOnly() {
    noClasses()
        .that(in(HOOK))
        .should()
        .dependOnClassesThat(in("dev.weir..").and(not(in(BOOTSTRAP, HOOK))))
        .check(ALL);
  }

  @Test
  void rulesDoNotKnowWhereAHookIsNorWhatIsOpen() {
    noClasses()
        .that(in("dev.weir.core.limit.."))
        .should()
        .dependOnClassesThat(core("weave", "hook", "track", "console", "metrics", "endpoint"))
        .check(ALL);
  }

  @Test
  void trackingDoesNotKnowWhoReadsIt() {
    noClasses()
        .that(in("dev.weir.core.track.."))
        .should()
        .dependOnClassesThat(core("console", "metrics", "endpoint"))
        .check(ALL);
  }

  @Test
  void weavingKnowsHooksOnly() {
    noClasses()
        .that(in("dev.weir.core.weave.."))
        .should()
        .dependOnClassesThat(in("dev.weir.core..").and(not(in("dev.weir.core.weave..", HOOK))))
        .check(ALL);
  }

  @Test
  void thePolicyAndTheEndpointStandAlone() {
    for (String alone : List.of("dev.weir.core.config..", "dev.weir.core.endpoint..")) {
      noClasses()
          .that(in(alone))
          .should()
          .dependOnClassesThat(in("dev.weir..").and(not(in(alone))).and(not(PATTERN)))
          .check(ALL);
    }
  }

  /** The policy holds them as it reads them; they know neither policy nor rule. */
  @Test
  void patternsStandAlone() {
    noClasses()
        .that(PATTERN)
        .should()
        .dependOnClassesThat(in("dev.weir..").and(not(PATTERN)).and(not(type(Addresses.class))))
        .check(ALL);
  }

  /** It may be configured to write to a file, and to whatever the application has made of it. */
  @Test
  void nothingLogsByTheJdksLogging() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "sun.util.logging..")
        .check(ALL);
    noClasses().should().dependOnClassesThat(assignableTo(System.Logger.class)).check(ALL);
  }

  /** An agent never ends the process, but for its own command line; stdout is the application's. */
  @Test
  void onlyTheCommandLineExitsAndPrints() {
    noClasses()
        .that(not(resideInAPackage("dev.weir.core.cli..")))
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .orShould()
        .accessField(System.class, "out")
        .check(ALL);
  }

  @Test
  void aLibraryIsKnownToOnePackage() {
    only("net.bytebuddy..", "weave", "hook");
    only("io.micrometer..", "metrics");
    only("io.prometheus..", "metrics");
    only("com.google.gson..", "console");
    only("org.snakeyaml..", "config");
  }

  private static void only(String library, String... packages) {
    noClasses()
        .that(not(core(packages)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(ALL);
  }

  private static DescribedPredicate<JavaClass> core(String... packages) {
    String[] full = new String[packages.length];
    for (int i = 0; i < packages.length; i++) {
      full[i] = "dev.weir.core." + packages[i] + "..";
    }
    return in(full);
  }
}
