package dev.weir.calls;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes a temp file in every public way, and deletes them when it is told to. */
final class Temps {
  private Temps() {}

  public static void main(String[] arguments) throws Exception {
    File dir = new File(arguments[0]);
    File[] made = {
      File.createTempFile("one", null, dir),
      Files.createTempFile(dir.toPath(), "two", ".txt").toFile(),
      Files.createTempDirectory(dir.toPath(), "three").toFile(),
      File.createTempFile("four", ".tmp"),
      Files.createTempFile(Path.of("."), "five", null).toFile(),
    };
    for (File one : made) {
      System.out.println(one.getCanonicalPath());
    }
    System.out.println("made");
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      for (File one : made) {
        one.delete();
      }
      System.out.println("deleted");
    }
  }
}
