package dev.weir.core.limit;

/** Whether a pattern is about a path, as the application has named it. */
final class FileMatch {
  /** Where relative paths start; the JDK has read it once too (java.io.UnixFileSystem). */
  private static final String HERE = System.getProperty("user.dir") + "/";

  private FileMatch() {}

  /** Makes one text of a relative path, and only where the pattern begins at the root. */
  static boolean matches(PathPattern pattern, String path) {
    return pattern.matches(pattern.isAbsolute() && !path.startsWith("/") ? HERE + path : path);
  }
}
