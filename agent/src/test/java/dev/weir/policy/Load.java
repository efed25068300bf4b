package dev.weir.policy;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Opens and closes files on four threads until a line of its input comes; then says {@code refused
 * LIMIT TIMES} for each limit that has refused, and {@code wrong TEXT} for what else has failed;
 * and holds on to what it has not closed. On the next line it closes all.
 */
public final class Load {
  private static final int THREADS = 4;
  private static final int HELD = 10;
  private static final Pattern WORDS =
      Pattern.compile("Too many open files: weir (files[^ ]*max-open [0-9]+)");

  private static volatile boolean stop;

  private Load() {}

  public static void main(String[] arguments) throws Exception {
    Path file = Files.writeString(Files.createTempDirectory("weir-load").resolve("a.json"), "{}");
    Map<String, Integer> refused = new ConcurrentHashMap<>();
    List<Closeable> left = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(() -> run(file, refused, left));
      thread.start();
      threads.add(thread);
    }
    System.out.println("running");
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    in.readLine();
    stop = true;
    for (Thread thread : threads) {
      thread.join();
    }
    new TreeMap<>(refused).forEach((limit, times) -> System.out.println(limit + " " + times));
    System.out.println("held " + left.size());
    in.readLine();
    for (Closeable one : left) {
      one.close();
    }
    System.out.println("closed");
    in.readLine();
  }

  private static void run(Path file, Map<String, Integer> refused, List<Closeable> left) {
    List<Closeable> held = new ArrayList<>();
    for (int i = 0; !stop; i++) {
      try {
        held.add(
            i % 2 == 0
                ? new FileInputStream(file.toFile())
                : FileChannel.open(file, StandardOpenOption.READ));
        while (held.size() >= HELD) {
          held.remove(0).close();
        }
      } catch (IOException e) {
        Matcher words = WORDS.matcher(String.valueOf(e.getMessage()));
        refused.merge(words.find() ? "refused " + words.group(1) : "wrong " + e, 1, Integer::sum);
        try {
          while (held.size() > HELD / 2) {
            held.remove(0).close();
          }
        } catch (IOException closing) {
          refused.merge("wrong " + closing, 1, Integer::sum);
        }
      }
    }
    synchronized (left) {
      left.addAll(held);
    }
  }
}
