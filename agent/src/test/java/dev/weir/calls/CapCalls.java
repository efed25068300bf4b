package dev.weir.calls;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.ServiceLoader;

/** The program that fills up to the cap and goes on. */
public final class CapCalls {
  private static Path dir;

  private CapCalls() {}

  /** For the service loader. */
  public static final class Service implements Runnable {
    @Override
    public void run() {}
  }

  public static void main(String[] arguments) throws Exception {
    int max = Integer.parseInt(arguments[1]);
    dir = Files.createTempDirectory("weir-cap");
    Files.writeString(dir.resolve("a.txt"), "a");
    Files.createDirectories(dir.resolve("sub"));
    if (arguments[0].equals("needed")) {
      needed(max);
    } else {
      count(max);
    }
    System.out.println("done");
    System.in.read();
  }

  private static void needed(int max) throws Exception {
    List<Closeable> held = new ArrayList<>();
    try {
      while (held.size() <= max) {
        held.add(open());
      }
      expect("held", max, held.size());
    } catch (IOException e) {
      expect("words", true, e.getMessage().contains("weir files.max-open " + max));
    }
    javax.net.ssl.SSLContext.getDefault();
    expect("services", 1L, ServiceLoader.load(Runnable.class).stream().count());
    expect("bundle", "Hallo", ResourceBundle.getBundle("words").getString("hello"));
    try (var in = ClassLoader.getSystemResource("words.properties").openStream()) {
      expect("resource", "hello=Hallo\n", new String(in.readAllBytes()));
    }
    // A new chunk of the recording that runs: jdk.jfr aborts the JVM if it cannot open it.
    try (jdk.jfr.Recording recording = new jdk.jfr.Recording()) {
      recording.start();
      recording.stop();
      recording.dump(dir.resolve("b.jfr"));
    }
    for (Closeable one : held) {
      one.close();
    }
  }

  /** After each of these the room is what it was. */
  private static void count(int max) throws Exception {
    expect("at first", max, room(max));
    for (int i = 0; i < 3 * max; i++) {
      try (SecureDirectoryStream<Path> proc = secure(Path.of("/proc/self"));
          var task = proc.newDirectoryStream(Path.of("task"));
          SecureDirectoryStream<Path> here = secure(dir);
          var sub = here.newDirectoryStream(Path.of("sub"))) {
        expect("a directory", true, task != null && sub != null);
      }
      try (SecureDirectoryStream<Path> here = secure(dir)) {
        here.newDirectoryStream(Path.of("none")).close();
      } catch (IOException e) {
        expect("a missing directory", "NoSuchFileException", e.getClass().getSimpleName());
      }
      try {
        new FileInputStream(dir.resolve("none").toFile()).close();
      } catch (IOException e) {
        expect("a missing file", "FileNotFoundException", e.getClass().getSimpleName());
      }
    }
    expect("after directories and failures", max, room(max));

    List<URLClassLoader> loaders = new ArrayList<>();
    for (int i = 0; i < 2 * max; i++) {
      Path jar = dir.resolve(i + ".jar");
      try (var zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(jar))) {
        zip.putNextEntry(new java.util.zip.ZipEntry("entry"));
      }
      URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
      expect("entry", true, loader.findResource("entry") != null);
      loaders.add(loader);
    }
    expect("with jars of class loaders", max, room(max));
    for (URLClassLoader loader : loaders) {
      loader.close();
    }
    expect("at last", max, room(max));
  }

  /** How many files may be opened until one is refused. */
  private static int room(int max) throws IOException {
    List<Closeable> held = new ArrayList<>();
    try {
      while (held.size() <= 2 * max) {
        held.add(open());
      }
    } catch (IOException e) {
      expect("words", true, e.getMessage().contains("weir files.max-open " + max));
    }
    for (Closeable one : held) {
      one.close();
    }
    return held.size();
  }

  private static Closeable open() throws IOException {
    return new FileInputStream(dir.resolve("a.txt").toFile());
  }

  private static SecureDirectoryStream<Path> secure(Path path) throws IOException {
    return (SecureDirectoryStream<Path>) Files.newDirectoryStream(path);
  }

  private static void expect(String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      System.out.println("WRONG " + what + ": " + expected + ", found " + found);
    }
  }
}
