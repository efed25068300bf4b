package dev.weir.core.weave;

import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import net.bytebuddy.dynamic.ClassFileLocator;

/**
 * The JDKs whose class files are read: the running one, those beside it, and those that {@code
 * WEIR_TEST_JDKS} names (separated by colons). One of each feature release from 17 on.
 */
final class Jdks {
  private Jdks() {}

  /** One JDK. */
  record Jdk(int feature, Path home) {
    @Override
    public String toString() {
      return "JDK " + feature;
    }

    /** Its image; the caller closes it. */
    FileSystem classFiles() throws IOException {
      return FileSystems.newFileSystem(URI.create("jrt:/"), Map.of("java.home", home.toString()));
    }
  }

  /** In the order of their releases. */
  static List<Jdk> all() throws IOException {
    Path running = Path.of(System.getProperty("java.home")).toRealPath();
    List<Path> candidates = new ArrayList<>();
    candidates.add(running);
    String named = System.getenv("WEIR_TEST_JDKS");
    for (String home : named == null || named.isEmpty() ? new String[0] : named.split(":")) {
      candidates.add(Path.of(home));
    }
    try (DirectoryStream<Path> beside = Files.newDirectoryStream(running.getParent())) {
      beside.forEach(candidates::add);
    }
    TreeMap<Integer, Jdk> found = new TreeMap<>();
    for (Path home : candidates) {
      int feature = feature(home);
      if (feature >= 17 && Files.exists(home.resolve("lib/jrt-fs.jar"))) {
        found.putIfAbsent(feature, new Jdk(feature, home));
      }
    }
    return new ArrayList<>(found.values());
  }

  private static int feature(Path home) throws IOException {
    Path release = home.resolve("release");
    if (!Files.isReadable(release)) {
      return -1;
    }
    Properties properties = new Properties();
    try (var in = Files.newBufferedReader(release)) {
      properties.load(in);
    }
    String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
    return version.isEmpty() ? -1 : Integer.parseInt(version.split("[.+-]")[0]);
  }

  /** Finds the classes of java.base in a JDK's image. */
  record Image(FileSystem files) implements ClassFileLocator {
    @Override
    public Resolution locate(String name) throws IOException {
      Path file = files.getPath("modules", "java.base", name.replace('.', '/') + ".class");
      return Files.exists(file)
          ? new Resolution.Explicit(Files.readAllBytes(file))
          : new Resolution.Illegal(name);
    }

    @Override
    public void close() throws IOException {
      files.close();
    }
  }
}
