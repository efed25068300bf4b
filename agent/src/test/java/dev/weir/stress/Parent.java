package dev.weir.stress;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Starts child processes as its standard input says, words separated by tabs. {@code start COMMAND
 * ...} says {@code child PID}, and {@code exited PID CODE} when it has ended; {@code read PID}
 * reads all its output, {@code slow PID} a little at a time, and say {@code end PID} at its end;
 * {@code write PID} writes it a line; {@code many N} starts that many short ones, eight at a time,
 * and says {@code many done}; {@code threads} names those of the program.
 */
public final class Parent {
  private static final int AT_A_TIME = 8;
  private static final Map<Long, Process> CHILDREN = new ConcurrentHashMap<>();

  private Parent() {}

  public static void main(String[] arguments) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split("\t");
      switch (words[0]) {
        case "start" -> start(Arrays.copyOfRange(words, 1, words.length));
        case "read" -> read(words[1], 8192, 0);
        case "slow" -> read(words[1], 512, 50); // the JDK's buffer asks for 8192 at once
        case "write" -> {
          Process child = CHILDREN.get(Long.valueOf(words[1]));
          child.getOutputStream().write('\n');
          child.getOutputStream().flush();
        }
        case "many" -> many(Integer.parseInt(words[1]));
        case "threads" -> System.out.println("threads " + threads());
        case "gc" -> {
          System.gc();
          System.out.println("collected");
        }
        default -> throw new IllegalArgumentException(line);
      }
    }
    for (Process child : CHILDREN.values()) {
      child.descendants().forEach(ProcessHandle::destroyForcibly);
      child.destroyForcibly();
    }
  }

  private static void start(String[] command) throws IOException {
    Process child = new ProcessBuilder(command).start();
    long pid = child.pid();
    CHILDREN.put(pid, child);
    System.out.println("child " + pid);
    daemon(
        () -> {
          System.out.println("exited " + pid + " " + child.waitFor());
          CHILDREN.remove(pid);
          return null;
        });
  }

  private static void read(String pid, int bytes, long pause) {
    InputStream output = CHILDREN.get(Long.valueOf(pid)).getInputStream();
    daemon(
        () -> {
          byte[] some = new byte[bytes];
          while (output.read(some) >= 0) {
            Thread.sleep(pause);
          }
          System.out.println("end " + pid);
          return null;
        });
  }

  /** Four sorts, as many of each; of those that start the program closes nothing. */
  private static void many(int count) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int sort = i % 4;
      all.add(
          threads.submit(
              () -> {
                switch (sort) {
                  case 0 -> expect(0, "true");
                  case 1 -> expect(1, "false");
                  case 2 -> expect(137, "sh", "-c", "kill -9 $$");
                  default -> {
                    try {
                      new ProcessBuilder("/there/is/no/such/command").start();
                      System.out.println("WRONG it has started");
                    } catch (IOException expected) {
                      // error=2
                    }
                  }
                }
                return null;
              }));
    }
    for (Future<?> one : all) {
      one.get();
    }
    threads.shutdown();
    threads.awaitTermination(60, TimeUnit.SECONDS);
    System.out.println("many done");
  }

  private static void expect(int code, String... command) throws Exception {
    int found = new ProcessBuilder(command).start().waitFor();
    if (found != code) {
      System.out.println("WRONG " + List.of(command) + " " + found);
    }
  }

  /** The JDK's process reapers stay for a minute, Weir's own threads are not the program's. */
  private static TreeSet<String> threads() {
    TreeSet<String> names = new TreeSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!thread.getName().startsWith("weir-") && !thread.getName().startsWith("process reaper")) {
        names.add(thread.getName());
      }
    }
    return names;
  }

  private static void daemon(java.util.concurrent.Callable<Void> work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.call();
              } catch (Exception e) {
                System.out.println("ended by " + e);
              }
            },
            "daemon");
    thread.setDaemon(true);
    thread.start();
  }
}
