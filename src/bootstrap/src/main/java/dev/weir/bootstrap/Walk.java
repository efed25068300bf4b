package dev.weir.bootstrap;

import java.lang.StackWalker.StackFrame;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One look at the current thread's stack, without line numbers: these are asked for only when the
 * stack is new. Lives for one call. (A class and not a lambda: see the package's rule.)
 */
final class Walk implements Function<Stream<StackFrame>, Walk>, Consumer<StackFrame> {
  private static final String OWN = "dev.weir.bootstrap.";

  /** Frames of our own on top of the woven method, at most. */
  private static final int OWN_FRAMES = 4;

  private final StackFrame[] frames;
  private int depth;
  private int hash = 1;

  Walk(int maxDepth) {
    frames = new StackFrame[maxDepth];
  }

  @Override
  public Walk apply(Stream<StackFrame> stack) {
    stack.limit(frames.length + OWN_FRAMES).forEach(this);
    return this;
  }

  @Override
  public void accept(StackFrame frame) {
    if (depth == frames.length || (depth == 0 && frame.getClassName().startsWith(OWN))) {
      return;
    }
    frames[depth++] = frame;
    hash =
        31 * (31 * (31 * hash + frame.getClassName().hashCode()) + frame.getMethodName().hashCode())
            + frame.getByteCodeIndex();
  }

  int depth() {
    return depth;
  }

  int hash() {
    return hash;
  }

  String type(int i) {
    return frames[i].getClassName();
  }

  String method(int i) {
    return frames[i].getMethodName();
  }

  int position(int i) {
    return frames[i].getByteCodeIndex();
  }

  Trace trace() {
    StackTraceElement[] elements = new StackTraceElement[depth];
    int[] positions = new int[depth];
    for (int i = 0; i < depth; i++) {
      elements[i] = frames[i].toStackTraceElement();
      positions[i] = frames[i].getByteCodeIndex();
    }
    return new Trace(elements, positions, hash);
  }
}
