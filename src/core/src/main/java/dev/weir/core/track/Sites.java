package dev.weir.core.track;

import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Trace;
import java.util.List;

/**
 * Names the site of a stack: its first frame that is neither the JDK's, nor of a library whose
 * classes are hooked, nor Weir's, nor in a package that {@code leaks.skip} looks through.
 */
public final class Sites {
  /** Handles whose stack the time budget did not allow. */
  public static final String UNSAMPLED = "unsampled";

  private volatile String[] skip;

  /** {@code skip}: packages, or beginnings of class names. */
  public Sites(List<String> skip) {
    skip(skip);
  }

  /** Looks through these from now on; sites that were found keep their names. */
  public void skip(List<String> packages) {
    skip = packages.toArray(new String[0]);
  }

  /** The site of a handle. Any thread. */
  public String of(Handle handle) {
    String given = handle.point().site();
    return given == null ? of(handle.trace()) : given;
  }

  /** The site of {@code trace}; {@link #UNSAMPLED} for null. Any thread; kept in the trace. */
  public String of(Trace trace) {
    if (trace == null) {
      return UNSAMPLED;
    }
    String site = trace.site();
    if (site == null) {
      site = find(trace);
      trace.site(site);
    }
    return site;
  }

  /** The site at which {@code thrown} was made. For the agent's threads: it makes text of it. */
  public String of(Throwable thrown) {
    return find(new Trace(thrown.getStackTrace()));
  }

  /** A frame as {@code com.acme.Preview.render(Preview.java:88)}. */
  public static String text(StackTraceElement frame) {
    String file = frame.getFileName() == null ? "Unknown Source" : frame.getFileName();
    return frame.getClassName()
        + "."
        + frame.getMethodName()
        + "("
        + file
        + (frame.getLineNumber() > 0 ? ":" + frame.getLineNumber() : "")
        + ")";
  }

  private String find(Trace trace) {
    StackTraceElement ofJdk = null;
    StackTraceElement ofLibrary = null;
    for (int i = 0; i < trace.depth(); i++) {
      StackTraceElement frame = trace.frame(i);
      if (isJdk(frame)) {
        ofJdk = frame;
      } else if (isHooked(frame.getClassName())) {
        if (ofLibrary == null && !frame.getMethodName().equals("<init>")) {
          ofLibrary = frame;
        }
      } else if (!isSkipped(frame.getClassName())) {
        return text(frame);
      }
    }
    if (ofLibrary != null) {
      return text(ofLibrary); // its own thread: a connection that it accepted
    }
    // A thread of the JDK's own, or a stack deeper than leaks.stacks.depth: the frame nearest to
    // it.
    return ofJdk == null ? UNSAMPLED : "JDK: " + text(ofJdk);
  }

  private static boolean isJdk(StackTraceElement frame) {
    String module = frame.getModuleName();
    return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
  }

  /** Netty, also a shaded copy, stands for the JDK: what counts is who called it. */
  private static boolean isHooked(String type) {
    int at = type.indexOf("io.netty.");
    return at == 0 || at > 0 && type.charAt(at - 1) == '.';
  }

  private boolean isSkipped(String type) {
    if (type.startsWith("dev.weir.bootstrap.") || type.startsWith("dev.weir.core.limit.")) {
      return true;
    }
    for (String prefix : skip) {
      if (type.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
