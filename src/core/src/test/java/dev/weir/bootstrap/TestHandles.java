package dev.weir.bootstrap;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Handles and stacks of the tests' choice, with times that are made up. The ledger is one for the
 * JVM: its tests take descriptors that no other has.
 */
public final class TestHandles {
  private static final AtomicInteger NEXT = new AtomicInteger(1 << 20);

  private TestHandles() {}

  /** The first of {@code count} descriptors, above all real ones, that are the caller's alone. */
  public static int range(int count) {
    return NEXT.getAndAdd(count);
  }

  public static Trace trace(StackTraceElement... frames) {
    return new Trace(frames);
  }

  /** A stack whose only frame is {@code method} of the application. */
  public static Trace trace(String type, String method, int line) {
    String file = type.substring(type.lastIndexOf('.') + 1) + ".java";
    return trace(new StackTraceElement(type, method, file, line));
  }

  /** A handle that is in no slot; {@code owner} is kept by the caller or not at all. */
  public static Handle handle(
      Object owner, HookPoint point, String target, int fd, long openedNanos, Trace trace) {
    return new Handle(
        owner,
        Ledger.queue(),
        point,
        target,
        Handle.READ,
        fd,
        -1,
        -1,
        openedNanos,
        raw(trace),
        Thread.currentThread(),
        false,
        null);
  }

  /** Whether a read waits for something to read. */
  public static boolean waits(Meter meter) {
    return meter.waits();
  }

  private static RawStack raw(Trace trace) {
    if (trace == null) {
      return null;
    }
    StackTraceElement[] frames = new StackTraceElement[trace.depth()];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = trace.frame(i);
    }
    RawStack stack = new RawStack();
    stack.setStackTrace(frames);
    return stack;
  }

  /** As the gate does when a hook tells of an open. */
  public static Handle open(
      Object owner, HookPoint point, String target, int fd, long openedNanos, Trace trace) {
    Handle handle = handle(owner, point, target, fd, openedNanos, trace);
    Ledger.put(handle);
    Tally.opened(point.kind());
    return handle;
  }

  /** The same, for a descriptor that the kernel knows too: a sweep must not find it closed. */
  public static Handle open(
      FileInputStream in, HookPoint point, String target, long openedNanos, Trace trace)
      throws IOException {
    return open(in.getFD(), point, target, Descriptors.number(in.getFD()), openedNanos, trace);
  }
}
