package dev.weir.policy;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens and closes a file at each step down the stack until there is none left, many times; then
 * says how many files may be open again: {@code room N}, each time a line of its input comes.
 */
public final class Overflow {
  private static final int TIMES = 15;

  private static String file;

  private Overflow() {}

  public static void main(String[] arguments) throws Exception {
    file = arguments[0];
    int most = Integer.parseInt(arguments[1]);
    for (int i = 0; i < TIMES; i++) {
      Thread thread = new Thread(null, Overflow::overflow, "deep", 256 << 10);
      thread.start();
      thread.join();
    }
    System.gc(); // what an overflow has kept from being closed
    while (System.in.read() >= 0) {
      System.out.println("room " + room(most));
    }
  }

  private static void overflow() {
    try {
      down(0);
    } catch (StackOverflowError e) {
      // That is what it is for.
    }
  }

  private static int down(int depth) {
    try (FileInputStream in = new FileInputStream(file)) {
      return down(depth + 1) + in.read();
    } catch (IOException e) {
      return down(depth + 1); // at the cap: deeper without it
    }
  }

  private static int room(int most) throws IOException {
    List<Closeable> held = new ArrayList<>();
    try {
      while (held.size() <= most) {
        held.add(new FileInputStream(file));
      }
    } catch (IOException e) {
      // That many.
    }
    for (Closeable one : held) {
      one.close();
    }
    return held.size();
  }
}
