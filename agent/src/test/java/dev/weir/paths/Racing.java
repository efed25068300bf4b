package dev.weir.paths;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Uses paths through {@code d} and {@code f}, which somebody else swaps all the time: a directory
 * and a file inside for links that lead outside. Prints what it has read that it should not.
 */
public final class Racing {
  private static final int ENOUGH = 100;
  private static final int MOST = 20_000;

  private Racing() {}

  private static Map<String, Ways.Way> ways() {
    Map<String, Ways.Way> ways = new LinkedHashMap<>();
    for (String path : new String[] {"d/f", "f"}) {
      ways.put(
          "FileInputStream " + path,
          dir -> {
            try (FileInputStream in = new FileInputStream(dir + "/" + path)) {
              return new String(in.readAllBytes());
            }
          });
      ways.put("Files.readString " + path, dir -> Files.readString(Path.of(dir, path)));
      ways.put(
          "RandomAccessFile " + path,
          dir -> {
            try (RandomAccessFile in = new RandomAccessFile(dir + "/" + path, "r")) {
              return in.readLine();
            }
          });
      ways.put(
          "Files.copy " + path,
          dir -> {
            Path copy = Path.of(dir, "copy");
            Files.copy(Path.of(dir, path), copy, StandardCopyOption.REPLACE_EXISTING);
            return Files.readString(copy);
          });
    }
    for (String path : new String[] {"d/w", "w"}) {
      ways.put(
          "FileOutputStream " + path,
          dir -> {
            try (FileOutputStream out = new FileOutputStream(dir + "/" + path)) {
              out.write('!');
            }
            return "inside";
          });
      ways.put(
          "Files.writeString " + path,
          dir -> {
            Files.writeString(Path.of(dir, path), "!");
            return "inside";
          });
      ways.put(
          "RandomAccessFile rw " + path,
          dir -> {
            try (RandomAccessFile out = new RandomAccessFile(dir + "/" + path, "rw")) {
              out.setLength(0);
            }
            return "inside";
          });
    }
    ways.put("createNewFile", dir -> said(new File(dir, "d/n").createNewFile()));
    ways.put("delete", dir -> said(new File(dir, "d/n").delete()));
    ways.put(
        "CREATE_NEW",
        dir -> {
          FileChannel.open(
                  Path.of(dir, "d/n"), StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)
              .close();
          return "inside";
        });
    ways.put("Files.delete", dir -> said(Files.deleteIfExists(Path.of(dir, "d/n"))));
    ways.put("mkdir", dir -> said(new File(dir, "d/m").mkdir()));
    ways.put(
        "rmdir",
        dir -> {
          Files.delete(Path.of(dir, "d/m"));
          return "inside";
        });
    ways.put(
        "rename",
        dir -> {
          new File(dir, "r").createNewFile();
          return said(new File(dir, "r").renameTo(new File(dir, "d/r")));
        });
    ways.put(
        "move",
        dir -> {
          Files.writeString(Path.of(dir, "r"), "r");
          Files.move(Path.of(dir, "r"), Path.of(dir, "d/r"), StandardCopyOption.REPLACE_EXISTING);
          return "inside";
        });
    return ways;
  }

  private static String said(boolean yes) throws IOException {
    if (!yes) {
      throw new IOException("no");
    }
    return "inside";
  }

  /** Argument: the directory. Each way is tried until it was let through and refused often. */
  public static void main(String[] arguments) throws IOException {
    for (Map.Entry<String, Ways.Way> way : ways().entrySet()) {
      int through = 0;
      int refused = 0;
      for (int i = 0; i < MOST && (through < ENOUGH || refused < ENOUGH); i++) {
        try {
          String read = way.getValue().use(arguments[0]);
          through++;
          if (read != null && !read.equals("inside") && !read.isEmpty()) {
            System.out.println("WRONG " + way.getKey() + ": " + read);
            break;
          }
        } catch (Exception e) {
          refused++;
        }
      }
      System.out.println(way.getKey() + " through " + through + " refused " + refused);
    }
    System.out.println("done");
    System.in.read();
  }
}
