package dev.weir.junit;

import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.Trace;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.FileSystemException;
import java.util.concurrent.atomic.AtomicInteger;

/** One run of a {@link FailEachOpen} test: which of its opens fails. Any thread of the test's. */
final class Round {
  private static final String WORDS = "Too many open files"; // strerror(3) of EMFILE

  /** Counted from one; 0 for none. */
  final int failing;

  private final AtomicInteger opens = new AtomicInteger();
  private volatile Throwable forced;
  private volatile String what;
  private volatile String thread;

  Round(int failing) {
    this.failing = failing;
  }

  /** The next open of the test: null, or what it is to throw. */
  Throwable next(HookPoint point, Object target) {
    if (opens.incrementAndGet() != failing) {
      return null;
    }
    String name = target == null ? "" : target.toString();
    Throwable thrown = exception(point, name);
    // Of a socket the type is the JDK's inner one; its user knows the kind.
    String type = point.type().startsWith("java.") ? point.type() : point.kind().label();
    what = type + (name.isEmpty() ? "" : " " + name);
    thread = Thread.currentThread().getName();
    forced = thrown;
    return thrown;
  }

  private static Throwable exception(HookPoint point, String target) {
    switch (point.words()) {
      case IO:
        return new FileNotFoundException(target + " (" + WORDS + ")");
      case NIO:
        return new FileSystemException(target, null, WORDS);
      case SOCKET:
        return new SocketException(WORDS);
      default:
        // As ProcessImpl of 17 has it; ProcessBuilder puts the program before it.
        return new IOException("error=24, " + WORDS);
    }
  }

  /** How many opens there were. */
  int opens() {
    return opens.get();
  }

  /** What was thrown at the open that failed; null if it has not come to that. */
  Throwable forced() {
    return forced;
  }

  /** What the run is called, in JUnit's reports. */
  String name() {
    return failing == 0 ? "no open fails" : "open " + failing + " fails";
  }

  /** The test with the open that failed, for the first line of a report; as it is for none. */
  String of(String test) {
    return forced == null
        ? test
        : test.replace(" (" + name() + ")", "")
            + ", with open "
            + failing
            + " failed ("
            + what
            + "),";
  }

  /** Where it failed, for the end of a report; nothing for none. */
  void write(StringBuilder text) {
    if (forced == null) {
      return;
    }
    Trace trace = new Trace(forced.getStackTrace());
    String site = Frames.siteText(trace);
    text.append("\n  The open that failed, thread ").append(thread).append(": ");
    text.append(site.isEmpty() ? "by the JDK or the test runner" : site);
    for (String frame : Frames.excerpt(trace)) {
      text.append("\n      at ").append(frame);
    }
  }

  /** Whether it is the forced one, or has it as a cause or suppressed. */
  boolean comesOf(Throwable thrown) {
    return comesOf(thrown, 0);
  }

  private boolean comesOf(Throwable thrown, int depth) {
    if (thrown == null || depth > 20) {
      return false;
    }
    if (thrown == forced || comesOf(thrown.getCause(), depth + 1)) {
      return true;
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      if (comesOf(suppressed, depth + 1)) {
        return true;
      }
    }
    return false;
  }
}
