package dev.weir.bytes;

import com.google.gson.stream.JsonReader;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.ExecutionException;

/** Every way to read a file to its end. */
final class ReadWays {
  private ReadWays() {}

  /** Something open, and how it is read. */
  interface Reading extends Closeable {
    /** To the end; how many bytes, or characters, there were. */
    long all() throws Exception;
  }

  /** Opens a file. */
  interface Opening {
    Reading open(Path path) throws Exception;
  }

  /** What an open object can do. */
  interface Use<T> {
    long all(T open) throws Exception;
  }

  /**
   * One way.
   *
   * @param whole it opens and reads in one call
   * @param places it needs a file that has places: no FIFO
   * @param words what a refusal at the open is
   */
  record Way(String name, boolean whole, boolean places, String words, Opening opening) {
    Way needsPlaces() {
      return new Way(name, whole, true, words, opening);
    }
  }

  private static final String IO = "FileNotFoundException";
  private static final String NIO = "FileSystemException";

  static List<Way> all() {
    List<Way> all = new ArrayList<>();
    all.add(stream("FileInputStream.read()", in -> bytes(in)));
    all.add(stream("FileInputStream.read(byte[])", in -> arrays(in)));
    all.add(stream("FileInputStream.read(byte[],int,int)", in -> parts(in)));
    all.add(stream("FileInputStream.readAllBytes", in -> in.readAllBytes().length));
    all.add(stream("FileInputStream.readNBytes", in -> readNBytes(in)));
    all.add(stream("FileInputStream.transferTo", in -> in.transferTo(new ByteArrayOutputStream())));
    all.add(stream("FileInputStream.transferTo(file)", in -> toFile(in)));
    all.add(stream("FileInputStream.skip", in -> in.skip(1) + parts(in)));
    all.add(
        stream("FileInputStream.getChannel", in -> channel(((FileInputStream) in).getChannel())));
    all.add(stream("BufferedInputStream.reset", in -> marked(new BufferedInputStream(in))));
    all.add(file("RandomAccessFile.read()", raf -> single(raf)));
    all.add(file("RandomAccessFile.read(byte[])", raf -> arrays(raf)));
    all.add(file("RandomAccessFile.readByte", raf -> readByte(raf)));
    all.add(file("RandomAccessFile.readLong", raf -> readLong(raf)));
    all.add(file("RandomAccessFile.readLine", raf -> readLine(raf)));
    all.add(channel("FileChannel.read(heap)", ch -> channel(ch)));
    all.add(channel("FileChannel.read(direct)", ch -> direct(ch)));
    all.add(channel("FileChannel.read(ByteBuffer[])", ch -> scattering(ch)));
    all.add(channel("FileChannel.read(position)", ch -> positional(ch)).needsPlaces());
    all.add(channel("FileChannel.transferTo", ch -> transfer(ch, arbitrary())).needsPlaces());
    all.add(channel("FileChannel.transferTo(file)", ch -> sendTo(ch)).needsPlaces());
    all.add(channel("FileChannel.transferFrom", ch -> copyFrom(ch)).needsPlaces());
    all.add(channel("Channels.newInputStream", ch -> parts(Channels.newInputStream(ch))));
    all.add(channel("Channels.newReader", ch -> reader(Channels.newReader(ch, "ISO-8859-1"))));
    all.add(channel("FileChannel.map", ch -> map(ch)).needsPlaces());
    all.add(
        new Way(
            "AsynchronousFileChannel.read",
            false,
            true,
            NIO,
            path -> {
              AsynchronousFileChannel ch = AsynchronousFileChannel.open(path);
              return reading(ch, () -> asynchronous(ch));
            }));
    all.add(nio("Files.newInputStream", path -> Files.newInputStream(path), in -> parts(in)));
    all.add(nio("newInputStream.read()", path -> Files.newInputStream(path), in -> bytes(in)));
    all.add(
        nio(
            "newInputStream.readAllBytes",
            path -> Files.newInputStream(path),
            in -> in.readAllBytes().length));
    all.add(
        nio(
            "newInputStream.transferTo",
            path -> Files.newInputStream(path),
            in -> in.transferTo(new ByteArrayOutputStream())));
    all.add(
        nio(
            "newInputStream.transferTo(file)",
            path -> Files.newInputStream(path),
            in -> toFile(in)));
    all.add(
        nio(
            "Files.newBufferedReader",
            path -> Files.newBufferedReader(path, StandardCharsets.ISO_8859_1),
            in -> reader(in)));
    all.add(nio("Files.newByteChannel", path -> Files.newByteChannel(path), ch -> channel(ch)));
    all.add(whole("Files.readAllBytes", path -> Files.readAllBytes(path).length));
    all.add(
        whole(
            "Files.readString",
            path -> Files.readString(path, StandardCharsets.ISO_8859_1).length()));
    all.add(whole("Files.lines", path -> lines(path)));
    all.add(whole("Files.copy", path -> Files.copy(path, new ByteArrayOutputStream())));
    all.add(
        new Way(
            "FileReader",
            false,
            false,
            IO,
            path -> {
              FileReader in = new FileReader(path.toFile(), StandardCharsets.ISO_8859_1);
              return reading(in, () -> reader(in));
            }));
    all.add(
        new Way(
            "JsonReader",
            false,
            false,
            IO,
            path -> {
              FileReader in = new FileReader(path.toFile(), StandardCharsets.ISO_8859_1);
              return reading(in, () -> json(in));
            }));
    all.add(
        new Way(
            "Scanner",
            false,
            false,
            IO,
            path -> {
              Scanner in = new Scanner(path.toFile(), "ISO-8859-1");
              return reading(in, () -> scan(in));
            }));
    return all;
  }

  private static Reading reading(Closeable open, java.util.concurrent.Callable<Long> all) {
    return new Reading() {
      @Override
      public long all() throws Exception {
        return all.call();
      }

      @Override
      public void close() throws IOException {
        open.close();
      }
    };
  }

  private static Way stream(String name, Use<InputStream> use) {
    return new Way(
        name,
        false,
        false,
        IO,
        path -> {
          FileInputStream in = new FileInputStream(path.toFile());
          return reading(in, () -> use.all(in));
        });
  }

  private static Way file(String name, Use<RandomAccessFile> use) {
    return new Way(
        name,
        false,
        false,
        IO,
        path -> {
          RandomAccessFile in = new RandomAccessFile(path.toFile(), "r");
          return reading(in, () -> use.all(in));
        });
  }

  private static Way channel(String name, Use<FileChannel> use) {
    return nio(name, path -> FileChannel.open(path), use);
  }

  /** How one type is opened. */
  interface Opener<T> {
    T open(Path path) throws IOException;
  }

  private static <T extends Closeable> Way nio(String name, Opener<T> opener, Use<T> use) {
    return new Way(
        name,
        false,
        false,
        NIO,
        path -> {
          T in = opener.open(path);
          return reading(in, () -> use.all(in));
        });
  }

  private static Way whole(String name, Use<Path> use) {
    return new Way(name, true, false, NIO, path -> reading(() -> {}, () -> use.all(path)));
  }

  private static long bytes(InputStream in) throws IOException {
    long n = 0;
    while (in.read() >= 0) {
      n++;
    }
    return n;
  }

  private static long arrays(InputStream in) throws IOException {
    long n = 0;
    byte[] some = new byte[1000];
    for (int got = in.read(some); got >= 0; got = in.read(some)) {
      n += got;
    }
    return n;
  }

  static long parts(InputStream in) throws IOException {
    long n = 0;
    byte[] some = new byte[1500];
    for (int got = in.read(some, 100, 1300); got >= 0; got = in.read(some, 100, 1300)) {
      n += got;
    }
    return n;
  }

  private static long readNBytes(InputStream in) throws IOException {
    long n = 0;
    for (int got = in.readNBytes(3000).length; got > 0; got = in.readNBytes(3000).length) {
      n += got;
    }
    return n;
  }

  private static long toFile(InputStream in) throws IOException {
    File to = File.createTempFile("weir", "copy");
    try (OutputStream out = new FileOutputStream(to)) {
      long n = in.transferTo(out);
      if (n != to.length()) {
        throw new AssertionError(n + " bytes said, " + to.length() + " copied");
      }
      return n;
    } finally {
      to.delete();
    }
  }

  /** Each byte is read twice from the file's buffer, and once from the file. */
  private static long marked(BufferedInputStream in) throws IOException {
    long n = 0;
    while (true) {
      in.mark(4000);
      long first = in.readNBytes(4000).length;
      in.reset();
      n += in.readNBytes(4000).length;
      if (first == 0) {
        return n;
      }
    }
  }

  private static long single(RandomAccessFile in) throws IOException {
    long n = 0;
    while (in.read() >= 0) {
      n++;
    }
    return n;
  }

  private static long arrays(RandomAccessFile in) throws IOException {
    long n = 0;
    byte[] some = new byte[1000];
    for (int got = in.read(some); got >= 0; got = in.read(some, 0, 900)) {
      n += got;
    }
    return n;
  }

  private static long readByte(RandomAccessFile in) throws IOException {
    long n = 0;
    try {
      while (true) {
        in.readByte();
        n++;
      }
    } catch (EOFException e) {
      return n;
    }
  }

  private static long readLong(RandomAccessFile in) throws IOException {
    long n = 0;
    try {
      while (true) {
        in.readLong();
        n += Long.BYTES;
      }
    } catch (EOFException e) {
      return Math.max(n, in.length());
    }
  }

  private static long readLine(RandomAccessFile in) throws IOException {
    long n = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      n += line.length();
    }
    return n;
  }

  static long channel(ReadableByteChannel in) throws IOException {
    long n = 0;
    ByteBuffer some = ByteBuffer.allocate(1000);
    for (int got = in.read(some); got >= 0; got = in.read(some)) {
      n += got;
      some.clear();
    }
    return n;
  }

  private static long direct(FileChannel in) throws IOException {
    long n = 0;
    ByteBuffer some = ByteBuffer.allocateDirect(1000);
    for (int got = in.read(some); got >= 0; got = in.read(some)) {
      n += got;
      some.clear();
    }
    return n;
  }

  private static long scattering(FileChannel in) throws IOException {
    long n = 0;
    while (true) {
      long got =
          in.read(new ByteBuffer[] {ByteBuffer.allocate(700), ByteBuffer.allocateDirect(700)});
      if (got < 0) {
        return n;
      }
      n += got;
    }
  }

  private static long positional(FileChannel in) throws IOException {
    long n = 0;
    ByteBuffer some = ByteBuffer.allocate(1000);
    for (int got = in.read(some, 0); got >= 0; got = in.read(some, n)) {
      n += got;
      some.clear();
    }
    return n;
  }

  private static WritableByteChannel arbitrary() {
    return Channels.newChannel(new ByteArrayOutputStream());
  }

  private static long transfer(FileChannel in, WritableByteChannel to) throws IOException {
    long n = 0;
    for (long got = in.transferTo(n, Long.MAX_VALUE, to);
        got > 0;
        got = in.transferTo(n, Long.MAX_VALUE, to)) {
      n += got;
    }
    return n;
  }

  private static long sendTo(FileChannel in) throws IOException {
    try (FileChannel to =
        FileChannel.open(
            Files.createTempFile("weir", "copy"),
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      return transfer(in, to);
    }
  }

  private static long copyFrom(FileChannel in) throws IOException {
    try (FileChannel to =
        FileChannel.open(
            Files.createTempFile("weir", "copy"),
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      long n = 0;
      for (long got = to.transferFrom(in, n, Long.MAX_VALUE);
          got > 0;
          got = to.transferFrom(in, n, Long.MAX_VALUE)) {
        n += got;
      }
      return n;
    }
  }

  private static long map(FileChannel in) throws IOException {
    long size = in.size();
    long n = 0;
    while (n < size) {
      long part = Math.min(size - n, 6000);
      n += in.map(FileChannel.MapMode.READ_ONLY, n, part).remaining();
    }
    return n;
  }

  private static long asynchronous(AsynchronousFileChannel in) throws Exception {
    long n = 0;
    while (true) {
      try {
        int got = in.read(ByteBuffer.allocate(1000), n).get();
        if (got < 0) {
          return n;
        }
        n += got;
      } catch (ExecutionException e) {
        throw (Exception) e.getCause();
      }
    }
  }

  private static long reader(Reader in) throws IOException {
    long n = 0;
    char[] some = new char[1000];
    for (int got = in.read(some); got >= 0; got = in.read(some)) {
      n += got;
    }
    return n;
  }

  private static long json(Reader in) throws IOException {
    JsonReader json = new JsonReader(new BufferedReader(in));
    json.setStrictness(com.google.gson.Strictness.LENIENT);
    long n = 0;
    while (json.peek() != com.google.gson.stream.JsonToken.END_DOCUMENT) {
      n += json.nextString().length();
    }
    return n;
  }

  private static long lines(Path path) throws IOException {
    try (var lines = Files.lines(path, StandardCharsets.ISO_8859_1)) {
      return lines.mapToLong(String::length).sum();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** A Scanner hides what it met until it is asked. */
  private static long scan(Scanner in) throws IOException {
    long n = 0;
    in.useDelimiter("\\z");
    while (in.hasNext()) {
      n += in.next().length();
    }
    if (in.ioException() != null) {
      throw in.ioException();
    }
    return n;
  }
}
