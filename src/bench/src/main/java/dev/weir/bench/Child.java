package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of a JVM: what it printed on stdout, and how long it took. */
record Child(List<String> lines, double millis) {

  /**
   * @throws IllegalStateException if it ends with another status than 0
   */
  static Child run(Path home, List<String> options, String classPath, String... main)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/java").toString());
    command.add("-Xmx1g");
    command.addAll(options);
    command.add("-cp");
    command.add(classPath);
    command.addAll(List.of(main));
    Path out = Files.createTempFile("weir-bench", ".out");
    Path err = Files.createTempFile("weir-bench", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      // They would put the agent into both, or another one.
      builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      builder.environment().remove("JDK_JAVA_OPTIONS");
      long begin = System.nanoTime();
      int status = builder.start().waitFor();
      long nanos = System.nanoTime() - begin;
      if (status != 0) {
        throw new IllegalStateException(
            String.join(" ", command) + "\nended with " + status + "\n" + Files.readString(err));
      }
      return new Child(Files.readAllLines(out), nanos / (double) TimeUnit.MILLISECONDS.toNanos(1));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
