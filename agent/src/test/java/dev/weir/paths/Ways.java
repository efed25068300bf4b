package dev.weir.paths;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;
import java.util.zip.ZipFile;

/** Every way of the JDK's to use a path; each with a name. */
final class Ways {
  private Ways() {}

  /** Does something with a path, and says what came of it. */
  interface Way {
    String use(String path) throws Exception;
  }

  /** Reads the whole file. */
  static Map<String, Way> reading() {
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put(
        "FileInputStream",
        path -> {
          try (FileInputStream in = new FileInputStream(path)) {
            return new String(in.readAllBytes());
          }
        });
    ways.put(
        "FileReader",
        path -> {
          try (FileReader in = new FileReader(new File(path))) {
            char[] text = new char[100];
            return new String(text, 0, Math.max(0, in.read(text)));
          }
        });
    ways.put(
        "RandomAccessFile r",
        path -> {
          try (RandomAccessFile in = new RandomAccessFile(path, "r")) {
            return in.readLine();
          }
        });
    ways.put(
        "Scanner of a File",
        path -> {
          try (Scanner in = new Scanner(new File(path))) {
            return in.hasNextLine() ? in.nextLine() : "";
          }
        });
    ways.put(
        "Scanner of a Path",
        path -> {
          try (Scanner in = new Scanner(Path.of(path))) {
            return in.hasNextLine() ? in.nextLine() : "";
          }
        });
    ways.put("Files.readString", path -> Files.readString(Path.of(path)));
    ways.put(
        "Files.newByteChannel",
        path -> {
          try (var in = Files.newByteChannel(Path.of(path))) {
            return read(in);
          }
        });
    ways.put(
        "FileChannel NOFOLLOW",
        path -> {
          try (var in = FileChannel.open(Path.of(path), Set.of(LinkOption.NOFOLLOW_LINKS))) {
            return read(in);
          }
        });
    ways.put(
        "AsynchronousFileChannel",
        path -> {
          try (var in = AsynchronousFileChannel.open(Path.of(path))) {
            ByteBuffer bytes = ByteBuffer.allocate(100);
            in.read(bytes, 0).get();
            return new String(bytes.array(), 0, bytes.position());
          }
        });
    ways.put(
        "FileChannel.map",
        path -> {
          try (var in = FileChannel.open(Path.of(path))) {
            var map = in.map(FileChannel.MapMode.READ_ONLY, 0, in.size());
            byte[] bytes = new byte[map.remaining()];
            map.get(bytes);
            return new String(bytes);
          }
        });
    ways.put(
        "file: URL",
        path -> {
          try (var in = new File(path).toURI().toURL().openStream()) {
            return new String(in.readAllBytes());
          }
        });
    ways.put(
        "Files.lines",
        path -> {
          try (var lines = Files.lines(Path.of(path))) {
            return lines.findFirst().orElse("");
          }
        });
    ways.put(
        "Files.copy to a stream",
        path -> {
          var out = new java.io.ByteArrayOutputStream();
          Files.copy(Path.of(path), out);
          return out.toString();
        });
    ways.put(
        "Files.copy to a file",
        path -> {
          Path copy = Path.of("copied");
          Files.deleteIfExists(copy);
          Files.copy(Path.of(path), copy);
          String text = Files.readString(copy);
          Files.delete(copy);
          return text;
        });
    ways.put(
        "SecureDirectoryStream.newByteChannel",
        path -> {
          try (var here = secure("");
              var in = here.newByteChannel(Path.of(path), Set.of(StandardOpenOption.READ))) {
            return read(in);
          }
        });
    ways.put(
        "ZipFile",
        path -> {
          try (ZipFile zip = new ZipFile(path)) {
            return zip.getName();
          } catch (java.util.zip.ZipException e) {
            return "no zip file"; // it has been read to know that
          }
        });
    ways.put(
        "zip file system",
        path -> {
          try (FileSystem zip = FileSystems.newFileSystem(Path.of(path))) {
            return "a zip file " + zip.isOpen();
          } catch (java.util.zip.ZipException | java.nio.file.ProviderNotFoundException e) {
            return "no zip file";
          }
        });
    return ways;
  }

  /** Writes to what a path leads to, following links. */
  static Map<String, Way> writing() {
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put("FileOutputStream", path -> write(new FileOutputStream(path)));
    ways.put("FileOutputStream append", path -> write(new FileOutputStream(path, true)));
    ways.put(
        "RandomAccessFile rw",
        path -> {
          try (RandomAccessFile out = new RandomAccessFile(path, "rw")) {
            out.setLength(0);
            out.writeByte('!');
          }
          return "written";
        });
    ways.put(
        "FileWriter",
        path -> {
          try (FileWriter out = new FileWriter(path)) {
            out.write("!");
          }
          return "written";
        });
    ways.put(
        "PrintWriter",
        path -> {
          try (PrintWriter out = new PrintWriter(new File(path))) {
            out.print("!");
          }
          return "written";
        });
    ways.put(
        "Files.writeString",
        path -> {
          Files.writeString(Path.of(path), "!");
          return "written";
        });
    ways.put(
        "Files append",
        path -> {
          Files.writeString(
              Path.of(path), "!", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          return "written";
        });
    ways.put(
        "AsynchronousFileChannel write",
        path -> {
          try (var out =
              AsynchronousFileChannel.open(
                  Path.of(path), StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            out.write(ByteBuffer.wrap("!".getBytes()), 0).get();
          }
          return "written";
        });
    ways.put(
        "SecureDirectoryStream write",
        path -> {
          try (var here = secure("");
              var out =
                  here.newByteChannel(
                      Path.of(path),
                      Set.of(
                          StandardOpenOption.WRITE,
                          StandardOpenOption.CREATE,
                          StandardOpenOption.TRUNCATE_EXISTING))) {
            out.write(ByteBuffer.wrap("!".getBytes()));
          }
          return "written";
        });
    return ways;
  }

  /** Changes what a path leads to, and must be there. */
  static Map<String, Way> changing() {
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put("File.setWritable", path -> said(new File(path).setWritable(false)));
    ways.put("File.setReadable", path -> said(new File(path).setReadable(true, false)));
    ways.put("File.setExecutable", path -> said(new File(path).setExecutable(true)));
    ways.put("File.setReadOnly", path -> said(new File(path).setReadOnly()));
    ways.put("File.setLastModified", path -> said(new File(path).setLastModified(1000)));
    ways.put(
        "Files.setPosixFilePermissions",
        path -> {
          Files.setPosixFilePermissions(
              Path.of(path), PosixFilePermissions.fromString("rwxrwxrwx"));
          return "done";
        });
    ways.put(
        "Files.setLastModifiedTime",
        path -> {
          Files.setLastModifiedTime(Path.of(path), FileTime.fromMillis(1000));
          return "done";
        });
    ways.put(
        "Files.setOwner",
        path -> {
          Files.setOwner(Path.of(path), Files.getOwner(Path.of(path)));
          return "done";
        });
    ways.put(
        "SecureDirectoryStream.setPermissions",
        path -> {
          try (var here = secure("")) {
            here.getFileAttributeView(Path.of(path), PosixFileAttributeView.class)
                .setPermissions(PosixFilePermissions.fromString("rwxrwxrwx"));
          }
          return "done";
        });
    return ways;
  }

  /** Uses the name itself, of a file that is there. */
  static Map<String, Way> naming() {
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put("File.delete", path -> said(new File(path).delete()));
    ways.put(
        "DELETE_ON_CLOSE of what is read",
        path -> {
          Files.newInputStream(Path.of(path), StandardOpenOption.DELETE_ON_CLOSE).close();
          return "done";
        });
    ways.put(
        "Files.delete",
        path -> {
          Files.delete(Path.of(path));
          return "done";
        });
    ways.put("Files.deleteIfExists", path -> said(Files.deleteIfExists(Path.of(path))));
    ways.put("File.renameTo from", path -> said(new File(path).renameTo(new File("renamed"))));
    ways.put("File.renameTo to", path -> said(fresh().toFile().renameTo(new File(path))));
    ways.put(
        "Files.move from",
        path -> {
          Files.move(Path.of(path), Path.of("moved"), StandardCopyOption.REPLACE_EXISTING);
          return "done";
        });
    ways.put(
        "Files.move to",
        path -> {
          Files.move(fresh(), Path.of(path), StandardCopyOption.REPLACE_EXISTING);
          return "done";
        });
    ways.put(
        "Files.copy over",
        path -> {
          Files.copy(fresh(), Path.of(path), StandardCopyOption.REPLACE_EXISTING);
          return "done";
        });
    ways.put(
        "Files.createLink of",
        path -> {
          Path link = Path.of("hard");
          Files.deleteIfExists(link);
          Files.createLink(link, Path.of(path));
          Files.delete(link);
          return "done";
        });
    ways.put(
        "SecureDirectoryStream.deleteFile",
        path -> {
          try (var here = secure("")) {
            here.deleteFile(Path.of(path));
          }
          return "done";
        });
    ways.put(
        "SecureDirectoryStream.move",
        path -> {
          try (var here = secure("");
              var there = secure("sub")) {
            here.move(Path.of(path), there, Path.of("moved"));
          }
          return "done";
        });
    ways.put(
        "DELETE_ON_CLOSE",
        path -> {
          FileChannel.open(
                  Path.of(path), StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)
              .close();
          return "done";
        });
    return ways;
  }

  /** Makes what is not there. */
  static Map<String, Way> making() {
    Map<String, Way> ways = new LinkedHashMap<>(writing());
    ways.put("File.createNewFile", path -> said(new File(path).createNewFile()));
    ways.put("File.mkdir", path -> said(new File(path).mkdir()));
    ways.put("File.mkdirs", path -> said(new File(path, "a/b").mkdirs()));
    ways.put(
        "Files.createFile",
        path -> {
          Files.createFile(Path.of(path));
          return "done";
        });
    ways.put(
        "Files.createDirectory",
        path -> {
          Files.createDirectory(Path.of(path));
          return "done";
        });
    ways.put(
        "Files.createSymbolicLink",
        path -> {
          Files.createSymbolicLink(Path.of(path), Path.of("a.txt"));
          return "done";
        });
    ways.put(
        "Files.createLink",
        path -> {
          Files.createLink(Path.of(path), Path.of("a.txt"));
          return "done";
        });
    ways.put(
        "Files.copy",
        path -> {
          Files.copy(Path.of("a.txt"), Path.of(path));
          return "done";
        });
    ways.put(
        "bind",
        path -> {
          try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
          }
          return "done";
        });
    return ways;
  }

  /** Of directories that are there. */
  static Map<String, Way> listing() {
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put("File.list", path -> names(new File(path).list()));
    ways.put("File.listFiles", path -> new File(path).listFiles() == null ? "no list" : "listed");
    ways.put(
        "Files.newDirectoryStream",
        path -> {
          try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of(path))) {
            return all.iterator().hasNext() ? "listed" : "listed, empty";
          }
        });
    ways.put(
        "SecureDirectoryStream.newDirectoryStream",
        path -> {
          try (var here = secure("");
              DirectoryStream<Path> all = here.newDirectoryStream(Path.of(path))) {
            return all.iterator().hasNext() ? "listed" : "listed, empty";
          }
        });
    ways.put(
        "File.createTempFile",
        path -> said(File.createTempFile("weir", null, new File(path)).delete()));
    ways.put(
        "Files.createTempFile",
        path -> {
          Files.delete(Files.createTempFile(Path.of(path), "weir", null));
          return "done";
        });
    ways.put(
        "Files.createTempDirectory",
        path -> {
          Files.delete(Files.createTempDirectory(Path.of(path), "weir"));
          return "done";
        });
    return ways;
  }

  private static String names(String[] names) {
    if (names != null) {
      Arrays.sort(names);
    }
    return names == null ? "no list" : "listed";
  }

  private static String read(java.nio.channels.ReadableByteChannel in) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(100);
    in.read(bytes);
    return new String(bytes.array(), 0, bytes.position());
  }

  private static String write(FileOutputStream stream) throws IOException {
    try (FileOutputStream out = stream) {
      out.write('!');
    }
    return "written";
  }

  private static Path fresh() throws IOException {
    return Files.writeString(Path.of("fresh"), "fresh");
  }

  private static String said(boolean yes) {
    return yes ? "done" : "no";
  }

  @SuppressWarnings("unchecked")
  private static SecureDirectoryStream<Path> secure(String path) throws IOException {
    return (SecureDirectoryStream<Path>) Files.newDirectoryStream(Path.of(path));
  }
}
