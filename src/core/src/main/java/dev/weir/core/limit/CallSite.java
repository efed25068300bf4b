package dev.weir.core.limit;

import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which line of the application asks: the first frame that is neither the JDK's nor Weir's nor in a
 * package of {@code leaks.skip}. Walks the stack: some microseconds, and only where a rule names a
 * site.
 */
final class CallSite {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private final First first;

  CallSite(List<String> skip) {
    first = new First(skip.toArray(new String[0]));
    now(); // so that its classes are loaded before an application's thread asks
  }

  /** As {@code com.acme.Preview.render}; empty if there is none. */
  String now() {
    return WALKER.walk(first);
  }

  /**
   * Whether {@code site} is, or lies below, {@code named}: a package, a class or a method.
   *
   * @param site a method, or a frame with file and line
   */
  static boolean isBelow(String site, String named) {
    if (!site.startsWith(named)) {
      return false;
    }
    if (site.length() == named.length()) {
      return true;
    }
    char next = site.charAt(named.length());
    return next == '.' || next == '$' || next == '(';
  }

  /** Named classes: the first lambda costs an application's thread milliseconds. */
  private static final class First
      implements Function<Stream<StackFrame>, String>, Predicate<StackFrame> {
    private final String[] skip;

    First(String[] skip) {
      this.skip = skip;
    }

    @Override
    public String apply(Stream<StackFrame> frames) {
      Optional<StackFrame> found = frames.filter(this).findFirst();
      return found.isPresent()
          ? found.get().getClassName() + "." + found.get().getMethodName()
          : "";
    }

    @Override
    public boolean test(StackFrame frame) {
      ClassLoader loader = frame.getDeclaringClass().getClassLoader();
      if (loader == null
          || loader == ClassLoader.getPlatformClassLoader()
          || loader == CallSite.class.getClassLoader()) {
        return false;
      }
      for (String prefix : skip) {
        if (frame.getClassName().startsWith(prefix)) {
          return false;
        }
      }
      return true;
    }
  }
}
