package dev.weir.calls;

import java.io.Closeable;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.Formatter;
import java.util.Iterator;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.logging.FileHandler;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.FileImageOutputStream;

/**
 * One constant for each public way to open a file or a directory; each stays open until what it
 * gave is closed.
 */
public enum JdkCalls implements Way {
  FILE_INPUT_STREAM(1, "r", dir -> new FileInputStream(dir.resolve("a.txt").toString())),
  FILE_INPUT_STREAM_OF_FILE(1, "r", dir -> new FileInputStream(dir.resolve("a.txt").toFile())),
  FILE_INPUT_STREAM_CHANNEL(
      1, "r", dir -> new FileInputStream(dir.resolve("a.txt").toFile()).getChannel()),
  FILE_READER(1, "r", dir -> new FileReader(dir.resolve("a.txt").toFile())),
  FILE_OUTPUT_STREAM(1, "w", dir -> new FileOutputStream(dir.resolve("w").toString())),
  FILE_OUTPUT_STREAM_APPEND(1, "w", dir -> new FileOutputStream(dir.resolve("w").toFile(), true)),
  FILE_WRITER(1, "w", dir -> new FileWriter(dir.resolve("w").toFile())),
  PRINT_WRITER(1, "w", dir -> new PrintWriter(dir.resolve("w").toFile())),
  PRINT_STREAM(1, "w", dir -> new PrintStream(dir.resolve("w").toString())),
  FORMATTER(1, "w", dir -> new Formatter(dir.resolve("w").toFile())),
  SCANNER_OF_FILE(1, "r", dir -> new Scanner(dir.resolve("a.txt").toFile())),
  SCANNER_OF_PATH(1, "r", dir -> new Scanner(dir.resolve("a.txt"))),
  RANDOM_ACCESS_FILE(1, "r", dir -> new RandomAccessFile(dir.resolve("a.txt").toFile(), "r")),
  RANDOM_ACCESS_FILE_RW(1, "rw", dir -> new RandomAccessFile(dir.resolve("w").toFile(), "rws")),
  RANDOM_ACCESS_FILE_CHANNEL(
      1, "rw", dir -> new RandomAccessFile(dir.resolve("w").toFile(), "rw").getChannel()),
  ZIP_FILE(1, "r", dir -> new ZipFile(dir.resolve("a.zip").toFile())),
  JAR_FILE(1, "r", dir -> new JarFile(dir.resolve("a.zip").toFile())),
  URL_CLASS_LOADER(
      1,
      "r",
      dir -> {
        URLClassLoader loader =
            new URLClassLoader(new URL[] {dir.resolve("a.zip").toUri().toURL()});
        if (loader.findResource("entry.txt") == null) {
          throw new java.io.FileNotFoundException("a.zip");
        }
        return loader;
      }),
  FILE_URL(1, "r", dir -> dir.resolve("a.txt").toUri().toURL().openStream()),
  JAR_URL(
      1,
      "r",
      dir -> {
        var connection =
            URI.create("jar:" + dir.resolve("a.zip").toUri() + "!/entry.txt")
                .toURL()
                .openConnection();
        connection.setUseCaches(false);
        return connection.getInputStream();
      }),
  LOG_FILE(
      2,
      "w",
      dir -> {
        FileHandler handler = new FileHandler(dir.resolve("log").toString());
        return closing(handler::close);
      }),
  IMAGE_INPUT(1, "r", dir -> new FileImageInputStream(dir.resolve("a.txt").toFile())),
  IMAGE_OUTPUT(1, "rw", dir -> new FileImageOutputStream(dir.resolve("w").toFile())),
  ZIP_FILE_SYSTEM(
      1, "r", dir -> FileSystems.newFileSystem(dir.resolve("a.zip"), (ClassLoader) null)),
  ZIP_FILE_SYSTEM_BY_URI(
      1,
      "r",
      dir ->
          FileSystems.newFileSystem(URI.create("jar:" + dir.resolve("a.zip").toUri()), Map.of())),
  FILE_CHANNEL(1, "r", dir -> FileChannel.open(dir.resolve("a.txt"))),
  FILE_CHANNEL_WRITE(
      1,
      "w",
      dir ->
          FileChannel.open(dir.resolve("w"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)),
  FILE_CHANNEL_BOTH(
      1,
      "rw",
      dir ->
          FileChannel.open(
              dir.resolve("a.txt"), StandardOpenOption.READ, StandardOpenOption.WRITE)),
  NEW_INPUT_STREAM(1, "r", dir -> Files.newInputStream(dir.resolve("a.txt"))),
  NEW_OUTPUT_STREAM(1, "w", dir -> Files.newOutputStream(dir.resolve("w"))),
  NEW_BYTE_CHANNEL(1, "r", dir -> Files.newByteChannel(dir.resolve("a.txt"))),
  NEW_BUFFERED_READER(1, "r", dir -> Files.newBufferedReader(dir.resolve("a.txt"))),
  NEW_BUFFERED_WRITER(1, "w", dir -> Files.newBufferedWriter(dir.resolve("w"))),
  DELETE_ON_CLOSE(
      1,
      "w",
      dir ->
          Files.newOutputStream(
              dir.resolve("gone"), StandardOpenOption.CREATE, StandardOpenOption.DELETE_ON_CLOSE)),
  ASYNCHRONOUS(1, "r", dir -> AsynchronousFileChannel.open(dir.resolve("a.txt"))),
  LINES(
      1,
      "r",
      dir -> {
        Stream<String> lines = Files.lines(dir.resolve("a.txt"));
        return closing(lines::close);
      }),
  DIRECTORY_STREAM(2, "r", Files::newDirectoryStream),
  DIRECTORY_STREAM_GLOB(2, "r", dir -> Files.newDirectoryStream(dir, "*.txt")),
  DIRECTORY_STREAM_FILTER(2, "r", dir -> Files.newDirectoryStream(dir, path -> true)),
  LIST(
      2,
      "r",
      dir -> {
        Stream<Path> list = Files.list(dir);
        return closing(list::close);
      }),
  WALK(2, "r", dir -> begun(Files.walk(dir))),
  FIND(2, "r", dir -> begun(Files.find(dir, 9, (path, attributes) -> true))),
  SECURE_CHILD_FILE(
      3,
      "r",
      dir -> {
        SecureDirectoryStream<Path> stream = secure(dir);
        Closeable child = stream.newByteChannel(Path.of("a.txt"), Set.of(StandardOpenOption.READ));
        return closing(
            () -> {
              child.close();
              stream.close();
            });
      }),
  SECURE_CHILD_DIRECTORY(
      4,
      "r",
      dir -> {
        SecureDirectoryStream<Path> stream = secure(dir);
        Closeable child = stream.newDirectoryStream(Path.of("sub"));
        return closing(
            () -> {
              child.close();
              stream.close();
            });
      });

  /** Opens. */
  interface Open {
    Object in(Path directory) throws Exception;
  }

  private final int descriptors;
  private final String mode;
  private final Open open;

  JdkCalls(int descriptors, String mode, Open open) {
    this.descriptors = descriptors;
    this.mode = mode;
    this.open = open;
  }

  @Override
  public String kinds() {
    switch (this) {
      case DIRECTORY_STREAM, DIRECTORY_STREAM_GLOB, DIRECTORY_STREAM_FILTER, LIST, WALK, FIND:
        return "directory directory";
      case SECURE_CHILD_FILE:
        return "directory directory file";
      case SECURE_CHILD_DIRECTORY:
        return "directory directory directory directory";
      case LOG_FILE:
        return "file file";
      default:
        return "file";
    }
  }

  @Override
  public int since() {
    return 17;
  }

  @Override
  public Dropped dropped() {
    return pinned() ? Dropped.PINNED : Dropped.COLLECTED;
  }

  /** Kept by the JDK when it is dropped: zipfs' provider has a table of the file systems by URI. */
  boolean pinned() {
    return this == ZIP_FILE_SYSTEM_BY_URI;
  }

  /** Never refused: it opens inside a class loader, where a refusal would last for ever. */
  boolean needed() {
    return this == URL_CLASS_LOADER || this == JAR_URL;
  }

  /** How many descriptors it holds. */
  int descriptors() {
    return descriptors;
  }

  String mode() {
    return mode;
  }

  @Override
  public Closeable open(Path directory) throws Exception {
    Object opened = open.in(directory);
    return opened instanceof AutoCloseable closeable
        ? () -> {
          try {
            closeable.close();
          } catch (Exception e) {
            throw new java.io.IOException(e);
          }
        }
        : (Closeable) opened;
  }

  /** Makes the files that the calls open. */
  public static void prepare(Path directory) throws Exception {
    Files.writeString(directory.resolve("a.txt"), "one\ntwo\n");
    Files.createDirectories(directory.resolve("sub"));
    try (var zip =
        new java.util.zip.ZipOutputStream(Files.newOutputStream(directory.resolve("a.zip")))) {
      zip.putNextEntry(new java.util.zip.ZipEntry("entry.txt"));
      zip.write(1);
    }
  }

  /** Gives a lambda its type. */
  private static Closeable closing(Closeable how) {
    return how;
  }

  private static Closeable begun(Stream<Path> stream) {
    Iterator<Path> paths = stream.iterator();
    paths.next();
    return stream::close;
  }

  private static SecureDirectoryStream<Path> secure(Path directory) throws Exception {
    return (SecureDirectoryStream<Path>) Files.newDirectoryStream(directory);
  }

  static {
    // A File is asked for here so that java.io is warm before anything is compared.
    new File("/").exists();
  }
}
