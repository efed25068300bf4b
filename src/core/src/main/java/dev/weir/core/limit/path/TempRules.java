package dev.weir.core.limit.path;

import dev.weir.core.config.Mode;
import dev.weir.core.config.Policy;
import dev.weir.core.config.Policy.Leftover;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * {@code files.temp}: when a temp file is left over, and what is done with it.
 *
 * <p>Deleted is only what Weir has seen being made, by its identity and not by its name; only what
 * is really inside {@code java.io.tmpdir}, in a directory that is held by a descriptor meanwhile,
 * so that no link leads elsewhere; a directory only if it is empty, for what is in it was not seen
 * being made. And a directory only at the end of the JVM: before that, one that is empty just now
 * may be where a server puts its uploads. Between the last look and unlink(2) there is a moment in
 * which somebody may put another file there, of the same name and in the same directory: then that
 * one goes. A symbolic link would go itself, and not what it points to.
 *
 * <p>Immutable; any thread.
 */
public final class TempRules {
  private final long maxAge;
  private final boolean deletesOld;
  private final boolean deletesAtExit;
  private final Path directory;

  /** Looks up the directory for temp files. */
  public TempRules(Policy.Files files) {
    Policy.Temp temp = files.temp();
    boolean enforce = files.mode() == Mode.ENFORCE;
    maxAge = temp.maxAge() == null ? Long.MAX_VALUE : TimeUnit.NANOSECONDS.convert(temp.maxAge());
    deletesOld = enforce && temp.maxAge() != null && temp.onMaxAge() == Leftover.DELETE;
    deletesAtExit = enforce && temp.onExit() == Leftover.DELETE;
    directory = directory();
  }

  private static Path directory() {
    try {
      return Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
    } catch (IOException | InvalidPathException e) {
      return null; // then nothing is inside
    }
  }

  /** From which age on a temp file is left over; {@code Long.MAX_VALUE} for never. */
  public long maxAgeNanos() {
    return maxAge;
  }

  /** Whether it is deleted then. */
  public boolean deletesOld() {
    return deletesOld;
  }

  /** Whether what is there at the end of the JVM is deleted. */
  public boolean deletesAtExit() {
    return deletesAtExit;
  }

  /** Whether anything is said at the end of the JVM. */
  public boolean looksAtExit() {
    return deletesAtExit || maxAge != Long.MAX_VALUE;
  }

  /**
   * What is to be known of a file that has just been made, to delete it later; null if it never
   * will be. On the application's thread: three or four system calls, and only where the policy
   * deletes temp files; making one costs as much.
   */
  public Object identity(Object path) {
    if (!deletesOld && !deletesAtExit) {
      return null;
    }
    try {
      return Identity.of(path);
    } catch (IOException | RuntimeException e) {
      return null; // gone already
    }
  }

  /** Where a file was made, or null for {@code null}. */
  public static Path place(Object identity) {
    return identity == null ? null : ((Identity) identity).place();
  }

  /**
   * Deletes what is still the file that was made.
   *
   * @param identity of {@link #identity}; null for a file that was made before the policy deleted
   * @param atExit whether the JVM ends, and nobody needs a directory that is empty
   * @return whether it has
   */
  public boolean delete(Object identity, boolean atExit) {
    if (identity == null || directory == null) {
      return false;
    }
    Identity file = (Identity) identity;
    if (file.directory() && !atExit) {
      return false;
    }
    Path parent = file.place().getParent();
    int dir = -1;
    try {
      dir = Unix.name(parent, true);
      Path truth = Unix.truth(dir);
      Path name = Unix.link(dir).resolve(file.place().getFileName());
      if (!truth.equals(parent) || !truth.startsWith(directory) || !file.isAt(name)) {
        return false;
      }
      if (file.directory()) {
        Unix.rmdir(name);
      } else {
        Unix.unlink(name);
      }
      return true;
    } catch (Throwable t) {
      return false; // gone, not empty, or not ours to delete: it stays, and is reported
    } finally {
      if (dir >= 0) {
        Unix.close(dir);
      }
    }
  }
}
