package dev.weir.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Starts child processes as its standard input says, words separated by tabs: {@code start COMMAND
 * ..}, {@code in DIRECTORY COMMAND ..}; {@code piped COMMAND .. | COMMAND ..}. It says {@code child
 * PID}, {@code said PID LINE} of each line of output, {@code end PID} at the output's end, {@code
 * exited PID CODE}; or {@code failed MESSAGE}. {@code silent COMMAND ..} reads nothing; {@code go
 * PID} writes it a line, once its output is waited for. With the argument {@code virtual} all that
 * is done by virtual threads.
 */
public final class Starter {
  private static final Map<Long, Process> CHILDREN = new ConcurrentHashMap<>();
  private static final Map<Long, Thread> READERS = new ConcurrentHashMap<>();
  private static boolean virtual;

  private Starter() {}

  public static void main(String[] arguments) throws Exception {
    virtual = arguments.length > 0 && arguments[0].equals("virtual");
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    System.out.println("ready");
    for (String next = in.readLine(); next != null; next = in.readLine()) {
      String line = next;
      String[] words = line.split("\t");
      String[] rest = Arrays.copyOfRange(words, 1, words.length);
      switch (words[0]) {
        case "start" -> run(() -> start(new ProcessBuilder(rest), true));
        case "silent" -> run(() -> start(new ProcessBuilder(rest), false));
        case "in" -> run(() -> start(in(rest), true));
        case "go" -> {
          awaitReader(READERS.get(Long.valueOf(rest[0])));
          CHILDREN.get(Long.valueOf(rest[0])).getOutputStream().write('\n');
          CHILDREN.get(Long.valueOf(rest[0])).getOutputStream().flush();
        }
        case "piped" -> run(() -> piped(line.substring(6).split("\t\\|\t")));
        default -> throw new IllegalArgumentException(line);
      }
    }
    for (Process child : CHILDREN.values()) {
      child.descendants().forEach(ProcessHandle::destroyForcibly);
      child.destroyForcibly();
    }
  }

  private static ProcessBuilder in(String[] words) {
    return new ProcessBuilder(Arrays.copyOfRange(words, 1, words.length))
        .directory(new File(words[0]));
  }

  private static Void start(ProcessBuilder builder, boolean read) throws Exception {
    Process child;
    try {
      child = builder.start();
    } catch (IOException e) {
      System.out.println("failed " + e.getMessage());
      return null;
    }
    watch(child, read);
    return null;
  }

  private static Void piped(String[] commands) throws Exception {
    List<ProcessBuilder> builders = new ArrayList<>();
    for (String command : commands) {
      builders.add(new ProcessBuilder(command.split("\t")));
    }
    try {
      List<Process> all = ProcessBuilder.startPipeline(builders);
      watch(all.get(all.size() - 1), true);
    } catch (IOException e) {
      System.out.println("failed " + e.getMessage());
    }
    return null;
  }

  private static void watch(Process child, boolean read) throws Exception {
    long pid = child.pid();
    CHILDREN.put(pid, child);
    System.out.println("child " + pid);
    if (read) {
      run(
          () -> {
            READERS.put(pid, Thread.currentThread());
            BufferedReader out = child.inputReader();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
              System.out.println("said " + pid + " " + line);
            }
            System.out.println("end " + pid);
            return null;
          });
    }
    run(
        () -> {
          System.out.println("exited " + pid + " " + child.waitFor());
          CHILDREN.remove(pid);
          return null;
        });
  }

  /** Else the JDK finds nobody inside a read when the process ends, and closes the pipe. */
  private static void awaitReader(Thread reader) throws InterruptedException {
    while (true) {
      StackTraceElement[] stack = reader.getStackTrace();
      if (stack.length > 0 && stack[0].getMethodName().startsWith("read")) {
        return;
      }
      Thread.sleep(5);
    }
  }

  private static void run(Callable<Void> work) throws Exception {
    Runnable task =
        () -> {
          try {
            work.call();
          } catch (Exception e) {
            System.out.println("WRONG " + e);
          }
        };
    if (virtual) {
      // By reflection: the tests are compiled for 17.
      Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    } else {
      Thread thread = new Thread(task, "daemon");
      thread.setDaemon(true);
      thread.start();
    }
  }
}
