package dev.weir.fork;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A program that does what its standard input says, a command a line, and says {@code ok} after
 * each: {@code open N FILE}, {@code drop N FILE}, {@code list N DIRECTORY}, {@code drop-list N
 * DIRECTORY}, {@code virtual FILE}, {@code close}, {@code gc}, {@code churn N FILE}. It ends with
 * its input.
 */
public final class Holder {
  private static final Deque<Closeable> HELD = new ArrayDeque<>();

  private Holder() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println("ready");
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      try {
        obey(line.split(" "));
        System.out.println("ok");
      } catch (Exception e) {
        System.out.println("failed " + e);
      }
    }
  }

  private static void obey(String[] words) throws Exception {
    int count = words.length > 2 ? Integer.parseInt(words[1]) : 1;
    Path path = Path.of(words[words.length - 1]);
    switch (words[0]) {
      case "open" -> {
        for (int i = 0; i < count; i++) {
          HELD.add(open(path));
        }
      }
      case "drop" -> {
        for (int i = 0; i < count; i++) {
          open(path);
        }
      }
      case "list" -> {
        for (int i = 0; i < count; i++) {
          HELD.add(Files.newDirectoryStream(path));
        }
      }
      case "drop-list" -> {
        for (int i = 0; i < count; i++) {
          Files.newDirectoryStream(path);
        }
      }
      case "virtual" -> {
        // By reflection: the tests are compiled for 17.
        Thread thread =
            (Thread)
                Thread.class
                    .getMethod("startVirtualThread", Runnable.class)
                    .invoke(null, (Runnable) () -> HELD.add(quietly(path)));
        thread.join();
      }
      case "close" -> {
        while (!HELD.isEmpty()) {
          HELD.remove().close();
        }
      }
      case "gc" -> System.gc();
      case "churn" -> churn(count, path);
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private static Closeable open(Path path) throws Exception {
    return new FileInputStream(path.toFile());
  }

  private static Closeable quietly(Path path) {
    try {
      return open(path);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void churn(int count, Path path) throws Exception {
    for (int i = 0; i < count; i++) {
      open(path).close();
      if (ThreadLocalRandom.current().nextInt(1000) == 0) {
        Files.newDirectoryStream(path.getParent()).close();
      }
    }
  }
}
