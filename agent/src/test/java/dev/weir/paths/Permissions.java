package dev.weir.paths;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Makes files in each way, and prints with which permissions; then reads secrets. */
public final class Permissions {
  private Permissions() {}

  /** Makes one thing of this name. */
  private interface Maker {
    void make(Path path) throws IOException;
  }

  private static void made(Path dir, String name, Maker maker) throws IOException {
    Path path = dir.resolve(name.replace(' ', '-'));
    maker.make(path);
    System.out.println(dir.getFileName() + " " + name + " " + mode(path));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void all(Path dir) throws IOException {
    made(dir, "FileOutputStream", path -> new FileOutputStream(path.toFile()).close());
    made(dir, "RandomAccessFile", path -> new RandomAccessFile(path.toFile(), "rw").close());
    made(dir, "Files.write", path -> Files.writeString(path, "a"));
    made(dir, "CREATE_NEW", path -> Files.writeString(path, "a", StandardOpenOption.CREATE_NEW));
    made(
        dir,
        "read only from the start",
        path -> {
          try (FileChannel out =
              FileChannel.open(
                  path,
                  Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("r--r--r--")))) {
            out.write(java.nio.ByteBuffer.wrap(new byte[1]));
          }
        });
    made(dir, "createNewFile", path -> path.toFile().createNewFile());
    made(dir, "Files.createFile", Files::createFile);
    made(
        dir,
        "copy",
        path -> {
          Path wide = Files.writeString(dir.resolveSibling("wide"), "a");
          Files.setPosixFilePermissions(wide, PosixFilePermissions.fromString("rw-rw-rw-"));
          Files.copy(wide, path);
        });
    made(
        dir,
        "createTempFile",
        path -> {
          if (!File.createTempFile("weir", null, dir.toFile()).renameTo(path.toFile())) {
            throw new IOException("not renamed");
          }
        });
    made(dir, "mkdir", path -> path.toFile().mkdir());
    made(dir, "createDirectory", Files::createDirectory);
    made(
        dir,
        "there before",
        path -> {
          Path there = dir.resolveSibling("before");
          new FileOutputStream(there.toFile()).close();
          Files.copy(there, path);
          System.out.println("before " + mode(there));
        });
  }

  /** Arguments: the directory with {@code plain}, {@code secrets} and {@code before}. */
  public static void main(String[] arguments) throws Exception {
    Path dir = Path.of(arguments[0]);
    all(dir.resolve("plain"));
    all(dir.resolve("secrets"));
    for (String name : new String[] {"lax", "strict", "lax-link", "..data/lax"}) {
      String path = dir + "/secrets/" + name;
      Ways.reading()
          .forEach(
              (way, use) -> {
                try {
                  System.out.println("read " + name + " | " + way + " | " + use.use(path));
                } catch (Exception e) {
                  System.out.println("read " + name + " | " + way + " | " + e.getMessage());
                }
              });
    }
    try {
      new FileOutputStream(dir + "/secrets/lax").close();
      System.out.println("written lax");
    } catch (IOException e) {
      System.out.println("write lax | " + e.getMessage());
    }
    try (FileInputStream in = new FileInputStream(dir + "/plain/FileOutputStream")) {
      System.out.println("plain " + in.available());
    }
    System.out.println("done");
    System.in.read();
  }
}
