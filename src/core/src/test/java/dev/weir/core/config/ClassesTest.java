package dev.weir.core.config;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The policy is read in premain: what it may load then is limited. */
class ClassesTest {
  @Test
  void nothingThatPremainMustNotTouch() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.weir.core.config");

    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.nio.file..",
            "java.util.logging..",
            "java.util.regex..",
            "java.util.stream..",
            "java.lang.management..")
        .check(classes);
    noClasses()
        .that()
        .doNotBelongToAnyOf(YamlTree.class)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.snakeyaml..")
        .check(classes);
  }

  @Test
  void withoutAFileNoClassOfTheYamlLibraryIsNeeded()
      throws IOException, ReflectiveOperationException {
    URL here = PolicyLoader.class.getProtectionDomain().getCodeSource().getLocation();
    // Neither this loader nor its parent has the library.
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {here}, ClassLoader.getPlatformClassLoader())) {
      Object loaded =
          loader
              .loadClass(PolicyLoader.class.getName())
              .getMethod("load", String.class, Map.class, Map.class)
              .invoke(null, "metrics.port=0,leaks.skip=[a;b],nothing=1", Map.of(), Map.of());

      assertThat(loaded.toString())
          .contains("agent argument nothing: is not a key")
          .doesNotContain("Weir failed");
    }
  }

  @Test
  void whateverIsThrownBecomesAProblem() throws IOException, ReflectiveOperationException {
    URL here = PolicyLoader.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {here}, ClassLoader.getPlatformClassLoader())) {
      Object loaded =
          loader
              .loadClass(PolicyLoader.class.getName())
              .getMethod("load", String.class, Map.class, Map.class)
              .invoke(null, "config=src/test/resources/policy/whole.yml", Map.of(), Map.of());

      // A NoClassDefFoundError here: the library is missing.
      assertThat(loaded.toString()).contains("policy: Weir failed to read it: java.lang.NoClass");
    }
  }
}
