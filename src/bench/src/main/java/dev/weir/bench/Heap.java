package dev.weir.bench;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The heap that one open file takes: 10,000 are open, and the used heap after a full collection is
 * compared with the one before. Each has a path object of its own, as in an application. One line
 * on stdout for each: name, bytes.
 */
public final class Heap {
  private static final int COUNT = 10_000;

  /** Opens one. */
  private interface Opener {
    Closeable open(String path) throws IOException;
  }

  private Heap() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (Targets targets = new Targets()) {
      String path = targets.file.getPath();
      // The first classes and segments are not the handles'.
      held(10, 0, path, FileInputStream::new);
      held(10, 0, path, name -> FileChannel.open(Path.of(name)));
      for (int frames : new int[] {0, 50}) {
        String depth = frames == 0 ? "" : ", +" + frames + " frames";
        print("FileInputStream" + depth, held(COUNT, frames, path, FileInputStream::new));
        print(
            "FileChannel" + depth,
            held(COUNT, frames, path, name -> FileChannel.open(Path.of(name))));
      }
    }
  }

  private static void print(String name, long bytes) {
    System.out.println("one open " + name + "\t" + bytes / (double) COUNT);
  }

  private static long held(int count, int frames, String path, Opener opener)
      throws IOException, InterruptedException {
    Closeable[] open = new Closeable[count];
    long before = used();
    Depth.below(
        frames,
        () -> {
          for (int i = 0; i < count; i++) {
            open[i] = opener.open(new String(path.toCharArray()));
          }
          return count;
        });
    long after = used();
    for (Closeable one : open) {
      one.close();
    }
    return after - before;
  }

  /** The smallest of some: other threads allocate meanwhile. */
  private static long used() throws InterruptedException {
    Thread.sleep(
        3000); // Weir's sweep has been: until then a handle has its stack as the JVM took it
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      least = Math.min(least, used);
    }
    return least;
  }
}
