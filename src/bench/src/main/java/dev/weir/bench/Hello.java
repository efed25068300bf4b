package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The smallest program. With an argument it stays a second and prints the memory that it holds. */
public final class Hello {
  private Hello() {}

  /**
   * @param arguments nothing, or how many ms to stay before the memory is read
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length == 0) {
      System.out.println("Hello");
      return;
    }
    Thread.sleep(Long.parseLong(arguments[0]));
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      String[] words = line.split("\\s+");
      if (words[0].equals("VmRSS:")) {
        System.out.println("resident after 1 s (VmRSS)\t" + Long.parseLong(words[1]) / 1024.0);
      } else if (words[0].equals("VmHWM:")) {
        System.out.println("resident at most (VmHWM)\t" + Long.parseLong(words[1]) / 1024.0);
      }
    }
  }
}
