package dev.weir.core.hook.socket;

/**
 * No advice: where a socket of java.net reads its field {@code timeout} (SO_TIMEOUT, in ms, 0 for
 * none; {@code NioSocketImpl}, 17 and 25), the gate is given the value, and what it answers is used
 * for this one wait. The field stays as the application has set it.
 */
public final class Limited {
  private Limited() {}
}
