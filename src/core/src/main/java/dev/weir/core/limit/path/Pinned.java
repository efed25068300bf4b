package dev.weir.core.limit.path;

import dev.weir.bootstrap.Pin;
import dev.weir.bootstrap.Tally;
import java.io.FileNotFoundException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;

/** The descriptors that hold what one call is about, until it ends. */
final class Pinned extends Pin {
  private static final int OWNER_READS_AND_WRITES = 0600;

  private final Object givenSecond;
  private final Held held;
  private final Held heldSecond;

  private Pinned(
      Throwable refusal,
      Object first,
      Object second,
      Object given,
      Object givenSecond,
      Held held,
      Held heldSecond) {
    super(refusal, given, first, second);
    this.givenSecond = givenSecond;
    this.held = held;
    this.heldSecond = heldSecond;
  }

  static Pinned refused(Throwable refusal) {
    return new Pinned(refusal, null, null, null, null, null, null);
  }

  /** For java.io, where a path is text. */
  static Pinned text(Held held, String given) {
    return new Pinned(null, held.path.toString(), null, given, null, held, null);
  }

  static Pinned path(Held held, Path given) {
    return new Pinned(null, held.path, null, given, null, held, null);
  }

  static Pinned paths(Held held, Path given, Held second, Path givenSecond) {
    return new Pinned(
        null, held.path, second == null ? null : second.path, given, givenSecond, held, second);
  }

  @Override
  protected Throwable release(Throwable thrown) {
    if (held != null) {
      held.end(thrown);
    }
    if (heldSecond != null) {
      heldSecond.end(thrown);
    }
    return thrown == null ? null : translated(thrown);
  }

  /** With the application's names in place of ours. */
  private Throwable translated(Throwable thrown) {
    Throwable same = thrown;
    if (thrown instanceof FileNotFoundException) {
      String message = thrown.getMessage();
      String ours = String.valueOf(first);
      if (message != null && message.startsWith(ours)) {
        same = new FileNotFoundException(given + message.substring(ours.length()));
      }
    } else if (thrown instanceof FileSystemException) {
      same = translated((FileSystemException) thrown);
    }
    if (same != thrown) {
      same.setStackTrace(thrown.getStackTrace());
    }
    return same;
  }

  private FileSystemException translated(FileSystemException thrown) {
    String file = name(thrown.getFile());
    String other = name(thrown.getOtherFile());
    String reason = thrown.getReason();
    Class<?> type = thrown.getClass();
    if (type == NoSuchFileException.class) {
      return new NoSuchFileException(file, other, reason);
    }
    if (type == AccessDeniedException.class) {
      return new AccessDeniedException(file, other, reason);
    }
    if (type == FileAlreadyExistsException.class) {
      return new FileAlreadyExistsException(file, other, reason);
    }
    if (type == AtomicMoveNotSupportedException.class) {
      return new AtomicMoveNotSupportedException(file, other, reason);
    }
    if (type == DirectoryNotEmptyException.class) {
      return new DirectoryNotEmptyException(file);
    }
    if (type == NotDirectoryException.class) {
      return new NotDirectoryException(file);
    }
    if (type == NotLinkException.class) {
      return new NotLinkException(file, other, reason);
    }
    return type == FileSystemException.class
        ? new FileSystemException(file, other, reason)
        : thrown;
  }

  private String name(String text) {
    if (text != null && text.equals(String.valueOf(first))) {
      return given.toString();
    }
    return text != null && second != null && text.equals(second.toString())
        ? givenSecond.toString()
        : text;
  }

  /** One object that is held, or one name in a directory that is held. */
  static final class Held {
    private final int fd;

    /** What the call is to use. */
    final Path path;

    /** The directory in which it was made, and its name there; -1 if it was there. */
    private int madeIn = -1;

    private Path madeAs;

    /** To be given to it when it is open; -1 for what it has. */
    private int mode = -1;

    /** What a new file may have at most; -1 where nothing is narrowed. */
    private int narrowTo = -1;

    Held(int fd, Path path) {
      this.fd = fd;
      this.path = path;
    }

    /** It was made by us, just now: {@code name} in the directory {@code dir}. */
    Held made(int dir, Path name) throws Throwable {
      madeIn = dir;
      madeAs = name;
      int now = Unix.mode(fd) & 07777;
      if ((now & OWNER_READS_AND_WRITES) != OWNER_READS_AND_WRITES) {
        // The open that makes a file may write to it whatever its mode; ours comes second.
        mode = now;
        Modes.set(path, now | OWNER_READS_AND_WRITES);
      }
      return this;
    }

    /** What the call makes is to have no more than these permissions. */
    Held narrow(int most) {
      narrowTo = most;
      return this;
    }

    int fd() {
      return fd;
    }

    void end(Throwable thrown) {
      try {
        if (thrown != null && madeIn >= 0) {
          Unix.unlink(Unix.link(madeIn).resolve(madeAs));
        } else if (thrown == null && mode >= 0) {
          Modes.set(path, mode);
        } else if (thrown == null && narrowTo >= 0) {
          Modes.narrow(path, narrowTo);
        }
      } catch (Throwable t) {
        Tally.error(t);
      } finally {
        close();
      }
    }

    void close() {
      Unix.close(fd);
      if (madeIn >= 0) {
        Unix.close(madeIn);
      }
    }
  }
}
