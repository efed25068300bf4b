package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The JDKs of this machine that the agent runs on. */
final class Jdks {
  private Jdks() {}

  /** Those in the folder that holds the running one, one for each feature version. */
  static List<Path> beside() throws IOException {
    Path running = Path.of(System.getProperty("java.home")).toRealPath();
    try (Stream<Path> all = Files.list(running.getParent())) {
      return all.sorted().toList();
    }
  }

  /** Feature version and home, of 17 and newer; what is no JDK is left out. */
  static TreeMap<Integer, Path> known(Collection<Path> homes) throws IOException {
    TreeMap<Integer, Path> found = new TreeMap<>();
    for (Path home : homes) {
      if (Files.isExecutable(home.resolve("bin/java"))
          && Files.isRegularFile(home.resolve("release"))) {
        int feature = Runtime.Version.parse(release(home)).feature();
        if (feature >= 17) {
          found.putIfAbsent(feature, home);
        }
      }
    }
    return found;
  }

  /** Like {@code 17.0.15}: JAVA_VERSION in the JDK's file "release". */
  static String release(Path home) throws IOException {
    Properties release = new Properties();
    try (var in = Files.newBufferedReader(home.resolve("release"))) {
      release.load(in);
    }
    return release.getProperty("JAVA_VERSION").replace("\"", "");
  }
}
