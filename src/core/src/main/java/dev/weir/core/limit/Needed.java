package dev.weir.core.limit;

import java.io.File;
import java.io.IOException;
import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the JVM itself needs to go on, and which is never refused: a refused class-path jar is a
 * NoClassDefFoundError for ever, a refused key store a default SSLContext that never works again, a
 * refused chunk of a flight recording the end of the JVM.
 *
 * <p>By path, and then it does not count either, for caps are about the application's files:
 * java.home, jars (class loaders hold them open), the files that system properties name, time
 * zones, /proc and /sys, the null and the random devices, name resolution. By caller, asked only
 * when a cap has been reached: class loading and what reads resources for it, TLS, flight recorder.
 */
final class Needed {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /** How far up the stack a caller is looked for. */
  private static final int DEPTH = 128;

  /** Beginnings of class names of the JDK's. */
  private static final String[] CALLERS = {
    "jdk.internal.platform.",
    "jdk.jfr.",
    "sun.font.",
    "sun.security.ssl.",
    "sun.net.www.protocol.jar.",
    "java.util.ServiceLoader",
    "java.util.ResourceBundle",
    "java.util.logging.LogManager"
  };

  /** Reads what {@code getResource} has found in a directory; and any file URL. */
  private static final String FILE_URLS = "sun.net.www.protocol.file.";

  /** Below java.home: what may be links to elsewhere. */
  private static final String[] SETTINGS = {
    "conf", "conf/management", "conf/security", "lib/security"
  };

  private final String[] prefixes;
  private final Set<String> files = new HashSet<>();
  private final List<String> classDirectories = new ArrayList<>();

  Needed(String javaHome, String... paths) {
    prefixes =
        new String[] {
          javaHome + "/",
          "/proc/",
          "/sys/",
          "/usr/share/zoneinfo/",
          "/etc/ssl/certs/java/",
          // Java2D has a fatal error for ever if it finds no font.
          "/usr/share/fonts/",
          "/usr/local/share/fonts/",
          "/etc/fonts/",
          "/var/cache/fontconfig/"
        };
    files.addAll(
        List.of(
            "/dev/null",
            "/dev/zero",
            "/dev/random",
            "/dev/urandom",
            "/etc/localtime",
            "/etc/timezone",
            "/etc/resolv.conf",
            "/etc/hosts",
            "/etc/nsswitch.conf",
            "/etc/services",
            "/etc/krb5.conf"));
    for (String path : paths) {
      if (path != null) {
        for (String entry : path.split(File.pathSeparator)) {
          add(entry);
        }
      }
    }
    for (String directory : SETTINGS) {
      addLinked(new File(javaHome, directory));
    }
    byCaller("/"); // so that its classes are loaded before an application's thread asks
  }

  /** From this JVM's system properties. */
  static Needed ofThisJvm() {
    return new Needed(
        System.getProperty("java.home"),
        System.getProperty("java.class.path"),
        System.getProperty("jdk.module.path"),
        System.getProperty("javax.net.ssl.trustStore"),
        System.getProperty("javax.net.ssl.keyStore"),
        System.getProperty("java.security.properties"),
        System.getProperty("java.security.krb5.conf"),
        System.getProperty("java.security.auth.login.config"),
        System.getProperty("java.util.logging.config.file"),
        System.getProperty("jdk.net.hosts.file"));
  }

  /** By path; a pure function. No allocation but a NIO path's own cached text. */
  boolean path(String path) {
    return path.endsWith(".jar") || named(path);
  }

  /** The same without the jars of any directory. */
  boolean named(String path) {
    for (String prefix : prefixes) {
      if (path.startsWith(prefix)) {
        return !path.contains("/../"); // by which it may lead anywhere
      }
    }
    return files.contains(path);
  }

  /** By who asks for {@code path}. Walks the stack: some microseconds, at a cap only. */
  boolean byCaller(String path) {
    return WALKER.walk(new Caller(isClassFile(path)));
  }

  /** Whether it is in a directory of the class path. */
  boolean isClassFile(String path) {
    for (String directory : classDirectories) {
      if (path.startsWith(directory)) {
        return true;
      }
    }
    return false;
  }

  /** Debian's JDKs keep their settings in /etc, and the JDK asks for them by that name too. */
  private void addLinked(File directory) {
    File[] all = directory.listFiles();
    for (int i = 0; all != null && i < all.length; i++) {
      try {
        files.add(all[i].getCanonicalPath());
      } catch (IOException e) {
        // Then its own name is known at least.
      }
    }
  }

  private void add(String entry) {
    if (entry.isEmpty()) {
      return;
    }
    File file = new File(entry);
    try {
      if (file.isDirectory()) {
        classDirectories.add(file.getAbsolutePath() + "/");
        classDirectories.add(file.getCanonicalPath() + "/");
      } else {
        files.add(file.getAbsolutePath());
        files.add(file.getCanonicalPath());
      }
    } catch (IOException e) {
      // Then its own name is known at least.
    }
  }

  /**
   * Finds one of the callers. (Named classes: the first lambda costs an application's thread ms.)
   */
  private static final class Caller
      implements Function<Stream<StackFrame>, Boolean>, Predicate<StackFrame> {
    private final boolean classFile;

    Caller(boolean classFile) {
      this.classFile = classFile;
    }

    @Override
    public Boolean apply(Stream<StackFrame> frames) {
      return frames.limit(DEPTH).anyMatch(this);
    }

    @Override
    public boolean test(StackFrame frame) {
      if (ClassLoader.class.isAssignableFrom(frame.getDeclaringClass())) {
        return true;
      }
      String name = frame.getClassName();
      for (String caller : CALLERS) {
        if (name.startsWith(caller)) {
          return true;
        }
      }
      return classFile && name.startsWith(FILE_URLS);
    }
  }
}
