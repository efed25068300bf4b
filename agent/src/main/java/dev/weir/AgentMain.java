package dev.weir;

import java.io.File;
import java.io.FileReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.lang.instrument.Instrumentation;
import java.net.URI;
import java.net.URL;
import java.util.Enumeration;
import java.util.jar.JarFile;

/**
 * Where the JVM enters: {@code -javaagent}, attach, {@code java -jar}. It looks at what it stands
 * on, puts {@code dev.weir.bootstrap} within reach of the JDK's classes, and hands over to {@code
 * dev.weir.core.Start} in the agent's own class loader.
 *
 * <p>Whatever goes wrong, the application runs on: nothing is thrown, the JVM is never ended, and
 * one block on stderr says what happened and what to do. Compiled for Java 8, so that an older JVM
 * can read this class and say so. No NIO, no logging, no JMX here: the application's own set-up of
 * these comes later.
 */
public final class AgentMain {
  private static final String RESOURCE = "dev/weir/AgentMain.class";

  /** What the command line's {@code detach} hands over. */
  private static final String DETACH = "detach";

  private AgentMain() {}

  /** {@code -javaagent:weir-agent.jar=arguments}. */
  public static void premain(String arguments, Instrumentation instrumentation) {
    start(arguments, instrumentation, false);
  }

  /** Attach to a running JVM; with the argument {@code detach}, the end of that. */
  public static void agentmain(String arguments, Instrumentation instrumentation) {
    if (DETACH.equals(arguments)) {
      detach();
    } else {
      start(arguments, instrumentation, true);
    }
  }

  /** {@code java -jar weir-agent.jar}: the command line. */
  public static void main(String[] arguments) throws Throwable {
    File jar = jarOf(ClassLoader.getSystemResource(RESOURCE));
    Class<?> commands =
        Class.forName("dev.weir.bootstrap.AgentClassLoader")
            .asSubclass(ClassLoader.class)
            .getConstructor(File.class)
            .newInstance(jar)
            .loadClass("dev.weir.core.cli.Commands");
    commands
        .getMethod("run", String[].class, File.class)
        .invoke(null, new Object[] {arguments, jar});
  }

  private static void start(String arguments, Instrumentation instrumentation, boolean attached) {
    try {
      String version = System.getProperty("java.specification.version", "");
      if (version.startsWith("1.") || Integer.parseInt(version) < 17) {
        say("Weir needs Java 17 or newer, and this is Java " + version + ".", null);
        return;
      }
      if (isJdkTool()) {
        return;
      }
      File jar = bootstrap(instrumentation);
      if (jar == null) {
        return;
      }
      Class<?> agentLoader = Class.forName("dev.weir.bootstrap.AgentClassLoader", true, null);
      Object running = agentLoader.getMethod("claim", String.class).invoke(null, jar.getPath());
      if (running != null) {
        say(
            "Weir is already in this JVM ("
                + running
                + "); this second one does nothing."
                + "\nGive -javaagent once: look into JAVA_TOOL_OPTIONS and JDK_JAVA_OPTIONS too.",
            null);
        return;
      }
      ClassLoader loader = (ClassLoader) agentLoader.getConstructor(File.class).newInstance(jar);
      loader
          .loadClass("dev.weir.core.Start")
          .getMethod("start", String.class, Instrumentation.class, File.class, boolean.class)
          .invoke(null, arguments, instrumentation, jar, attached);
      agentLoader.getMethod("started").invoke(loader);
    } catch (Throwable t) {
      Throwable cause = t;
      while (cause instanceof java.lang.reflect.InvocationTargetException
          && cause.getCause() != null) {
        cause = cause.getCause();
      }
      say("Weir could not start.", cause);
    }
  }

  private static void detach() {
    try {
      Object running;
      try {
        running =
            Class.forName("dev.weir.bootstrap.AgentClassLoader", true, null)
                .getMethod("running")
                .invoke(null);
      } catch (ClassNotFoundException e) {
        running = null;
      }
      if (running == null) {
        say("Weir is not in this JVM: there is nothing to detach.", null);
        return;
      }
      ((ClassLoader) running).loadClass("dev.weir.core.Start").getMethod("stop").invoke(null);
      ((java.io.Closeable) running).close();
    } catch (Throwable t) {
      say("Weir could not be detached as a whole.", t.getCause() == null ? t : t.getCause());
    }
  }

  /**
   * Makes {@code dev.weir.bootstrap} visible to the boot loader and gives the agent's jar; null if
   * it must stay off.
   *
   * <p>The manifest's Boot-Class-Path names the jar itself. If the jar was renamed this finds
   * nothing, or an older weir-agent.jar beside it, whose classes would win in silence.
   */
  private static File bootstrap(Instrumentation instrumentation) throws Exception {
    if (AgentMain.class.getClassLoader() != null) {
      File jar =
          new File(AgentMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(jar, false));
      return jar;
    }
    File boot = jarOf(ClassLoader.getSystemResource(RESOURCE)); // the boot loader is asked first
    if (isNamed(boot)) {
      return boot;
    }
    // Attached, or another jar, or an option in a file: the class path's last is the one that was
    // named. To find it opens all jars of the class path.
    Enumeration<URL> all = ClassLoader.getSystemResources(RESOURCE);
    File named = boot;
    while (all.hasMoreElements()) {
      named = jarOf(all.nextElement());
    }
    if (!boot.getCanonicalPath().equals(named.getCanonicalPath())) {
      say(
          "Weir stays off: -javaagent names "
              + named
              + ", but beside it lies another one, "
              + boot
              + ",\nwhich the JVM would take instead. Remove one of the two, or name the jar"
              + " weir-agent.jar.",
          null);
      return null;
    }
    return boot;
  }

  /** Whether the command line or a variable says {@code -javaagent} of this very jar. */
  private static boolean isNamed(File jar) throws IOException {
    String path = jar.getCanonicalPath();
    StringBuilder options = new StringBuilder();
    for (String variable : new String[] {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"}) {
      String value = System.getenv(variable);
      options.append(value == null ? "" : value.replace(' ', '\0')).append('\0');
    }
    // proc(5): the arguments, a NUL behind each.
    try (Reader in = new FileReader("/proc/self/cmdline")) {
      for (int c = in.read(); c >= 0; c = in.read()) {
        options.append((char) c);
      }
    } catch (IOException e) {
      return false; // no /proc: the start comes to that, and says it
    }
    for (String option : options.toString().split("\0")) {
      if (option.startsWith("-javaagent:")) {
        int end = option.indexOf('=');
        String named = option.substring("-javaagent:".length(), end < 0 ? option.length() : end);
        if (new File(named).getCanonicalPath().equals(path)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The file of a URL like {@code jar:file:/a%20b/weir-agent.jar!/dev/weir/AgentMain.class}. */
  private static File jarOf(URL url) throws Exception {
    String text = url.toString();
    int end = text.indexOf("!/");
    if (!text.startsWith("jar:") || end < 0) {
      throw new IllegalStateException("Weir runs from its jar only, not from " + text);
    }
    return new File(new URI(text.substring("jar:".length(), end)));
  }

  /** javac, jcmd, keytool and the like, reached through JAVA_TOOL_OPTIONS. */
  private static boolean isJdkTool() {
    String module = System.getProperty("jdk.module.main", "");
    return module.startsWith("jdk.") || module.startsWith("java.");
  }

  /** One block, one write: other threads' lines do not come between. */
  private static void say(String message, Throwable cause) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    out.println("weir: ----------------------------------------------------------------");
    for (String line : message.split("\n")) {
      out.println("weir: " + line);
    }
    if (cause != null) {
      StringWriter trace = new StringWriter();
      cause.printStackTrace(new PrintWriter(trace, true));
      for (String line : trace.toString().split("\n")) {
        out.println("weir:   " + line);
      }
    }
    out.println("weir: The application runs on, without Weir.");
    out.println("weir: ----------------------------------------------------------------");
    System.err.print(text);
    System.err.flush();
  }
}
