package dev.weir.bootstrap;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.nio.file.Path;

/**
 * What woven methods ask before they open a file, a directory or a socket, and tell when it is open
 * or has failed. Fail-open, as {@link Gate}.
 *
 * <p>An open allocates its {@link Handle} and mostly a {@link RawStack}.
 */
public final class OpenGate {
  /**
   * What this thread has been admitted to open, where the descriptor is seen by another hook: that
   * of a directory stream's or a channel's constructor. Opening those costs many times as much.
   */
  private static final ThreadLocal<Pending> PENDING = new ThreadLocal<>();

  private OpenGate() {}

  /**
   * Before an open: null, a Throwable to be thrown, or what {@link #opened} or {@link #failed} is
   * to be told.
   */
  public static Object admit(int point, Object target, int reads, int writes) {
    if (!Gate.asks()) {
      return null;
    }
    try {
      HookPoint where = Gate.point(point);
      Throwable forced = Gate.forced(where, target);
      Rules its = Gate.inForce();
      return forced != null || its == null
          ? forced
          : its.admit(where, target, access(reads, writes));
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  private static int access(int reads, int writes) {
    return (reads == 0 ? 0 : Handle.READ) | (writes == 0 ? 0 : Handle.WRITE);
  }

  /**
   * Before an open whose descriptor another hook will see, on this thread and before {@link #done}:
   * null, or the exception to throw.
   */
  public static Throwable begin(int point, Object target) {
    Object admitted = admit(point, target, 1, 0);
    if (admitted instanceof Charge) {
      pend((Charge) admitted);
    }
    return admitted instanceof Throwable ? (Throwable) admitted : null;
  }

  /** What this thread has been admitted to, and opens next. */
  static void pend(Charge admitted) {
    try {
      drop(); // where an open has come to nothing, and no hook has seen its end
      PENDING.set(new Pending(admitted));
    } catch (Throwable t) {
      giveBack(admitted);
      Tally.error(t);
    }
  }

  /** In a handler: what goes wrong here, for want of stack, the sweeper finds later. */
  private static void giveBack(Charge charge) {
    try {
      charge.giveBeyond(null);
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /**
   * After the whole open, whether it threw or not. A socket's descriptor is handed out first and
   * its owner is made next: its charge waits for it.
   */
  public static void done(int point, Object target, Throwable thrown) {
    if (thrown != null) {
      try {
        drop();
      } catch (Throwable t) {
        Tally.error(t);
      }
      failed(point, target, null, thrown);
    }
  }

  /**
   * After the open of a directory stream: null, or what to throw in its place. It is closed then.
   */
  public static Throwable doneDirectory(int point, Object target, Object stream, Throwable thrown) {
    try {
      Rules its = Gate.inForce();
      Pending pending = Gate.isOn() && its != null ? PENDING.get() : null;
      if (thrown != null || pending == null) {
        done(point, target, thrown);
        return null;
      }
      drop();
      Throwable refusal =
          pending.fd < 0 ? null : its.verifyDirectory(Gate.point(point), target, pending.fd);
      if (refusal != null && stream instanceof Closeable) {
        ((Closeable) stream).close();
      }
      return refusal;
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /** Gives back what was admitted on this thread and has not become a handle. */
  private static void drop() {
    Pending pending = PENDING.get();
    if (pending != null) {
      PENDING.remove();
      if (pending.charge != null) {
        pending.charge.giveBeyond(null);
      }
    }
  }

  /**
   * Before the open of {@code child} in an open directory. A rule is asked for the path that {@link
   * #opened} will be told, for it must answer both the same.
   */
  public static Throwable beginChild(int point, Object directory, Object child) {
    return Gate.asks() ? begin(point, path(directory, child)) : null;
  }

  /** After it. */
  public static Throwable doneChild(
      int point, Object directory, Object child, Object stream, Throwable thrown) {
    return Gate.isOn() ? doneDirectory(point, path(directory, child), stream, thrown) : null;
  }

  private static Object path(Object directory, Object child) {
    try {
      return ((Path) directory).resolve((Path) child);
    } catch (Throwable t) {
      return child; // a path of another provider, or null: the JDK's own check comes next
    }
  }

  /**
   * After an open that threw.
   *
   * @param admitted what {@link #admit} said of it
   */
  public static void failed(int point, Object target, Object admitted, Throwable thrown) {
    try {
      if (admitted instanceof Charge) {
        ((Charge) admitted).giveBeyond(null);
        Rules its = Gate.inForce();
        if (its != null) {
          its.failed(Gate.point(point));
        }
      }
      if (!Gate.isOn() || Thread.currentThread() instanceof AgentThread) {
        return;
      }
      Gate.failed(Gate.point(point), thrown.getMessage());
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /**
   * After an open that was admitted and has succeeded: null, or what to throw in its place. Then
   * the descriptor is closed, before anybody has it.
   *
   * @param admitted what {@link #admit} said
   */
  public static Throwable opened(
      Object admitted, int point, Object owner, Object target, int reads, int writes, int fd) {
    Charge charge = admitted instanceof Charge ? (Charge) admitted : null;
    try {
      Rules its = Gate.inForce();
      if (charge != null && Gate.isOn() && its != null && owner instanceof FileDescriptor) {
        HookPoint where = Gate.point(point);
        Throwable refusal =
            its.verify(where, target, access(reads, writes), (FileDescriptor) owner);
        if (refusal != null) {
          charge.giveBeyond(null);
          Descriptors.close((FileDescriptor) owner);
          return refusal;
        }
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
    opened(charge, point, owner, target, reads, writes, fd, -1, -1);
    return null;
  }

  /**
   * After an open that succeeded. A second event for the same owner in the same slot (constructors
   * that chain, a channel over a descriptor) is the same handle.
   */
  public static void opened(
      int point,
      Object owner,
      Object target,
      int reads,
      int writes,
      int fd,
      int second,
      int third) {
    opened(null, point, owner, target, reads, writes, fd, second, third);
  }

  private static void opened(
      Charge admitted,
      int point,
      Object owner,
      Object target,
      int reads,
      int writes,
      int fd,
      int second,
      int third) {
    Charge charge = admitted;
    if (!Gate.isOn() || fd < 0 || owner == null) {
      if (charge != null) {
        charge.giveBeyond(null);
      }
      return;
    }
    Handle handle = null;
    try {
      HookPoint where = Gate.point(point);
      where.seen();
      Handle there = Ledger.get(fd);
      if (there != null && there.refersTo(owner)) {
        there.refine(where);
        if (charge != null) {
          charge.giveBeyond(null);
        }
        return;
      }
      Thread thread = Thread.currentThread();
      boolean own = thread instanceof AgentThread;
      Kind kind = where.kind();
      if (charge == null && Gate.inForce() != null && (kind.isSocket() || kind == Kind.DIRECTORY)) {
        charge = pending(kind, fd);
      }
      long now = System.nanoTime();
      RawStack stack = own ? null : Stacks.sample(now);
      int access = access(reads, writes);
      if (kind.isSocket()) {
        handle =
            new SocketHandle(
                owner, Ledger.queue(), where, access, fd, now, stack, thread, own, charge);
      } else if (kind == Kind.PIPE && ProcessGate.isStreaming()) {
        handle = ProcessGate.pipe(owner, where, fd, now, stack, thread, own);
      } else {
        handle =
            new Handle(
                owner,
                Ledger.queue(),
                where,
                target,
                access,
                fd,
                second,
                third,
                now,
                stack,
                thread,
                own,
                charge);
      }
      Ledger.put(handle);
      Gate.taken(handle);
      if (!own) {
        Tally.opened(kind);
      }
      Ledger.tell(handle);
    } catch (Throwable t) {
      if (charge != null && (handle == null || Ledger.get(fd) != handle)) {
        giveBack(charge);
      }
      Tally.error(t);
    }
  }

  /** What this thread has been admitted to open; null where nothing has. */
  private static Charge pending(Kind kind, int fd) {
    Pending pending = PENDING.get();
    if (pending == null) {
      return null;
    }
    Charge charge = pending.charge;
    pending.charge = null;
    if (kind == Kind.DIRECTORY) {
      pending.fd = fd; // for the look when the stream is whole
    } else {
      PENDING.remove();
    }
    return charge;
  }

  /**
   * What is open goes on as something else: a socket has begun to listen. It opens nothing: by now
   * another thread may have closed it, and the number may be another's.
   */
  public static void became(int point, Object owner, int fd) {
    if (!Gate.isOn()) {
      return;
    }
    try {
      HookPoint where = Gate.point(point);
      where.seen();
      Handle handle = Ledger.get(fd);
      if (handle != null && handle.refersTo(owner)) {
        handle.refine(where);
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /**
   * After a temp file or a temp directory was made.
   *
   * @param path a {@code File} or a {@code Path}
   */
  public static void made(int point, Object path) {
    if (!Gate.isOn() || path == null) {
      return;
    }
    try {
      Gate.point(point).seen();
      Thread thread = Thread.currentThread();
      // A path of another provider is no file of the system's, and may pin a file system.
      if (thread instanceof AgentThread || path.getClass().getClassLoader() != null) {
        return;
      }
      long now = System.nanoTime();
      TempFile file = new TempFile(path, now, Stacks.sample(now), thread);
      Rules its = Gate.inForce();
      if (its != null) {
        file.identity(its.identity(path));
      }
      TempFiles.add(file);
      Ledger.tell(file);
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /** What was admitted, and has no handle yet; then the number that a directory stream has. */
  private static final class Pending {
    private Charge charge;
    private int fd = -1;

    Pending(Charge charge) {
      this.charge = charge;
    }
  }
}
