package dev.weir.core.limit.path;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * Which file it is, beyond its name: what it is, its owner, device and inode, and where the JDK
 * tells it the time of its birth. For the inode of a file that is gone is given out again, on ext4
 * to the very next one: on 17 a file of the same name and owner that took its place at once is
 * taken for it.
 *
 * @param place its real path, when it was made
 * @param key device and inode
 * @param directory whether it is one; else it is a regular file, or nothing that is to be deleted
 * @param owner the user's id
 * @param born null before JDK 22, which gives the time of the last change for it
 */
record Identity(Path place, boolean directory, Object owner, Object key, FileTime born) {
  private static final boolean TELLS_BIRTH = Runtime.version().feature() >= 22;

  /** Of what bears the name now; a link is itself. */
  static Identity of(Object path) throws IOException {
    Path given = path instanceof File ? ((File) path).toPath() : (Path) path;
    Path absolute = given.toAbsolutePath();
    Path place = absolute.getParent().toRealPath().resolve(absolute.getFileName());
    return of(place, place);
  }

  private static Identity of(Path place, Path look) throws IOException {
    BasicFileAttributes now =
        Files.readAttributes(look, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!now.isRegularFile() && !now.isDirectory()) {
      throw new IOException("neither a file nor a directory");
    }
    return new Identity(
        place,
        now.isDirectory(),
        Files.getAttribute(look, "unix:uid", LinkOption.NOFOLLOW_LINKS),
        now.fileKey(),
        TELLS_BIRTH ? now.creationTime() : null);
  }

  /** Whether {@code name}, another name of the same place, is still the same file. */
  boolean isAt(Path name) throws IOException {
    return equals(of(place, name));
  }
}
