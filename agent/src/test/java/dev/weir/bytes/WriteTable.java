package dev.weir.bytes;

import java.io.ByteArrayInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * The program that writes by every way up to a limit and beyond. Arguments: {@code enforce} or
 * {@code observe}, and the limit.
 */
public final class WriteTable {
  private static boolean enforce;
  private static int limit;
  private static long expected;
  private static Path dir;

  private WriteTable() {}

  /** Writes a file of so many bytes; what was there is overwritten. */
  private interface Writing {
    void write(Path path, int size) throws Exception;
  }

  /** One way. */
  private record Way(String name, Writing writing) {}

  public static void main(String[] arguments) throws Exception {
    enforce = arguments[0].equals("enforce");
    limit = Integer.parseInt(arguments[1]);
    dir = Files.createTempDirectory("weir-writes");
    for (Way way : ways()) {
      sizes(way);
      left(way.name);
    }
    appending();
    existing();
    moved();
    for (Path endless : List.of(Path.of("/dev/null"), fifo())) {
      try (OutputStream out = Files.newOutputStream(endless, StandardOpenOption.WRITE)) {
        out.write(new byte[3 * limit]);
      }
    }
    left("at last");
    System.out.println("expected " + expected);
    System.out.println("done");
    System.in.read();
  }

  private static List<Way> ways() {
    List<Way> all = new ArrayList<>();
    all.add(
        new Way(
            "FileOutputStream.write(int)",
            (path, size) -> {
              try (OutputStream out = new FileOutputStream(path.toFile())) {
                for (int i = 0; i < size; i++) {
                  out.write('a');
                }
              }
            }));
    all.add(
        new Way(
            "FileOutputStream.write(byte[])",
            (path, size) -> {
              try (OutputStream out = new FileOutputStream(path.toFile())) {
                out.write(new byte[size / 2]);
                out.write(new byte[size - size / 2]);
              }
            }));
    all.add(
        new Way(
            "FileOutputStream.write(byte[],int,int)",
            (path, size) -> {
              try (OutputStream out = new FileOutputStream(path.toFile())) {
                out.write(new byte[size + 10], 5, size);
              }
            }));
    all.add(
        new Way(
            "FileOutputStream.getChannel",
            (path, size) -> {
              try (FileOutputStream out = new FileOutputStream(path.toFile())) {
                out.write(new byte[size / 2]);
                out.getChannel().write(ByteBuffer.allocate(size - size / 2));
              }
            }));
    all.add(
        new Way(
            "RandomAccessFile.write",
            (path, size) -> {
              try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
                out.write(new byte[size / 2]);
                out.write(new byte[size], 0, size - size / 2 - 1);
                out.write(1);
              }
            }));
    all.add(
        new Way(
            "RandomAccessFile.writeBytes",
            (path, size) -> {
              try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
                out.writeBytes("a".repeat(size));
              }
            }));
    all.add(
        new Way(
            "RandomAccessFile.writeChars",
            (path, size) -> {
              try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
                out.writeBytes("a".repeat(size % 2));
                out.writeChars("a".repeat(size / 2));
              }
            }));
    all.add(
        new Way(
            "RandomAccessFile.seek",
            (path, size) -> {
              try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
                out.seek(size - 4);
                out.writeInt(7);
              }
            }));
    if (Runtime.version().feature() > 17) { // it is native on 17
      all.add(
          new Way(
              "RandomAccessFile.setLength",
              (path, size) -> {
                try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
                  out.setLength(size);
                }
              }));
    }
    all.add(
        channel(
            "FileChannel.write",
            (out, size) -> {
              out.write(ByteBuffer.allocateDirect(size / 2));
              out.write(ByteBuffer.allocate(size - size / 2));
            }));
    all.add(
        channel(
            "FileChannel.write(ByteBuffer[])",
            (out, size) -> {
              out.write(
                  new ByteBuffer[] {
                    ByteBuffer.allocate(size / 2), ByteBuffer.allocate(size - size / 2)
                  });
            }));
    all.add(
        channel(
            "FileChannel.write(position)",
            (out, size) -> {
              out.write(ByteBuffer.allocate(4), size - 4);
            }));
    all.add(
        channel(
            "FileChannel.position",
            (out, size) -> {
              out.position(size - 4).write(ByteBuffer.allocate(4));
            }));
    all.add(
        channel(
            "FileChannel.transferFrom",
            (out, size) -> {
              ByteArrayInputStream in = new ByteArrayInputStream(new byte[size]);
              long n = 0;
              for (long got = out.transferFrom(Channels.newChannel(in), n, size);
                  got > 0;
                  got = out.transferFrom(Channels.newChannel(in), n, size)) {
                n += got;
              }
            }));
    all.add(
        channel(
            "FileChannel.transferFrom(file)",
            (out, size) -> {
              try (FileChannel in = FileChannel.open(source(size))) {
                long n = 0;
                for (long got = out.transferFrom(in, n, Long.MAX_VALUE - n);
                    got > 0;
                    got = out.transferFrom(in, n, Long.MAX_VALUE - n)) {
                  n += got;
                }
              }
            }));
    all.add(
        channel(
            "FileChannel.transferTo(file)",
            (out, size) -> {
              try (FileChannel in = FileChannel.open(source(size))) {
                long n = 0;
                for (long got = in.transferTo(n, size, out);
                    got > 0;
                    got = in.transferTo(n, size, out)) {
                  n += got;
                }
              }
            }));
    all.add(
        new Way(
            "FileChannel.map",
            (path, size) -> {
              try (FileChannel out =
                  FileChannel.open(
                      path,
                      StandardOpenOption.CREATE,
                      StandardOpenOption.READ,
                      StandardOpenOption.WRITE)) {
                out.map(FileChannel.MapMode.READ_WRITE, 0, size).put((byte) 1);
              }
            }));
    all.add(
        new Way(
            "AsynchronousFileChannel.write",
            (path, size) -> {
              try (AsynchronousFileChannel out =
                  AsynchronousFileChannel.open(
                      path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                out.write(ByteBuffer.allocate(size), 0).get();
              } catch (ExecutionException e) {
                throw (Exception) e.getCause();
              }
            }));
    all.add(new Way("Files.write", (path, size) -> Files.write(path, new byte[size])));
    all.add(
        new Way("Files.writeString", (path, size) -> Files.writeString(path, "a".repeat(size))));
    all.add(
        new Way(
            "Files.copy",
            (path, size) ->
                Files.copy(
                    new ByteArrayInputStream(new byte[size]),
                    path,
                    StandardCopyOption.REPLACE_EXISTING)));
    // On 17 an OutputStreamWriter that cannot write at its close does not close the stream.
    if (Runtime.version().feature() > 17) {
    all.add(
        new Way(
            "Files.newBufferedWriter",
            (path, size) -> {
              try (var out = Files.newBufferedWriter(path)) {
                out.write("a".repeat(size));
              }
            }));
    }
    all.add(
        new Way(
            "Files.newByteChannel",
            (path, size) -> {
              try (var out =
                  Files.newByteChannel(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                out.write(ByteBuffer.allocate(size));
              }
            }));
    all.add(
        new Way(
            "PrintStream",
            (path, size) -> {
              try (PrintStream out = new PrintStream(path.toFile())) {
                out.print("a".repeat(size));
                out.flush();
                if (out.checkError()) {
                  throw new IOException(
                      path + ": File too large: weir files.max-write-size " + limit);
                }
              }
            }));
    all.add(
        new Way(
            "InputStream.transferTo",
            (path, size) -> {
              try (var in = Files.newInputStream(source(size));
                  OutputStream out = new FileOutputStream(path.toFile())) {
                in.transferTo(out);
              }
            }));
    return all;
  }

  private interface ByChannel {
    void write(FileChannel out, int size) throws Exception;
  }

  private static Way channel(String name, ByChannel writing) {
    return new Way(
        name,
        (path, size) -> {
          try (FileChannel out =
              FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            writing.write(out, size);
          }
        });
  }

  /** Made by another program, for it may be larger than the limit. */
  private static Path source(int size) throws Exception {
    Path path = dir.resolve("source");
    run("head -c " + size + " /dev/zero > " + path);
    return path;
  }

  private static Path fifo() throws Exception {
    Path path = dir.resolve("fifo");
    run("mkfifo " + path);
    new ProcessBuilder("sh", "-c", "cat " + path + " > /dev/null").start();
    return path;
  }

  private static void run(String command) throws Exception {
    if (new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor() != 0) {
      throw new IOException(command);
    }
  }

  private static void sizes(Way way) throws Exception {
    Path path = dir.resolve("out");
    for (int size : new int[] {limit - 1, limit}) {
      Files.deleteIfExists(path);
      try {
        way.writing.write(path, size);
        if (Files.size(path) != size) {
          wrong(way.name, "a file of " + size, Files.size(path));
        }
      } catch (IOException e) {
        wrong(way.name, "a file of " + size, e);
        e.printStackTrace(System.out);
      }
    }
    Files.deleteIfExists(path);
    refused(way.name, path, () -> way.writing.write(path, limit + 1));
    if (!enforce && Files.size(path) != limit + 1 || Files.size(path) > limit + 1) {
      wrong(way.name, "the size afterwards", Files.size(path));
    } else if (enforce && Files.size(path) > limit) {
      wrong(way.name, "larger than the limit", Files.size(path));
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  private static void refused(String name, Path path, Step step) throws Exception {
    expected++;
    try {
      step.run();
      if (enforce) {
        wrong(name, "one over", "no refusal");
      }
    } catch (IOException e) {
      if (!enforce
          || e.getClass() != IOException.class
          || !e.getMessage()
              .equals(path + ": File too large: weir files.max-write-size " + limit)) {
        wrong(name, "one over", e);
        e.printStackTrace(System.out);
      }
    }
  }

  /** From the size that the file has, also where another has made it larger meanwhile. */
  private static void appending() throws Exception {
    Path path = dir.resolve("log");
    Files.write(path, new byte[limit - 10]);
    try (OutputStream out = new FileOutputStream(path.toFile(), true)) {
      out.write(new byte[9]);
      Files.write(path, new byte[1], StandardOpenOption.APPEND);
      refused("append", path, () -> out.write(1));
    }
    Files.write(path, new byte[limit]);
    refused(
        "append by Files", path, () -> Files.write(path, new byte[1], StandardOpenOption.APPEND));
    Files.write(path, new byte[limit]);
    try (FileChannel out = FileChannel.open(path, StandardOpenOption.APPEND)) {
      refused("append by a channel", path, () -> out.write(ByteBuffer.allocate(1), 0));
    }
  }

  /** What is larger already may be written to, and not be made larger still. */
  private static void existing() throws Exception {
    Path path = source(2 * limit);
    try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
      out.seek(limit);
      out.write(new byte[limit]);
      refused("larger already", path, () -> out.write(1));
    }
  }

  /** The bound on where a channel stands must not be believed once it is moved. */
  private static void moved() throws Exception {
    Path path = dir.resolve("moved");
    try (FileChannel out =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.allocate(limit / 2));
      out.position(limit);
      refused("moved", path, () -> out.write(ByteBuffer.allocate(1)));
      out.position(0);
      for (int i = 0; i < 10; i++) {
        out.position(0).write(ByteBuffer.allocate(limit / 2)); // over and over, and no growth
      }
    }
  }

  private static void left(String after) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path one : all) {
        try {
          Path target = Files.readSymbolicLink(one);
          if (target.startsWith(dir)) {
            wrong(after, "left open", target);
          }
        } catch (IOException e) {
          // The descriptor of this very stream.
        }
      }
    }
  }

  private static void wrong(String way, String what, Object found) {
    System.out.println("WRONG " + way + ", " + what + ": " + found);
  }
}
