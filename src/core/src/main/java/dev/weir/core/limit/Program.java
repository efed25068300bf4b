package dev.weir.core.limit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A program that is to be started: as the application has named it, and where it really is. Found
 * as {@code childproc.c} (JDK 17 and 25) does: a name with a slash is relative to the child's
 * directory, one without is looked up in the {@code PATH} of this JVM, not in the one that the
 * child is given.
 *
 * <p>To be used by one thread.
 */
final class Program {
  /** {@code childproc.c}, where {@code PATH} is not set. */
  private static final String DEFAULT_PATH = ":/bin:/usr/bin";

  private final String given;
  private final String directory;
  private final String path;
  private String real;

  /**
   * @param given the first word of the command
   * @param directory the child's; null for this JVM's own
   * @param path {@code PATH} as this JVM was given it; null if it was not
   */
  Program(String given, String directory, String path) {
    this.given = given;
    this.directory = directory;
    this.path = path == null ? DEFAULT_PATH : path;
  }

  /** The file name, as given. */
  String name() {
    return given.substring(given.lastIndexOf('/') + 1);
  }

  /**
   * The real path, through symbolic links; empty if there is no such program: then the system has
   * the word. Asks the file system, once: some microseconds, where the start costs a millisecond. A
   * link that is changed between this look and the start is not seen.
   */
  String real() {
    if (real == null) {
      real = find();
    }
    return real;
  }

  private String find() {
    if (given.indexOf('/') >= 0) {
      return real(given, true);
    }
    // Empty elements are the directory itself, and those at the end count: effectivePathv().
    for (String element : path.split(File.pathSeparator, -1)) {
      String found =
          given.isEmpty() ? "" : real(element.isEmpty() ? given : element + "/" + given, false);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return "";
  }

  private String real(String file, boolean any) {
    try {
      Path from = Path.of(directory == null ? "" : directory, file);
      // An absolute one is not below the directory.
      Path there = file.startsWith("/") ? Path.of(file) : from;
      // execvp(3) goes on to the next where it may not execute what it finds.
      return any || (Files.isRegularFile(there) && Files.isExecutable(there))
          ? there.toRealPath().toString()
          : "";
    } catch (IOException | InvalidPathException e) {
      return "";
    }
  }

  /**
   * Whether a pattern of the policy's is about it: without a slash it is held against the name,
   * with one against the real path.
   */
  boolean matches(PathPattern pattern) {
    return pattern.toString().indexOf('/') < 0
        ? pattern.matches(name())
        : !real().isEmpty() && pattern.matches(real());
  }
}
