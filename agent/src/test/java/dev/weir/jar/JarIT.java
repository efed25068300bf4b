package dev.weir.jar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.fork.Fork;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

class JarIT {
  @Test
  void theManifestSaysHowTheJvmEnters() throws IOException {
    try (JarFile jar = new JarFile(Fork.jar().toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue("Premain-Class")).isEqualTo("dev.weir.AgentMain");
      assertThat(manifest.getValue("Agent-Class")).isEqualTo("dev.weir.AgentMain");
      assertThat(manifest.getValue("Main-Class")).isEqualTo("dev.weir.AgentMain");
      assertThat(manifest.getValue("Can-Retransform-Classes")).isEqualTo("true");
      assertThat(manifest.getValue("Boot-Class-Path")).isEqualTo("weir-agent.jar");
    }
  }

  /** What the application could see is one class and the bootstrap package. */
  @Test
  void atItsRootIsTheBootstrapPackageAndNoMore() throws IOException {
    TreeSet<String> roots = new TreeSet<>();
    for (String name : names()) {
      if (!name.startsWith("inst/") && !name.startsWith("META-INF/")) {
        roots.add(name.substring(0, name.lastIndexOf('/') + 1));
      }
    }
    assertThat(roots).containsExactly("dev/weir/", "dev/weir/bootstrap/");
    assertThat(names())
        .filteredOn(name -> name.startsWith("inst/") && name.endsWith(".class"))
        .isEmpty();
  }

  /** A library that was forgotten in the shading would meet the application's. */
  @Test
  void everyLibraryIsRelocated() throws IOException {
    TreeSet<String> packages = new TreeSet<>();
    for (String name : names()) {
      if (name.endsWith(".classdata")) {
        packages.add(name.replaceFirst("^inst/(dev/weir/[a-z]+/|).*", "$1"));
      }
    }
    assertThat(packages).containsExactly("dev/weir/core/", "dev/weir/shaded/");
  }

  @Test
  void itHasItsLicenceAndThoseOfItsLibraries() throws IOException {
    assertThat(names()).contains("META-INF/LICENSE", "META-INF/NOTICE");
  }

  /** DESIGN: 9 MB at most. */
  @Test
  void itIsWithinItsBudget() throws IOException {
    assertThat(Files.size(Fork.jar())).isLessThan(9_000_000);
  }

  /** Part of "two clean builds give the same bytes"; ./test does the other part. */
  @Test
  void noEntryHasTheTimeOfTheBuild() throws IOException {
    try (JarFile jar = new JarFile(Fork.jar().toFile())) {
      assertThat(jar.stream().map(ZipEntry::getTimeLocal).distinct()).hasSize(1);
    }
  }

  private static List<String> names() throws IOException {
    try (JarFile jar = new JarFile(Fork.jar().toFile())) {
      return jar.stream().filter(e -> !e.isDirectory()).map(ZipEntry::getName).toList();
    }
  }
}
