package dev.weir.start;

/** The program that the tests fork: greets, and with an argument waits for a line. */
public final class Idle {
  private Idle() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println("hello");
    if (arguments.length > 0) {
      System.in.read();
    }
    System.exit(arguments.length == 0 ? 7 : 0);
  }
}
