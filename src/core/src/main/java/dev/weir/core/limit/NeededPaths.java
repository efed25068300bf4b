package dev.weir.core.limit;

import dev.weir.core.limit.path.Exempt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What rules on paths leave to the JVM: to read it, and by its real path. (A cap lets every jar
 * pass; outside the roots those of the class path are let through, and whatever a class loader asks
 * for.)
 */
final class NeededPaths implements Exempt {
  private final Needed needed;

  /**
   * Of java.home, and whatever its links lead to: Debian keeps {@code conf} in {@code /etc}, and
   * the trust store too.
   */
  private final Set<String> home = new HashSet<>();

  private final String homePrefix;

  NeededPaths(Needed needed) {
    this.needed = needed;
    Path java = Path.of(System.getProperty("java.home"));
    homePrefix = real(java) + "/";
    try (Stream<Path> all = Files.walk(java)) {
      for (Object each : all.toArray()) {
        Path path = (Path) each;
        if (Files.isSymbolicLink(path)) {
          home.add(real(path));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // What can be read is known by now.
    }
  }

  private static String real(Path path) {
    try {
      return path.toRealPath().toString();
    } catch (IOException e) {
      return path.toString();
    }
  }

  /** Other secrets than paths are in what /proc shows of an environment and a memory. */
  @Override
  public boolean reads(String real) {
    if (real.startsWith("/proc/") && (real.endsWith("/environ") || real.endsWith("/mem"))) {
      return false;
    }
    return needed.named(real)
        || real.startsWith(homePrefix)
        || home.contains(real)
        || needed.isClassFile(real);
  }

  @Override
  public boolean byCaller(String path) {
    return needed.byCaller(path);
  }
}
