package dev.weir.start;

import dev.weir.bootstrap.Gate;
import dev.weir.calls.JdkCalls;
import dev.weir.calls.Way;
import java.io.Closeable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The program that opens in one way until nothing is left, says so, and waits for a line. With
 * {@code each} it does so in every way in turn, and says of each whether the gate has seen it.
 */
public final class Exhaust {
  private static final List<Closeable> HELD = new ArrayList<>();

  private Exhaust() {}

  public static void main(String[] arguments) throws Exception {
    Path dir = Files.createTempDirectory("weir-exhaust");
    JdkCalls.prepare(dir);
    if (arguments[0].equals("each")) {
      for (Way way : Way.all()) {
        // What opens nothing never exhausts; clients and servers of HTTP fail on threads of theirs;
        // there is one file system for each zip file; and of a watcher the JDK says only that it is
        // this or the limit on inotify instances.
        if (!way.kinds().isEmpty()
            && !way.name().startsWith("HTTP")
            && !List.of("ZIP_FILE_SYSTEM_BY_URI", "WATCH_SERVICE").contains(way.name())) {
          each(way, dir);
        }
      }
      System.out.println("done");
      return;
    }
    JdkCalls call = JdkCalls.valueOf(arguments[0]);
    String refused = null;
    while (refused == null) {
      try {
        HELD.add(call.open(dir));
      } catch (Exception e) {
        refused = e.toString();
      }
    }
    System.out.println("refused by the system: " + refused);
    System.in.read();
  }

  private static void each(Way way, Path dir) throws Exception {
    way.open(dir).close(); // loads what it needs
    long before = Gate.exhaustions();
    String refused = null;
    List<Closeable> held = new ArrayList<>();
    while (refused == null && held.size() < 300) { // the JDK shares what is open of one zip file
      try {
        held.add(way.open(dir));
      } catch (Exception e) {
        refused = e.toString();
      }
    }
    long seen = Gate.exhaustions() - before;
    for (Closeable one : held) {
      one.close();
    }
    if (refused == null) {
      return;
    }
    System.gc(); // for what a failing open has left half done
    System.out.println((seen > 0 ? "seen " : "MISSED ") + way.name() + ": " + refused);
  }
}
