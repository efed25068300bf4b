package dev.weir.bootstrap;

/**
 * A stack as the JVM takes it: a few words for each frame, and no text. Most handles are closed
 * before anybody asks for theirs; for the others the agent's side makes a {@link Trace} of it at
 * the next sweep and lets it go, for it keeps the classes on the stack loaded.
 *
 * <p>A Throwable, never thrown, because that is the cheapest walk there is: measured on 17 and 25
 * at depths of 5 and 50, a third of a StackWalker's time when both are compiled, and a twentieth in
 * a JVM that has just started, where a StackWalker is interpreted and this is native.
 */
final class RawStack extends Throwable {
  private static final long serialVersionUID = 1;

  RawStack() {
    super(null, null, false, true);
  }
}
