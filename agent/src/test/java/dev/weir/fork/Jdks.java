package dev.weir.fork;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The JDKs to test on: the running one, those beside it, and those that {@code WEIR_TEST_JDKS}
 * names (separated by colons). One of each feature release from 17 on.
 */
public final class Jdks {
  private Jdks() {}

  /** One JDK. */
  public record Jdk(int feature, Path home) {
    public Path java() {
      return home.resolve("bin/java");
    }

    @Override
    public String toString() {
      return "JDK " + feature;
    }
  }

  /** In the order of their releases; for {@code @MethodSource("dev.weir.fork.Jdks#all")}. */
  public static List<Jdk> all() throws IOException {
    TreeMap<Integer, Jdk> found = new TreeMap<>();
    List<Path> candidates = new ArrayList<>();
    Path running = Path.of(System.getProperty("java.home")).toRealPath();
    candidates.add(running);
    String named = System.getenv("WEIR_TEST_JDKS");
    for (String home : named == null || named.isEmpty() ? new String[0] : named.split(":")) {
      candidates.add(Path.of(home));
    }
    try (DirectoryStream<Path> beside = Files.newDirectoryStream(running.getParent())) {
      beside.forEach(candidates::add);
    }
    for (Path home : candidates) {
      int feature = feature(home);
      if (feature >= 17 && Files.isExecutable(home.resolve("bin/java"))) {
        found.putIfAbsent(feature, new Jdk(feature, home));
      }
    }
    return new ArrayList<>(found.values());
  }

  /** Those from 21 on. */
  public static List<Jdk> withVirtualThreads() throws IOException {
    return all().stream().filter(jdk -> jdk.feature() >= 21).toList();
  }

  /** Those that still have one. */
  public static List<Jdk> withSecurityManager() throws IOException {
    return all().stream().filter(jdk -> jdk.feature() < 24).toList();
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
}
