package dev.weir.paths;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Uses paths in every way, in the directory {@code in} beside {@code out}, and prints a line for
 * each: {@code way | path | what came of it}. {@link #lay} makes what it works on.
 */
public final class Hostile {
  static final String LONG = "l".repeat(255);
  static final String NFC = "\u00e9t\u00e9";
  static final String NFD = "e\u0301te\u0301";

  private Hostile() {}

  static void lay(Path base) throws IOException {
    Path in = Files.createDirectories(base.resolve("in"));
    Path out = Files.createDirectories(base.resolve("out/sub")).getParent();
    Files.createDirectories(base.resolve("in2"));
    Files.createDirectories(in.resolve("sub/deep"));
    Files.createDirectories(in.resolve("..."));
    Files.writeString(out.resolve("secret.txt"), "SECRET");
    Files.writeString(base.resolve("in2/secret.txt"), "SECRET");
    for (String name :
        List.of(
            "a.txt",
            "sub/deep/b.txt",
            "..a",
            "a..",
            "a.",
            " a ",
            ".../a",
            "a\nb",
            "a%2e%2e",
            "~",
            "a;b",
            "a|b",
            "a\\b",
            "*",
            NFC,
            NFD,
            LONG)) {
      Files.writeString(in.resolve(name), "inside");
    }
    link(in, "link-in", "a.txt");
    link(in, "link-in-absolute", in.resolve("a.txt").toString());
    link(in, "link-round", "../in/a.txt");
    link(in, "dir-in", "sub/deep");
    link(in, "sub/up", "..");
    link(base, "to-in", "in");
    link(in, "link-out", "../out/secret.txt");
    link(in, "link-absolute", out.resolve("secret.txt").toString());
    link(in, "chain1", "chain2");
    link(in, "chain2", "sub/chain3");
    link(in, "sub/chain3", "../../out/secret.txt");
    link(in, "dir-out", "../out");
    link(in, "dir-absolute", out.toString());
    link(in, "root", "/");
    link(in, "proc", "/proc/self/root");
    link(in, "line\nbreak", "../out");
    link(in, NFD + "-link", "../out");
    link(in, "dangling-out", "../out/new");
    link(in, "dangling-in", "new-in");
    link(in, "loop", "loop");
    link(in, "loop1", "loop2");
    link(in, "loop2", "loop1");
  }

  private static void link(Path in, String name, String target) throws IOException {
    Files.createSymbolicLink(in.resolve(name), Path.of(target));
  }

  /** Ways to a directory beside {@code in}; each leads there. */
  static List<String> outside(Path base, String tail) throws IOException {
    String in = base + "/in";
    String out = base + "/out";
    String fd = null;
    List<String> all = new ArrayList<>();
    for (Path each : descriptors()) {
      if (Files.isDirectory(each) && Files.readSymbolicLink(each).equals(Path.of(in))) {
        fd = each.getFileName().toString();
      }
    }
    if (fd != null) {
      all.add("/proc/self/fd/" + fd + "/../out/" + tail);
      all.add("/dev/fd/" + fd + "/../out/" + tail);
      all.add("/proc/self/fd/" + fd + "/dir-out/" + tail);
    }
    all.addAll(
        List.of(
            out + "/" + tail,
            in + "/../out/" + tail,
            in + "/./../out/./" + tail,
            in + "/sub/../../out/" + tail,
            in + "//..//out//" + tail,
            in + "/.../../../out/" + tail,
            in + "/dir-out/" + tail,
            in + "/dir-out/../out/" + tail,
            in + "/dir-out/./" + tail,
            in + "/dir-out//" + tail,
            in + "/dir-absolute/" + tail,
            in + "/line\nbreak/" + tail,
            in + "/" + NFD + "-link/" + tail,
            in + "/sub/up/../out/" + tail,
            in + "/sub/up/dir-out/" + tail,
            in + "/dir-in/../../../out/" + tail,
            in + "/root" + out + "/" + tail,
            in + "/proc" + out + "/" + tail,
            in + "/" + "./".repeat(1000) + "../out/" + tail,
            in + "/" + "../".repeat(60) + out.substring(1) + "/" + tail,
            base + "/in/../to-in/../out/" + tail,
            base + "/to-in/dir-out/" + tail,
            "/proc/self/root" + out + "/" + tail,
            "/proc/thread-self/root" + out + "/" + tail,
            "/proc/" + ProcessHandle.current().pid() + "/root" + out + "/" + tail,
            "/proc/self/root/proc/self/root" + out + "/" + tail,
            "/proc/self/cwd/../out/" + tail,
            "/proc/self/cwd/dir-out/" + tail,
            "/proc/self/task/../cwd/../out/" + tail,
            "../out/" + tail,
            "./../out/" + tail,
            "sub/../../out/" + tail,
            "dir-out/" + tail,
            "./dir-out/" + tail,
            "root" + out + "/" + tail));
    return all;
  }

  /** Names inside that lead to the secret. */
  static List<String> links(Path base) {
    return List.of(
        base + "/in/link-out",
        base + "/in/link-absolute",
        base + "/in/chain1",
        "link-out",
        "chain1",
        "sub/chain3",
        "sub/../link-out",
        base + "/in/link-out/",
        "/proc/self/cwd/link-absolute",
        base + "/to-in/chain2");
  }

  /** Legal, whatever comes of it. */
  static List<String> inside(Path base) {
    String in = base + "/in/";
    return List.of(
        in + "a.txt",
        in + "./a.txt",
        in + "sub/../a.txt",
        in + "/a.txt",
        in + "a.txt/",
        in + "sub/deep/b.txt",
        in + "dir-in/b.txt",
        in + "dir-in/../../a.txt",
        in + "link-in",
        in + "link-in-absolute",
        in + "link-round",
        in + "sub/up/a.txt",
        in + "dir-out/../in/a.txt",
        in + "..a",
        in + "a..",
        in + "a.",
        in + " a ",
        in + ".../a",
        in + "a\nb",
        in + "a%2e%2e",
        in + "~",
        in + "a;b",
        in + "a|b",
        in + "a\\b",
        in + "*",
        in + NFC,
        in + NFD,
        in + LONG,
        in + "./".repeat(1000) + "a.txt",
        in + "../in/a.txt",
        base + "/to-in/a.txt",
        "a.txt",
        "./a.txt",
        "sub/../a.txt",
        "../in/a.txt",
        "../to-in/a.txt",
        "link-in",
        "/proc/self/cwd/a.txt",
        "/proc/self/root" + in + "a.txt",
        in + "none",
        in + "none/none",
        in + "a.txt/none",
        in + "loop",
        in + "loop1",
        in + "sub",
        in + LONG + "x",
        in + "p/".repeat(2100),
        in + "nul\0.txt",
        "");
  }

  private static List<Path> descriptors() throws IOException {
    List<Path> all = new ArrayList<>();
    for (String name : new java.io.File("/proc/self/fd").list()) {
      all.add(Path.of("/proc/self/fd", name));
    }
    return all;
  }

  static void each(Map<String, Ways.Way> ways, List<String> paths) {
    for (Map.Entry<String, Ways.Way> way : ways.entrySet()) {
      for (String path : paths) {
        System.out.println(
            way.getKey() + " | " + short_(path) + " | " + short_(what(way.getValue(), path)));
      }
    }
  }

  private static String what(Ways.Way way, String path) {
    try {
      return way.use(path);
    } catch (Exception e) {
      return e.getClass().getName() + ": " + e.getMessage();
    }
  }

  private static String short_(String text) {
    String line = String.valueOf(text).replace("\n", "\\n").replace("\0", "\\0");
    return line.length() > 600
        ? line.substring(0, 200)
            + "..("
            + line.length()
            + ").."
            + line.substring(line.length() - 300)
        : line;
  }

  /** In the directory {@code in}; {@code base} is beside. */
  public static void main(String[] arguments) throws Exception {
    Path base = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "hostile" -> hostile(base);
      case "legal" -> legal(base);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.out.println("done");
    System.in.read();
  }

  private static void hostile(Path base) throws Exception {
    try (var here = Files.newDirectoryStream(Path.of(base + "/in"))) {
      here.iterator();
      List<String> there = new ArrayList<>(outside(base, "secret.txt"));
      there.add(base + "/in2/secret.txt");
      there.add(base + "/in/../in2/secret.txt");
      each(Ways.naming(), there);
      each(Ways.making(), outside(base, "new"));
      each(Ways.listing(), outside(base, "sub"));
      List<String> all = new ArrayList<>(there);
      all.addAll(links(base));
      each(Ways.reading(), all);
      each(Ways.writing(), all);
      each(Ways.writing(), List.of(base + "/in/dangling-out", "dangling-out"));
      each(Ways.changing(), all);
    }
  }

  private static void legal(Path base) {
    each(Ways.reading(), inside(base));
    each(Ways.writing(), inside(base));
    each(Ways.writing(), List.of("dangling-in", base + "/in/dangling-in"));
    each(Ways.changing(), inside(base));
    each(
        Ways.listing(), List.of(base + "/in", "sub", base + "/in/dir-in", "none", "a.txt", "loop"));
    for (Map.Entry<String, Ways.Way> way : Ways.naming().entrySet()) {
      each(
          Map.of("make", path -> Files.writeString(Path.of(path), "inside").toString()),
          List.of("x", "sub/x"));
      each(
          Map.of(way.getKey(), way.getValue()),
          List.of(base + "/in/x", "dir-in/../x", "link-x", "none/x", "sub", "."));
    }
    for (Map.Entry<String, Ways.Way> way : Ways.making().entrySet()) {
      each(
          Map.of(way.getKey(), way.getValue()),
          List.of("n", "n", base + "/in/sub/up/m", "none/m", "a.txt/m", "loop/m", LONG + "x"));
      each(Map.of("remove", path -> String.valueOf(remove(path))), List.of("n", "m"));
    }
  }

  private static boolean remove(String path) throws IOException {
    try (var all = Files.walk(Path.of(path))) {
      for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
    return true;
  }
}
