package dev.weir.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One small file in a directory of its own, for one thread: threads that open the same file wait
 * for each other in the kernel, and that is not what is measured.
 */
public final class Targets implements AutoCloseable {
  final Path directory;
  final Path path;
  final File file;

  public Targets() throws IOException {
    directory = Files.createTempDirectory("weir-bench");
    path = Files.writeString(directory.resolve("file"), "weir\n");
    file = path.toFile();
  }

  @Override
  public void close() throws IOException {
    Files.delete(path);
    Files.delete(directory);
  }
}
