package dev.weir.start;

import java.io.FileInputStream;
import java.util.ArrayList;
import java.util.List;

/** The program that the tests fork: greets, or opens until nothing is left, and waits. */
public final class Idle {
  private static final List<Object> HELD = new ArrayList<>();

  private Idle() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0 && arguments[0].equals("exhaust")) {
      try {
        while (true) {
          HELD.add(open());
        }
      } catch (java.io.IOException e) {
        System.out.println("refused by the system: " + e.getMessage());
      }
    }
    System.out.println("hello");
    if (arguments.length > 0) {
      System.in.read();
    }
    System.exit(arguments.length == 0 ? 7 : 0);
  }

  private static Object open() throws Exception {
    return new FileInputStream("/etc/hostname");
  }
}
