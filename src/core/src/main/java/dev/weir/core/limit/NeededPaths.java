package dev.weir.core.limit;

import dev.weir.core.limit.path.Exempt;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;

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

  /** Of this JVM. Walks java.home: 50 to 100 ms the first time. */
  NeededPaths(Needed needed) {
    this(needed, Path.of(System.getProperty("java.home")));
  }

  NeededPaths(Needed needed, Path java) {
    this.needed = needed;
    homePrefix = real(java) + "/";
    try {
      Files.walkFileTree(java, new Links());
    } catch (IOException e) {
      // None is thrown by what is visited.
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

  /** Goes on past what cannot be read: it is nothing that the JVM reads either. */
  private final class Links extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isSymbolicLink()) {
        home.add(real(file));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException error) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException error) {
      return FileVisitResult.CONTINUE;
    }
  }
}
