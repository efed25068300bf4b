package dev.weir.process;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A child that maps all of a file and reads it, as git does with its packs; then it waits. */
public final class Maps {
  private Maps() {}

  /** Argument: the file. Prints {@code mapped}, and ends with its input. */
  public static void main(String[] arguments) throws IOException {
    try (FileChannel channel = FileChannel.open(Path.of(arguments[0]))) {
      MappedByteBuffer all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()).load();
      System.out.println("mapped");
      System.out.println(System.in.read() + all.get(0));
    }
  }
}
