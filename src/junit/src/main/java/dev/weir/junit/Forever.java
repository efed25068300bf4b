package dev.weir.junit;

import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.TempFile;
import dev.weir.bootstrap.Trace;
import java.io.File;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the JDK opens when it is first needed and keeps, or pools: no test can close it, so none is
 * charged with it. docs/junit.md has the same list. (The socket that the JDK dup2(2)s over others
 * before their close is seen by no hook.) Facts: OpenJDK 17 and 25.
 */
final class Forever {
  private static final String HOME = System.getProperty("java.home") + "/";
  private static final Set<String> CLASS_PATH =
      new HashSet<>(List.of(System.getProperty("java.class.path").split(File.pathSeparator)));
  private static final Set<String> RANDOM = Set.of("/dev/random", "/dev/urandom");

  /**
   * Class path jars; jars behind a {@code jar:} URL that a cache holds; the pool of
   * java.net.http.HttpClient, which closes idle connections in its own time.
   */
  private static final String[] KEEPERS = {
    "jdk.internal.loader.BuiltinClassLoader",
    "jdk.internal.loader.ClassLoaders",
    "sun.net.www.protocol.jar.JarFileFactory",
    "jdk.internal.net.http."
  };

  /**
   * Opens the connections of HttpURLConnection. Those that can be kept alive are in its static
   * KeepAliveCache, until a timer closes them; one whose response was not read to its end or closed
   * is in nobody's hands but the application's.
   */
  private static final String POOL = "sun.net.www.http.HttpClient";

  private Forever() {}

  static boolean keeps(Handle handle) {
    if (handle.point().site() != null) {
      return true; // the pollers of virtual threads
    }
    String target = handle.target();
    if (target.startsWith(HOME)) {
      return true; // time zones, trust store, properties
    }
    if (CLASS_PATH.contains(target)) {
      return true;
    }
    Trace trace = handle.trace();
    if (RANDOM.contains(target)) {
      return trace == null || has(trace, "sun.security.", "");
    }
    if (trace == null) {
      return false;
    }
    if (handle.kind() == Kind.ASYNC_GROUP) {
      return has(trace, "sun.nio.ch.", "defaultEventPort");
    }
    for (String keeper : KEEPERS) {
      if (has(trace, keeper, "")) {
        return true;
      }
    }
    return false;
  }

  /** Whether, while it is not dropped, a pool of the JDK's may hold it. */
  static boolean mayPool(Handle handle) {
    return handle.kind() == Kind.SOCKET && handle.trace() != null && has(handle.trace(), POOL, "");
  }

  /** JUnit deletes its {@code TempDir}s, but after every extension has had its turn. */
  static boolean isTempDir(TempFile file) {
    Trace trace = file.trace();
    for (int i = 0; trace != null && i < trace.depth(); i++) {
      if (trace.frame(i).getClassName().startsWith("org.junit.jupiter.engine.")) {
        return i == 0 || Frames.site(trace) < 0 || Frames.site(trace) > i;
      }
    }
    return false;
  }

  /** Whether the JDK's part of the stack, above all other frames, has such a frame. */
  private static boolean has(Trace trace, String type, String method) {
    for (int i = 0; i < trace.depth() && Frames.isJdk(trace.frame(i)); i++) {
      StackTraceElement frame = trace.frame(i);
      if (frame.getClassName().startsWith(type)
          && (method.isEmpty() || frame.getMethodName().equals(method))) {
        return true;
      }
    }
    return false;
  }
}
