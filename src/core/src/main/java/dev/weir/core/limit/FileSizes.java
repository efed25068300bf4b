package dev.weir.core.limit;

import dev.weir.bootstrap.Descriptors;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Meter;
import dev.weir.bootstrap.PipeHandle;
import dev.weir.core.config.Mode;
import dev.weir.core.config.Policy;
import dev.weir.core.config.Policy.FileRule;
import java.io.FileDescriptor;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * {@code max-read-size}, {@code max-write-size} and {@code read-timeout}, of {@code files} and of
 * the first of its rules that matches; what that does not set is as the section has it, in the
 * rule's mode. A file that is too large already is refused here, when it is opened; while it is
 * open its {@link FileMeter} goes on.
 *
 * <p>For files only, by their name: a child's output has a time, and no size. What the JVM needs
 * has none of all this, but for /proc and /dev/zero, which have no end: there the caller decides,
 * and of jars that are not on the class path: what a class loader has opened stays free.
 */
final class FileSizes {
  private static final String WORDS = "File too large";
  private static final String[] SIZES = {"TiB", "GiB", "MiB", "KiB"};

  private final Needed needed;
  private final CallSite callSite;
  private final Function<Handle, String> sites;
  private final FileRule[] rules;

  /** Of each rule; the last is of files that match none. */
  private final FileLimits[] limits;

  private final boolean any;

  /** Whether a read is waited for: it has a timeout, and this JVM can poll. */
  private final boolean polls;

  /** Null where no read has a timeout. */
  private final OpenWatch watch;

  /**
   * Loads what it needs on application's threads.
   *
   * @param sites names the site of a handle
   */
  FileSizes(Policy policy, Needed needed, Function<Handle, String> sites) {
    this(policy, needed, sites, Readiness::warm);
  }

  /**
   * For tests.
   *
   * @param poll says whether this JVM can poll; asked where a read has a timeout
   */
  FileSizes(Policy policy, Needed needed, Function<Handle, String> sites, BooleanSupplier poll) {
    this.needed = needed;
    this.sites = sites;
    Policy.Files files = policy.files();
    any = limitReads(files) || limitWrites(files);
    rules = any ? files.rules().toArray(new FileRule[0]) : new FileRule[0];
    limits = new FileLimits[rules.length + 1];
    boolean site = false;
    boolean waits = false;
    for (int i = 0; i < limits.length; i++) {
      FileRule rule = i < rules.length ? rules[i] : null;
      limits[i] = limits(files, rule, "files.rules[" + i + "].");
      site |= rule != null && rule.site() != null;
      waits |= limits[i].onWait() != null;
    }
    callSite = site ? new CallSite(policy.leaks().skip()) : null;
    if (any) {
      FileDescriptor none = new FileDescriptor();
      Descriptors.length(none);
      Descriptors.position(none);
      new FileMeter(limits[rules.length], needed, Meter.FREE, Meter.FREE, false, false);
    }
    polls = waits && poll.getAsBoolean();
    watch = OpenWatch.of(polls);
  }

  /** Whether something limits what is read, or how long that takes. */
  static boolean limitReads(Policy.Files files) {
    boolean some = files.maxReadSize() > 0 || files.readTimeout() != null;
    for (FileRule rule : files.rules()) {
      some |= rule.maxReadSize() > 0 || rule.readTimeout() != null;
    }
    return some;
  }

  /** Whether something limits what is written. */
  static boolean limitWrites(Policy.Files files) {
    boolean some = files.maxWriteSize() > 0;
    for (FileRule rule : files.rules()) {
      some |= rule.maxWriteSize() > 0;
    }
    return some;
  }

  private static FileLimits limits(Policy.Files files, FileRule rule, String prefix) {
    Mode mode = rule == null ? files.mode() : rule.mode();
    boolean ownRead = rule != null && rule.maxReadSize() > 0;
    boolean ownWrite = rule != null && rule.maxWriteSize() > 0;
    boolean ownWait = rule != null && rule.readTimeout() != null;
    long read = ownRead ? rule.maxReadSize() : files.maxReadSize();
    long write = ownWrite ? rule.maxWriteSize() : files.maxWriteSize();
    Duration wait = ownWait ? rule.readTimeout() : files.readTimeout();
    return new FileLimits(
        read == 0 ? Meter.FREE : read,
        read == 0 ? null : limit(ownRead ? prefix : "files.", "max-read-size", size(read), mode),
        write == 0 ? Meter.FREE : write,
        write == 0
            ? null
            : limit(ownWrite ? prefix : "files.", "max-write-size", size(write), mode),
        wait == null ? 0 : wait.toNanos(),
        wait == null ? null : limit(ownWait ? prefix : "files.", "read-timeout", time(wait), mode));
  }

  private static Limit limit(String prefix, String name, String value, Mode mode) {
    String key = prefix + name;
    return new Limit(
        key, value, mode, "raise " + key + ", or give these files a rule of their own");
  }

  /** As the policy would have it: {@code 10MiB}; in bytes where it is no round number. */
  static String size(long bytes) {
    long unit = 1L << 40;
    for (String name : SIZES) {
      if (bytes % unit == 0) {
        return bytes / unit + name;
      }
      unit >>= 10;
    }
    return Long.toString(bytes);
  }

  /** As the policy would have it: {@code 5s}. */
  static String time(Duration time) {
    return time.toMillisPart() == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
  }

  /** Before the open. */
  void opening(String path, int access) {
    if (watch == null || access != Handle.READ) {
      return; // opened for both, a FIFO does not wait
    }
    FileLimits its = of(path, callSite == null ? "" : callSite.now());
    if (its != null && its.onWait() != null) {
      OpenWatch.begin(path, its);
    }
  }

  /** The open on this thread has failed. */
  void failed() {
    OpenWatch.end("");
  }

  /** After the open, before anybody has the file: null, or with what to refuse. */
  Throwable verify(HookPoint point, String path, int access, FileDescriptor fd) {
    OpenWatch.Opening freed = OpenWatch.end(path); // it may have begun under other rules
    if (freed != null) {
      return freed.limits.onWait().refuse(point.words(), path, "open timed out");
    }
    if (!any || (access & Handle.READ) == 0) {
      return null;
    }
    FileLimits its = of(path, callSite == null ? "" : callSite.now());
    return its == null
            || its.onRead() == null
            || !its.onRead().enforces() // then it is counted with its handle
            || Descriptors.length(fd) <= its.read()
            || needed.byCaller(path)
        ? null
        : its.onRead().refuse(point.words(), path, WORDS);
  }

  /**
   * Gives an open file what limits it from now on.
   *
   * @param fresh whether it is being opened just now, and so has been verified
   */
  void take(Handle handle, boolean fresh) {
    FileLimits its = any ? limits(handle, fresh) : null;
    Meter before = handle.meter();
    if (its == null) {
      if (before != null) {
        handle.meter(null);
      }
      return;
    }
    if (before instanceof FileMeter && ((FileMeter) before).limits().isSameAs(its)) {
      return; // what was counted stays counted
    }
    Object owner = handle.get();
    if (owner instanceof FileDescriptor) {
      handle.meter(meter(handle, (FileDescriptor) owner, its, fresh));
    }
  }

  private FileMeter meter(Handle handle, FileDescriptor fd, FileLimits its, boolean fresh) {
    boolean reads = (handle.access() & Handle.READ) != 0;
    boolean writes = (handle.access() & Handle.WRITE) != 0;
    long toRead = Meter.FREE;
    if (reads && its.onRead() != null) {
      toRead = its.read();
      if (fresh && Descriptors.length(fd) > its.read()) {
        // In mode enforce it would not be open, were it not for its caller.
        if (needed.byCaller(handle.target())) {
          toRead = Meter.FREE; // a class loader's jar: its resources are read later, by anybody
        } else if (!its.onRead().enforces()) {
          its.onRead().refuse(handle.point().words(), handle.target(), WORDS);
          toRead = Meter.FREE;
        }
      } else if (!fresh) {
        toRead -= Math.min(toRead, alreadyRead(handle, fd));
      }
    }
    boolean anywhere = reads;
    long toWrite = Meter.FREE;
    if (writes && its.onWrite() != null) {
      toWrite = fresh && !anywhere && !Descriptors.appends(fd) ? its.write() : 0;
    }
    return new FileMeter(
        its, needed, toRead, toWrite, anywhere, reads && polls && its.onWait() != null);
  }

  private static long alreadyRead(Handle handle, FileDescriptor fd) {
    long position = Descriptors.position(fd);
    Meter before = handle.meter();
    return position >= 0
        ? position
        : before instanceof FileMeter ? Math.max(0, ((FileMeter) before).read()) : 0;
  }

  /** Null where nothing limits it. */
  private FileLimits limits(Handle handle, boolean fresh) {
    if (handle instanceof PipeHandle) {
      FileLimits section = limits[rules.length];
      return section.onWait() == null || handle.access() != Handle.READ ? null : section.ofPipes();
    }
    if (handle.kind() != Kind.FILE) {
      return null;
    }
    if (!fresh && needed.path(handle.target()) && !isEndless(handle.target())) {
      return null; // a jar that is open already: nobody knows any more whether for a class loader
    }
    return of(
        handle.target(), callSite == null ? "" : fresh ? callSite.now() : sites.apply(handle));
  }

  private static boolean isEndless(String path) {
    return path.startsWith("/proc/") || path.equals("/dev/zero");
  }

  private FileLimits of(String path, String site) {
    if (needed.named(path) && !isEndless(path)) {
      return null;
    }
    int match = rules.length;
    for (int i = 0; i < rules.length; i++) {
      FileRule rule = rules[i];
      if ((rule.path() == null || FileMatch.matches(rule.path(), path))
          && (rule.site() == null || CallSite.isBelow(site, rule.site()))) {
        match = i;
        break;
      }
    }
    return limits[match].isNone() ? null : limits[match];
  }
}
