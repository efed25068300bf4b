package dev.weir.bytes;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The program that reads by every way what is small enough, what is too large, what grows, and what
 * has no size. Arguments: {@code enforce} or {@code observe}, the limit, {@code virtual} or {@code
 * platform}.
 */
public final class ReadTable {
  private final boolean enforce;
  private final int limit;
  private final Path dir;
  private long expected;

  private ReadTable(boolean enforce, int limit) throws IOException {
    this.enforce = enforce;
    this.limit = limit;
    this.dir = Files.createTempDirectory("weir-reads");
  }

  public static void main(String[] arguments) throws Exception {
    ReadTable table = new ReadTable(arguments[0].equals("enforce"), Integer.parseInt(arguments[1]));
    if (arguments[2].equals("virtual")) {
      // By reflection: the tests are compiled for 17.
      ((Thread)
              Thread.class
                  .getMethod("startVirtualThread", Runnable.class)
                  .invoke(null, (Runnable) table::run))
          .join();
    } else {
      table.run();
    }
    System.out.println("expected " + table.expected);
    System.out.println("done");
    System.in.read();
  }

  private void run() {
    handled();
    for (ReadWays.Way way : ReadWays.all()) {
      try {
        sizes(way);
        if (!way.whole()) {
          growing(way);
        }
        if (!way.places()) {
          fifo(way);
        }
        // On 25 RandomAccessFile.readLine reads past every hook until the line ends.
        if (enforce && !way.name().endsWith("readLine")) {
          endless(way, Path.of("/dev/zero"));
        }
        endless(way, Path.of("/proc/self/smaps"));
        left(way);
      } catch (Exception | AssertionError e) {
        wrong(way, "the table", "no " + e);
        e.printStackTrace(System.out);
      }
    }
  }

  /** Into a channel of the application's, which is refused another file inside, and handles it. */
  private void handled() {
    Path grown = dir.resolve("grown");
    try {
      Files.write(grown, new byte[limit / 2]);
      try (FileInputStream other = new FileInputStream(grown.toFile());
          FileChannel in = FileChannel.open(file(limit))) {
        Files.write(grown, new byte[3 * limit]);
        Handling to = new Handling(other);
        long n = in.transferTo(0, limit, to);
        expected += enforce ? to.refused : 1;
        if (n != limit || enforce == (to.refused == 0)) {
          System.out.println("WRONG handled: " + n + " bytes, refused " + to.refused);
        }
      }
    } catch (IOException e) {
      System.out.println("WRONG handled: " + e);
    }
  }

  private static final class Handling implements WritableByteChannel {
    private final FileInputStream other;
    private long refused;

    Handling(FileInputStream other) {
      this.other = other;
    }

    @Override
    public int write(ByteBuffer bytes) {
      try {
        for (byte[] some = new byte[10_000]; other.read(some) > 0; ) {
          // To its end, or until it is refused.
        }
      } catch (IOException e) {
        refused++;
      }
      int n = bytes.remaining();
      bytes.position(bytes.limit());
      return n;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private Path file(int size) throws IOException {
    Path file = dir.resolve("file");
    byte[] bytes = new byte[size];
    java.util.Arrays.fill(bytes, (byte) 'a');
    Files.write(file, bytes);
    return file;
  }

  private static long read(ReadWays.Way way, Path path) throws Exception {
    try (ReadWays.Reading reading = way.opening().open(path)) {
      return reading.all();
    }
  }

  private void sizes(ReadWays.Way way) throws Exception {
    for (int size : new int[] {1, limit - 1, limit}) {
      long n = read(way, file(size));
      if (n != size) {
        wrong(way, "a file of " + size, n);
      }
    }
    Path larger = file(limit + 1);
    if (!enforce) {
      expected++;
      long n = read(way, larger);
      if (n != limit + 1) {
        wrong(way, "one over", n);
      }
      return;
    }
    try {
      wrong(way, "one over", read(way, larger));
    } catch (IOException e) {
      expected++;
      String words = "File too large: weir files.max-read-size " + limit;
      String message =
          way.words().equals("FileNotFoundException")
              ? larger + " (" + words + ")"
              : larger + ": " + words;
      if (!e.getClass().getSimpleName().equals(way.words()) || !message.equals(e.getMessage())) {
        wrong(way, "one over", e);
      }
    }
  }

  /** Refused while it is read: with the path, and not with the words of an open. */
  private void refused(ReadWays.Way way, String what, Path path, Exception e) {
    expected++;
    if (e.getClass() != IOException.class
        || !e.getMessage().equals(path + ": File too large: weir files.max-read-size " + limit)) {
      wrong(way, what, e);
      e.printStackTrace(System.out);
    }
  }

  private void growing(ReadWays.Way way) throws Exception {
    Path path = file(limit / 2);
    try (ReadWays.Reading reading = way.opening().open(path)) {
      Files.write(path, new byte[3 * limit - limit / 2], StandardOpenOption.APPEND);
      long n = reading.all();
      expected++;
      if (enforce || n != 3 * limit) {
        wrong(way, "growing", n);
      }
    } catch (IOException e) {
      refused(way, "growing", path, e);
    }
  }

  private void fifo(ReadWays.Way way) throws Exception {
    Path path = dir.resolve("fifo");
    if (!Files.exists(path)
        && new ProcessBuilder("mkfifo", path.toString()).inheritIO().start().waitFor() != 0) {
      throw new IOException("mkfifo");
    }
    Thread writer =
        new Thread(
            () -> {
              try (OutputStream out = new FileOutputStream(path.toFile())) {
                byte[] bytes = new byte[3 * limit];
                java.util.Arrays.fill(bytes, (byte) 'a');
                out.write(bytes);
              } catch (IOException e) {
                // Nobody reads on.
              }
            });
    writer.start();
    try {
      long n = read(way, path);
      expected++;
      if (enforce || n != 3 * limit) {
        wrong(way, "a FIFO", n);
      }
    } catch (IOException e) {
      // FileInputStream.readAllBytes and readNBytes of 17 ask a FIFO for its position.
      if (!"Illegal seek".equals(e.getMessage())) {
        refused(way, "a FIFO", path, e);
      }
    }
    writer.join();
  }

  /** What says that it has no bytes; some ways believe it. */
  private void endless(ReadWays.Way way, Path path) throws Exception {
    try {
      long n = read(way, path);
      if (n > limit) {
        expected++;
        if (enforce) {
          wrong(way, path.toString(), n);
        }
      } else if (!way.places()) {
        wrong(way, path + " is not read to its end", n);
      }
    } catch (com.google.gson.stream.MalformedJsonException e) {
      // Its own opinion of it.
    } catch (IOException e) {
      // FileInputStream.available asks a file of /proc where its end is.
      if (!"Invalid argument".equals(e.getMessage())) {
        refused(way, path.toString(), path, e);
      }
    }
  }

  private void left(ReadWays.Way way) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path one : all) {
        String target;
        try {
          target = Files.readSymbolicLink(one).toString();
        } catch (IOException e) {
          continue; // the descriptor of this very stream
        }
        if (target.startsWith(dir.toString())
            || target.equals("/dev/zero")
            || target.endsWith("/smaps")) {
          wrong(way, "left open", target);
        }
      }
    }
  }

  private static void wrong(ReadWays.Way way, String what, Object found) {
    System.out.println("WRONG " + way.name() + ", " + what + ": " + found);
  }
}
