package dev.weir.core.limit.path;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Permissions as numbers, as in chmod(2). */
final class Modes {
  private static final PosixFilePermission[] BITS = PosixFilePermission.values();

  private Modes() {}

  /** Follows links, such as {@code /proc/self/fd/N}. */
  static void set(Path path, int mode) throws IOException {
    Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < BITS.length; i++) {
      if ((mode & 0400 >> i) != 0) { // the enum is in the order of the bits
        set.add(BITS[i]);
      }
    }
    Files.setPosixFilePermissions(path, set);
  }

  /** Takes from what {@code path} names itself; a symbolic link is left alone. */
  static void narrow(Path path, int most) throws IOException {
    int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    boolean directory = (mode & 0170000) == 0040000;
    if (!directory && (mode & 0170000) != 0100000) {
      return;
    }
    int narrowed = mode & (directory ? ofDirectory(most) : most);
    if ((mode & 0777) != (narrowed & 0777)) {
      set(path, narrowed & 0777);
    }
  }

  /** Who may read a directory may enter it. */
  static int ofDirectory(int most) {
    return most | (most & 0444) >> 2;
  }
}
