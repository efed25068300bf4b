package dev.weir.core.limit.path;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code files.roots}: directories inside of which the application stays. They are compared with
 * real paths, by their bytes, so they are real paths themselves: as they were when the policy came
 * into force, so that nobody can lead them elsewhere.
 */
final class Roots {
  private final List<String> texts = new ArrayList<>();
  private final Path[] real;

  Roots(List<String> given) {
    real = new Path[given.size()];
    for (int i = 0; i < real.length; i++) {
      Path root = Path.of(given.get(i)).toAbsolutePath();
      real[i] = real(root);
      texts.add(root.normalize().toString());
      texts.add(real[i].toString());
    }
  }

  /** Of what is there; what is not yet will be a plain directory, or it is no root. */
  private static Path real(Path path) {
    Path there = path;
    while (true) {
      try {
        Path start = there.toRealPath();
        return there.equals(path) ? start : start.resolve(there.relativize(path)).normalize();
      } catch (IOException | InvalidPathException e) {
        if (there.getParent() == null) {
          return path;
        }
        there = there.getParent();
      }
    }
  }

  /** Whether this real path is one of the roots or inside of one. */
  boolean cover(Path truth) {
    for (Path root : real) {
      if (truth.startsWith(root)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a path looks as if it led inside; it may not. A hint, by its letters. */
  boolean seemToCover(String path) {
    for (int i = 0; i < texts.size(); i++) {
      String root = texts.get(i);
      if (path.startsWith(root)
          && (path.length() == root.length()
              || root.endsWith("/")
              || path.charAt(root.length()) == '/')) {
        return true;
      }
    }
    return false;
  }
}
