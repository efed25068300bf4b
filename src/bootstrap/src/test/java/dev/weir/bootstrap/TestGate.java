package dev.weir.bootstrap;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The gate, the ledger and the tally are one for the JVM, and so for all tests: each takes a range
 * of descriptors that no other has, and compares counts with those before.
 */
final class TestGate {
  static final int FILE = 0;
  static final int CHANNEL = 1;
  static final int DIRECTORY = 2;
  static final int MAPPING = 3;
  static final int SOCKET = 4;
  static final int LISTENER = 5;
  static final int PROCESS = 6;

  static final HookPoint[] POINTS = {
    new HookPoint(FILE, "a file", "File", Kind.FILE, HookPoint.Words.IO, null),
    new HookPoint(CHANNEL, "a channel over a file", "Channel", Kind.FILE, null, null),
    new HookPoint(DIRECTORY, "a directory", "Directory", Kind.DIRECTORY, HookPoint.Words.NIO, null),
    new HookPoint(MAPPING, "a mapping", "Mapping", Kind.MAPPING, null, null),
    new HookPoint(SOCKET, "a socket", "Socket", Kind.SOCKET, null, null),
    new HookPoint(LISTENER, "a listener", "Listener", Kind.LISTENER, null, null),
    new HookPoint(PROCESS, "a process", "Process", Kind.PROCESS, null, null)
  };

  /** Above all real descriptors of a test's JVM. */
  private static final AtomicInteger NEXT = new AtomicInteger(1 << 17);

  static {
    Gate.install(POINTS);
  }

  private TestGate() {}

  /** The first of {@code count} descriptors that are the caller's alone. */
  static int range(int count) {
    return NEXT.getAndAdd(count);
  }

  static void open(int point, Object owner, int... fds) {
    OpenGate.opened(
        point,
        owner,
        "target",
        1,
        0,
        fds[0],
        fds.length > 1 ? fds[1] : -1,
        fds.length > 2 ? fds[2] : -1);
  }

  /** As the advice of a point that may be refused does it; null if it was not. */
  static Throwable admitted(int point, Object owner, String target, int fd) {
    Object admitted = OpenGate.admit(point, target, 1, 0);
    return admitted instanceof Throwable
        ? (Throwable) admitted
        : OpenGate.opened(admitted, point, owner, target, 1, 0, fd);
  }

  /** What the tally counts, as it is now. */
  static final class Counts {
    private final long[] opened = new long[Kind.values().length];
    private final long[] ended = new long[Kind.values().length];
    private final long[] open = new long[Kind.values().length];
    private final long errors = Tally.errors();

    Counts() {
      for (Kind kind : Kind.values()) {
        opened[kind.ordinal()] = Tally.opened(kind.ordinal());
        ended[kind.ordinal()] = Tally.ended(kind.ordinal());
        open[kind.ordinal()] = Tally.open(kind.ordinal());
      }
    }

    long opened(Kind kind) {
      return Tally.opened(kind.ordinal()) - opened[kind.ordinal()];
    }

    long ended(Kind kind) {
      return Tally.ended(kind.ordinal()) - ended[kind.ordinal()];
    }

    long open(Kind kind) {
      return Tally.open(kind.ordinal()) - open[kind.ordinal()];
    }

    long errors() {
      return Tally.errors() - errors;
    }
  }
}
