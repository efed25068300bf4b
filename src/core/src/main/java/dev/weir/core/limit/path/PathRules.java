package dev.weir.core.limit.path;

import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.HookPoint.Words;
import dev.weir.bootstrap.Outcome;
import dev.weir.bootstrap.Paths;
import dev.weir.bootstrap.Pin;
import dev.weir.bootstrap.Tally;
import dev.weir.core.config.Mode;
import dev.weir.core.config.Policy;
import dev.weir.core.limit.Limit;
import dev.weir.core.limit.path.Pinned.Held;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * {@code files.roots}, {@code deny}, {@code private} and {@code create-mode}. What counts is where
 * a path really leads, and nobody may be able to change that between check and use:
 *
 * <ul>
 *   <li>An open that reads is judged after the system call, by the descriptor, before anyone has
 *       it. One that looks as if it led outside is judged before, too, so that it does not wait for
 *       a FIFO there.
 *   <li>What makes, cuts, moves or removes is done to an object or in a directory that is held by a
 *       descriptor of O_PATH, by its name {@code /proc/self/fd/N}: first held, then judged, then
 *       used. So a link that is swapped meanwhile changes nothing.
 *   <li>What can be neither (permissions and times of {@code java.io.File}, the file of a socket)
 *       is judged just before.
 * </ul>
 *
 * <p>A symbolic link may be made that points outside: it is refused who opens through it. A hard
 * link may not be. In mode observe nothing is held: it is judged, and counted.
 *
 * <p>Immutable; called on the application's threads, where it does I/O around calls that do I/O
 * themselves.
 */
public final class PathRules extends Paths {
  /** As path_resolution(7): more links on a way are a loop. */
  private static final int LINKS = 40;

  private static final int PRIVATE = 0600;
  private static final int GROUP_OR_OTHERS_READ = 0044;
  private static final int TYPE = 0170000;
  private static final int DIRECTORY = 0040000;
  private static final int LINK = 0120000;
  private static final int EISDIR = 21;

  /** strerror(3) of EACCES. */
  static final String DENIED = "Permission denied";

  private static final String DELETED = " (deleted)";

  private final Roots roots;

  /** Whether relative paths begin inside the roots: the directory of a JVM never changes. */
  private final boolean startsInside;

  private final Limit outside;
  private final PathLimit[] deny;
  private final PathLimit[] secrets;
  private final int createMode;
  private final boolean enforce;
  private final Exempt exempt;

  /** By the point's id: the method's name is read once. */
  private volatile Use[] uses = new Use[0];

  /** For tests; else {@link #of}. Loads what it needs on the application's threads. */
  PathRules(Policy.Files files, Exempt exempt) {
    this.exempt = exempt;
    roots = files.roots().isEmpty() ? null : new Roots(files.roots());
    startsInside = roots != null && roots.cover(current());
    outside =
        new Limit(
            "files.roots",
            String.join(", ", files.roots()),
            files.mode(),
            "add the directory to files.roots, or see who chose the path");
    deny =
        PathLimit.of(
            "files.deny",
            files.deny(),
            files.mode(),
            "take the pattern from files.deny, or see who chose the path");
    secrets =
        PathLimit.of(
            "files.private",
            files.secrets(),
            files.mode(),
            "chmod go-r the file, or take the pattern from files.private");
    createMode = files.createMode();
    enforce = files.mode() == Mode.ENFORCE;
    warm();
  }

  /**
   * The rules of a policy; null if it has none on paths. Reads the file system; not for an
   * application's thread.
   */
  public static PathRules of(Policy.Files files, Exempt exempt) {
    return needs(files) ? new PathRules(files, exempt) : null;
  }

  /** Whether a policy has rules on paths. */
  public static boolean needs(Policy.Files files) {
    return !files.roots().isEmpty()
        || !files.deny().isEmpty()
        || !files.secrets().isEmpty()
        || files.createMode() >= 0;
  }

  private void warm() {
    try {
      Class.forName(Modes.class.getName());
      int fd = Unix.name(Path.of("/proc/self/fd"), true);
      try {
        exempt.reads(Unix.truth(fd).toString());
        PathLimit.matching(deny, "/", "/");
        Unix.mode(fd);
        Pinned.paths(
                new Held(Unix.name(Path.of("/"), true), Path.of("/")), Path.of("/"), null, null)
            .release(new NoSuchFileException("/"));
        Pinned.refused(new Refusal(null));
      } finally {
        Unix.close(fd);
      }
      Unix.name(Path.of("/proc/self/fd/none"), false);
    } catch (Throwable t) {
      Unix.errno(t);
      Unix.words(t);
      Unix.asIo(t, Path.of("/"), null);
    }
  }

  private static Path current() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/cwd"));
    } catch (IOException e) {
      return Path.of("");
    }
  }

  /**
   * Before an open. What writes is for {@link #stream} and {@link #channel}.
   *
   * @param writes whether it opens to write, too
   * @return the refusal, or null
   */
  public Throwable before(Words words, String path, boolean writes) {
    if (!enforce || writes || !judges() || path.isEmpty() || seemsAllowed(path)) {
      return null;
    }
    int fd;
    try {
      fd = Unix.name(Unix.path(path), true);
    } catch (Throwable t) {
      return null; // the open will fail as well, and say it in its own words
    }
    try {
      return judge(words, path, Unix.truth(fd), false);
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    } finally {
      Unix.close(fd);
    }
  }

  /**
   * After an open, of whatever access: by the descriptor, which nobody can swap.
   *
   * @return the refusal, or null
   */
  public Throwable after(Words words, String path, boolean writes, int fd) {
    try {
      return judges() ? verify(words, path, Unix.truth(fd), writes, fd) : null;
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /** After a directory was opened: the refusal, or null. */
  public Throwable afterDirectory(String path, int fd) {
    try {
      return roots == null && deny.length == 0
          ? null
          : judge(Words.NIO, path, Unix.truth(fd), false);
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  private boolean judges() {
    return roots != null || deny.length > 0 || secrets.length > 0;
  }

  /** By its letters alone. Then nothing is asked before the open: links are found after it. */
  private boolean seemsAllowed(String path) {
    return !path.contains("..")
        && (roots == null || (path.charAt(0) == '/' ? roots.seemToCover(path) : startsInside))
        && PathLimit.matching(deny, path, path) == null;
  }

  private Throwable verify(Words words, String given, Path truth, boolean writes, int fd)
      throws Throwable {
    Throwable refusal = judge(words, given, truth, writes);
    if (refusal != null || secrets.length == 0 || !truth.isAbsolute()) {
      return refusal;
    }
    PathLimit secret = PathLimit.matching(secrets, truth.toString(), given);
    if (secret != null) {
      int mode = Unix.mode(fd);
      if ((mode & GROUP_OR_OTHERS_READ) != 0 && (mode & TYPE) != DIRECTORY) {
        return exempt.byCaller(given) ? null : secret.refuse(words, given);
      }
    }
    return null;
  }

  /** The refusal of what a path leads to, or null. */
  private Throwable judge(Words words, String given, Path truth, boolean writes) {
    if (!truth.isAbsolute()) {
      return null; // a pipe or a socket, which is open already: no path, no rule
    }
    if (roots == null && deny.length == 0) {
      return null;
    }
    String real = truth.toString();
    if (real.endsWith(DELETED)) { // the kernel's remark on what has been removed meanwhile
      real = real.substring(0, real.length() - DELETED.length());
    }
    boolean needed = !writes && exempt.reads(real);
    PathLimit denied = PathLimit.matching(deny, real, given);
    // Who denies /etc does not mean the JDK's own files there; who denies /proc means it.
    if (denied != null && (!needed || real.startsWith("/proc/") || real.startsWith("/sys/"))) {
      return exempt.byCaller(given) ? null : denied.refuse(words, given);
    }
    if (roots == null || roots.cover(truth) || (writes ? isSink(real) : needed)) {
      return null;
    }
    return exempt.byCaller(given) ? null : outside.refuse(words, given, DENIED);
  }

  /** What swallows all that is written to it, and terminals. */
  private static boolean isSink(String real) {
    return real.equals("/dev/null")
        || real.equals("/dev/zero")
        || real.equals("/dev/full")
        || real.equals("/dev/tty")
        || real.startsWith("/dev/pts/");
  }

  /** What a new file here may have at most; -1 where the application's own wish counts. */
  private int narrowest(String real, String given) {
    return PathLimit.matching(secrets, real, given) != null ? PRIVATE : createMode;
  }

  private int narrowed(int mode, Path real, String given) {
    int most = narrowest(real.toString(), given);
    return most < 0 ? mode : mode & most;
  }

  @Override
  protected Pin stream(HookPoint point, String path) throws Throwable {
    if (!enforce || path.isEmpty()) {
      return null;
    }
    try {
      Held held = object(Words.IO, path, Unix.path(path), true, false, 0666);
      return Pinned.text(held, path);
    } catch (Refusal r) {
      return Pinned.refused(r.getCause());
    } catch (Throwable t) {
      if (Unix.errno(t) == 0) {
        throw t;
      }
      return Pinned.refused(new FileNotFoundException(path + " (" + Unix.words(t) + ")"));
    }
  }

  @Override
  protected Pin channel(HookPoint point, int dir, Path path, Object flags, int mode)
      throws Throwable {
    if (!enforce || isNowhere(dir, path)) {
      return null;
    }
    Path at = at(dir, path);
    String given = path.toString();
    try {
      if (!Unix.isOfName(flags)) {
        boolean fresh = Unix.createsNew(flags);
        Held held = object(Words.NIO, given, at, Unix.creates(flags), fresh, mode);
        if (fresh) {
          Unix.made(flags);
        }
        return Pinned.path(held, path);
      }
      Held held = name(Words.NIO, given, at, true);
      if (held == null) {
        return null;
      }
      try {
        throwIf(there(given, held));
      } catch (Throwable t) {
        held.close();
        throw t;
      }
      if (Unix.creates(flags)) {
        try {
          Path real = Unix.truth(held.fd()).resolve(at.getFileName());
          // The open that comes must be able to read and write it, whatever its mode.
          Unix.close(Unix.make(held.path, narrowed(mode, real, given) | 0600));
          Unix.made(flags);
        } catch (Throwable t) {
          // It is there, or cannot be made: the open finds the same.
        }
      }
      return Pinned.path(held, path);
    } catch (Refusal r) {
      return Pinned.refused(r.getCause());
    } catch (Throwable t) {
      if (Unix.errno(t) == 0) {
        throw t;
      }
      return Pinned.refused(t); // the method throws these itself, and its caller makes words of it
    }
  }

  /** The refusal of the secret that a name stands for: once it is open it may be removed. */
  private Throwable there(String given, Held name) throws Throwable {
    if (secrets.length == 0) {
      return null;
    }
    int fd;
    try {
      fd = Unix.name(name.path, false);
    } catch (Throwable t) {
      return null; // the open finds the same
    }
    try {
      // A link has no mode of its own, and the open does not follow it.
      return (Unix.mode(fd) & TYPE) == LINK
          ? null
          : verify(Words.NIO, given, Unix.truth(fd), true, fd);
    } finally {
      Unix.close(fd);
    }
  }

  @Override
  protected Pin names(
      HookPoint point, int dir, Path first, int otherDir, Path second, Object options)
      throws Throwable {
    Use use = use(point);
    if (isNowhere(dir, first) || second != null && isNowhere(otherDir, second)) {
      return null;
    }
    boolean keep = !enforce;
    Path from = at(dir, first);
    Path to = second == null ? null : at(otherDir, second);
    Held held = null;
    Held other = null;
    try {
      if (use == Use.COPY && follows(options)) {
        held = source(first.toString(), from);
      } else {
        held = name(Words.NIO, first.toString(), from, use != Use.COPY);
      }
      if (to != null) {
        other = name(Words.NIO, second.toString(), to, true);
      }
    } catch (Throwable t) {
      if (held != null) {
        held.close();
      }
      if (t instanceof Refusal) {
        return Pinned.refused(t.getCause());
      }
      if (Unix.errno(t) == 0) {
        throw t;
      }
      if (keep) {
        return null;
      }
      // As the call would fail: a copy names one of its paths, the others both.
      boolean both = to != null && use != Use.COPY;
      return Pinned.refused(
          Unix.asIo(t, both || held == null ? first : second, both ? second : null));
    }
    if (keep || held == null || to != null && other == null) {
      if (held != null) {
        held.close();
      }
      if (other != null) {
        other.close();
      }
      return null;
    }
    if (use == Use.MAKE_DIRECTORY) {
      narrow(held, first);
    } else if (use == Use.COPY) {
      narrow(other, second);
    }
    return Pinned.paths(held, first, other, second);
  }

  private void narrow(Held held, Path given) throws IOException {
    Path real = Unix.truth(held.fd()).resolve(given.getFileName());
    held.narrow(narrowest(real.toString(), given.toString()));
  }

  private static boolean follows(Object options) {
    return !(options instanceof Object[])
        || !Arrays.asList((Object[]) options).contains(LinkOption.NOFOLLOW_LINKS);
  }

  /** What a copy reads. */
  private Held source(String given, Path path) throws Throwable {
    int fd = Unix.name(path, true);
    try {
      Path truth = Unix.truth(fd);
      throwIf(verify(Words.NIO, given, truth, false, fd));
      return new Held(fd, Unix.link(fd));
    } catch (Throwable t) {
      Unix.close(fd);
      throw t;
    }
  }

  /**
   * Holds what a path leads to, making it if need be: in the directory where a last link leads,
   * too.
   */
  private Held object(Words words, String given, Path path, boolean create, boolean fresh, int mode)
      throws Throwable {
    Path now = path;
    Throwable loop = null;
    for (int links = 0; links < LINKS; links++) {
      if (!fresh) {
        try {
          int fd = Unix.name(now, true);
          try {
            throwIf(verify(words, given, Unix.truth(fd), true, fd));
          } catch (Throwable t) {
            Unix.close(fd);
            throw t;
          }
          return new Held(fd, Unix.link(fd));
        } catch (Throwable t) {
          if (t instanceof Refusal || Unix.errno(t) != Unix.ENOENT || !create) {
            throw t;
          }
        }
      }
      Path name = now.getFileName();
      int dir = Unix.name(parent(now), true);
      try {
        Path at = Unix.link(dir).resolve(name);
        Path real = Unix.truth(dir).resolve(name);
        throwIf(judge(words, given, real, true));
        try {
          int fd = Unix.make(at, narrowed(mode, real, given));
          Held made = new Held(fd, Unix.link(fd)).made(dir, name);
          dir = -1;
          return made;
        } catch (Throwable t) {
          if (fresh || Unix.errno(t) != Unix.EEXIST) {
            throw t;
          }
          loop = t;
        }
        try {
          // A link to what is not there: it is made where the link leads.
          now = Unix.truth(dir).resolve(Files.readSymbolicLink(at));
        } catch (NotLinkException | NoSuchFileException e) {
          // Somebody else has made it just now, or removed it: once more.
        }
      } finally {
        if (dir >= 0) {
          Unix.close(dir);
        }
      }
    }
    if (loop != null) {
      throw loop;
    }
    throw new Refusal( // it has come and gone each time
        words == Words.IO
            ? new FileNotFoundException(given + " (No such file or directory)")
            : new NoSuchFileException(given));
  }

  /**
   * Holds the directory of a name; null where the name is none of its own (the root, {@code .} and
   * {@code ..}, which no call removes, moves or replaces).
   */
  private Held name(Words words, String given, Path path, boolean writes) throws Throwable {
    Path name = path.getFileName();
    if (name == null || name.toString().equals(".") || name.toString().equals("..")) {
      int fd = Unix.name(path, true);
      try {
        throwIf(judge(words, given, Unix.truth(fd), writes));
        return null;
      } finally {
        Unix.close(fd);
      }
    }
    int dir = Unix.name(parent(path), true);
    try {
      throwIf(judge(words, given, Unix.truth(dir).resolve(name), writes));
      return new Held(dir, Unix.link(dir).resolve(name));
    } catch (Throwable t) {
      Unix.close(dir);
      throw t;
    }
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? Path.of("") : parent;
  }

  /** Relative to an open directory, an empty path is none: the system says so. */
  private static boolean isNowhere(int dir, Path path) {
    return dir >= 0 && path.toString().isEmpty();
  }

  private static Path at(int dir, Path path) {
    return dir < 0 ? path : Unix.link(dir).resolve(path);
  }

  @Override
  protected Outcome file(HookPoint point, File first, File second) throws Throwable {
    Use use = use(point);
    if (isNone(first) || use == Use.MOVE && (second == null || isNone(second))) {
      return null; // the JDK says what it thinks of these
    }
    Words words = use == Use.MAKE_FILE ? Words.PLAIN : Words.IO;
    Path path = Unix.path(first.getPath());
    Held held = null;
    Held other = null;
    try {
      held = name(words, first.getPath(), path, true);
      if (use == Use.MOVE) {
        other = name(words, second.getPath(), Unix.path(second.getPath()), true);
      }
      if (!enforce || held == null || use == Use.MOVE && other == null) {
        return null;
      }
      // No switch: its table would be a class of its own, loaded on an application's thread.
      if (use == Use.DELETE) {
        delete(held.path);
      } else if (use == Use.MOVE) {
        Unix.rename(held.path, other.path);
      } else if (use == Use.MAKE_DIRECTORY) {
        Unix.mkdir(held.path, directoryMode(held, path, first.getPath()));
      } else {
        Unix.close(
            Unix.make(
                held.path,
                narrowed(
                    0666, Unix.truth(held.fd()).resolve(path.getFileName()), first.getPath())));
      }
      return Outcome.YES;
    } catch (Refusal r) {
      return use == Use.MAKE_FILE ? Outcome.thrown(r.getCause()) : Outcome.NO;
    } catch (Throwable t) {
      int errno = Unix.errno(t);
      if (errno == 0) {
        throw t;
      }
      if (!enforce) {
        return null;
      }
      return use == Use.MAKE_FILE && errno != Unix.EEXIST
          ? Outcome.thrown(new IOException(Unix.words(t)))
          : Outcome.NO;
    } finally {
      if (held != null) {
        held.close();
      }
      if (other != null) {
        other.close();
      }
    }
  }

  private int directoryMode(Held held, Path path, String given) throws IOException {
    Path real = Unix.truth(held.fd()).resolve(path.getFileName());
    int most = narrowest(real.toString(), given);
    return most < 0 ? 0777 : Modes.ofDirectory(most);
  }

  /** As remove(3). */
  private static void delete(Path path) throws Throwable {
    try {
      Unix.unlink(path);
    } catch (Throwable t) {
      if (Unix.errno(t) != EISDIR) {
        throw t;
      }
      Unix.rmdir(path);
    }
  }

  private static boolean isNone(File file) {
    return file.getPath().isEmpty() || file.getPath().indexOf('\0') >= 0;
  }

  @Override
  protected Throwable use(HookPoint point, int dir, Object path) throws Throwable {
    Use use = use(point);
    Words words = use == Use.MAKE_FILE ? Words.PLAIN : path instanceof Path ? Words.NIO : Words.IO;
    String given = path.toString();
    if (given.isEmpty() && (words != Words.NIO || use == Use.BIND) || given.indexOf('\0') >= 0) {
      return null;
    }
    Path at = path instanceof Path ? at(dir, (Path) path) : Unix.path(given);
    try {
      if (use == Use.BIND) {
        Held held = name(Words.SOCKET, given, at, true);
        if (held != null) {
          held.close();
        }
        return null;
      }
      int fd = Unix.name(at, true);
      try {
        return judge(words, given, Unix.truth(fd), use != Use.LIST);
      } finally {
        Unix.close(fd);
      }
    } catch (Refusal r) {
      return r.getCause();
    } catch (Throwable t) {
      if (Unix.errno(t) == 0) {
        throw t;
      }
      return null; // the call fails as well
    }
  }

  @Override
  protected void narrow(HookPoint point, File made) throws Throwable {
    if (enforce) {
      Path real = made.toPath().toRealPath();
      int most = narrowest(real.toString(), made.getPath());
      if (most >= 0) {
        Modes.narrow(real, most);
      }
    }
  }

  private Use use(HookPoint point) {
    Use[] known = uses;
    if (point.id() >= known.length) {
      known = Arrays.copyOf(known, point.id() + 64);
      uses = known;
    }
    Use use = known[point.id()];
    if (use == null) {
      use = Use.of(point);
      known[point.id()] = use;
    }
    return use;
  }

  private static void throwIf(Throwable refusal) throws Refusal {
    if (refusal != null) {
      throw new Refusal(refusal);
    }
  }

  /** Carries a refusal past what the system says. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    Refusal(Throwable refusal) {
      super(null, refusal, false, false);
    }
  }
}
