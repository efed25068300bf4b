package dev.weir.start;

import java.io.File;
import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The program that looks around: what of Weir can an application notice? */
public final class Guest {
  private Guest() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println("group " + Thread.activeCount());
    System.out.println("descriptors " + new File("/proc/self/fd").list().length);
    TreeSet<String> properties = new TreeSet<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.toLowerCase(java.util.Locale.ROOT).contains("weir")
          && !name.equals("java.class.path")) {
        properties.add(name);
      }
    }
    System.out.println("properties " + properties);
    System.out.println("slf4j " + isThere("org/slf4j/Logger.class"));
    System.out.println("core " + isThere("dev/weir/core/Start.class"));
    System.out.println("logging " + isInitialised());
    Thread.currentThread().getThreadGroup().interrupt();
    System.out.println("interrupted " + Thread.interrupted());

    List<Object> held = new ArrayList<>();
    Path file = Files.createTempFile("weir-guest", null);
    for (int i = 0; i < 5; i++) {
      held.add(hold(file));
    }
    Files.delete(file);
    System.out.println("done");
    System.in.read();
    System.out.println(held.size());
  }

  private static Object hold(Path file) throws Exception {
    return new FileInputStream(file.toFile());
  }

  private static boolean isThere(String resource) {
    return ClassLoader.getSystemResource(resource) != null;
  }

  /** Who asks for the log manager first chooses it for the whole JVM. */
  private static boolean isInitialised() throws Exception {
    java.lang.reflect.Method find =
        ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
    find.setAccessible(true);
    return find.invoke(ClassLoader.getSystemClassLoader(), "java.util.logging.LogManager") != null;
  }
}
