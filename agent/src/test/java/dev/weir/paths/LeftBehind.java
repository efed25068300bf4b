package dev.weir.paths;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Scanner;

/** Makes temp files and leaves them, some in ways that must not be deleted. */
public final class LeftBehind {
  private LeftBehind() {}

  /**
   * Arguments: a directory that is not for temp files, and a file that nobody may delete. Prints
   * each temp file with what is to become of it.
   */
  public static void main(String[] arguments) throws Exception {
    Path elsewhere = Path.of(arguments[0]);
    Path victim = Path.of(arguments[1]);
    say("goes", File.createTempFile("weir", null).toPath());
    say("goes", Files.createTempFile("weir", null));
    say("goes", Files.createTempDirectory("weir-empty"));
    Path around = Files.createTempDirectory("weir-around");
    say("goes", around);
    say("goes", Files.createTempFile(around, "weir", null));

    Path full = Files.createTempDirectory("weir-full");
    Files.writeString(full.resolve("not-seen"), "a");
    say("stays", full);
    say("stays", full.resolve("not-seen"));
    Path open = Files.createTempFile("weir-open", null);
    FileInputStream in = new FileInputStream(open.toFile());
    say("stays", open);
    say("stays", Files.createTempFile(elsewhere, "weir", null));
    Path replaced = Files.createTempFile("weir-replaced", null);
    Path other = Files.writeString(replaced.resolveSibling("weir-other"), "other");
    Files.move(other, replaced, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    say("stays", replaced);
    Path link = Files.createTempFile("weir-link", null);
    Files.delete(link);
    Files.createSymbolicLink(link, victim);
    say("stays", link);
    say("stays", victim);
    Path linked = Files.createTempDirectory("weir-moved");
    Path inside = Files.createTempFile(linked, "weir", null);
    Path away = elsewhere.resolve("away");
    Files.createDirectories(away);
    Files.writeString(away.resolve(inside.getFileName().toString()), "another");
    Files.move(inside, Path.of(inside + ".kept"));
    Files.move(linked, Path.of(linked + ".kept"));
    Files.createSymbolicLink(linked, away);
    say("stays", away.resolve(inside.getFileName().toString()));

    Path hooked = Files.createTempFile("weir-hooked", null);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> read(hooked)));
    Path atExit = Files.createTempFile("weir-at-exit", null);
    atExit.toFile().deleteOnExit();
    say("made", hooked);
    System.out.println("made all");
    Scanner commands = new Scanner(System.in);
    if (commands.nextLine().equals("close")) {
      in.close();
      System.out.println("closed");
      commands.nextLine();
    }
    System.out.println("bye " + in);
  }

  private static void read(Path path) {
    try {
      System.out.println("hook " + Files.readString(path).length());
    } catch (IOException e) {
      System.out.println("hook " + e);
    }
  }

  private static void say(String what, Path path) {
    System.out.println(what + " " + path);
  }
}
