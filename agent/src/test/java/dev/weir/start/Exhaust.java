package dev.weir.start;

import dev.weir.calls.JdkCalls;
import java.io.Closeable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program that opens in one way until nothing is left, says so, and waits for a line. */
public final class Exhaust {
  private static final List<Closeable> HELD = new ArrayList<>();

  private Exhaust() {}

  public static void main(String[] arguments) throws Exception {
    Path dir = Files.createTempDirectory("weir-exhaust");
    JdkCalls.prepare(dir);
    JdkCalls call = JdkCalls.valueOf(arguments[0]);
    String refused = null;
    while (refused == null) {
      try {
        HELD.add(call.open(dir));
      } catch (Exception e) {
        refused = e.toString();
      }
    }
    System.out.println("refused by the system: " + refused);
    System.in.read();
  }
}
