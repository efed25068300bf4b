package dev.weir.stress;

import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Ledger;
import dev.weir.calls.JdkCalls;
import dev.weir.calls.Way;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Eight threads that open in every way, are refused in every way, and close what others opened, for
 * so many seconds. Several times all pause: {@code pause FD ...} says what the kernel has open for
 * the program; with {@code look} on its input it says so again, with {@code go} it goes on. {@code
 * WRONG} begins what the ledger does not have right.
 */
public final class Churn {
  private static final int THREADS = 8;
  private static final int PAUSES = 5;

  /** These start threads or processes: one try in so many. */
  private static final int RARELY = 25;

  private static final Set<String> HEAVY =
      Set.of(
          "ASYNCHRONOUS_GROUP",
          "HTTP_CLIENT",
          "HTTP_SERVER",
          "HTTP_URL_CONNECTION",
          "PIPELINE",
          "PROCESS",
          "PROCESS_INHERITED",
          "PROCESS_MERGED",
          "PROCESS_TO_FILE",
          "RUNTIME_EXEC",
          "TLS_SOCKET",
          "WATCH_SERVICE");

  private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
  private final BlockingQueue<Closeable> passed = new ArrayBlockingQueue<>(64);
  private final BlockingQueue<Closeable> late = new ArrayBlockingQueue<>(256);
  private final Map<String, LongAdder> done = new ConcurrentHashMap<>();
  private final List<Way> ways = Way.all();
  private final Path dir;
  private final Refused.Where where;
  private Kernel kernel;
  private volatile long end;

  private Churn(Path dir) throws Exception {
    this.dir = dir;
    // One file system for each zip file: not for several threads.
    ways.removeIf(way -> way == JdkCalls.ZIP_FILE_SYSTEM_BY_URI);
    where = new Refused.Where(dir);
  }

  public static void main(String[] arguments) throws Exception {
    Path dir = Files.createTempDirectory("weir-churn");
    JdkCalls.prepare(dir);
    new Churn(dir).run(TimeUnit.SECONDS.toNanos(Integer.parseInt(arguments[0])) / PAUSES);
    System.out.println("done");
    System.in.read();
  }

  private void run(long nanos) throws Exception {
    for (Way way : ways) {
      way.open(dir).close(); // What the JDK opens once with it stays.
    }
    for (Refused refused : Refused.values()) {
      refused.attempt(where).close();
    }
    kernel = new Kernel();
    await("warm", () -> kernel.differences());
    for (Refused refused : Refused.values()) {
      System.out.println("reused " + refused + " " + (inOrder(refused) ? 1 : 0));
    }
    TreeSet<Integer> before = kernel.held();
    end = System.nanoTime() + nanos;
    CyclicBarrier barrier = new CyclicBarrier(THREADS, () -> pause(nanos));
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      threads.add(new Thread(() -> churn(barrier)));
      threads.get(t).start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (Closeable one = passed.poll(); one != null; one = passed.poll()) {
      one.close();
    }
    for (Closeable one = late.poll(); one != null; one = late.poll()) {
      one.close();
    }
    await(
        "end",
        () -> {
          System.gc(); // HTTP clients before 21 have no close.
          List<String> wrong = kernel.differences();
          TreeSet<Integer> left = kernel.held();
          left.removeAll(before);
          if (!left.isEmpty()) {
            wrong.add("left open: " + left);
          }
          return wrong;
        });
    new TreeMap<>(done).forEach((name, count) -> System.out.println("count " + name + " " + count));
  }

  private void churn(CyclicBarrier barrier) {
    try {
      List<Way> first = new ArrayList<>(ways);
      Collections.shuffle(first);
      for (int round = 0; round < PAUSES; round++) {
        for (int i = 0; System.nanoTime() - end < 0 || !first.isEmpty(); i++) {
          ThreadLocalRandom random = ThreadLocalRandom.current();
          if (random.nextInt(6) == 0) {
            refuse(Refused.values()[random.nextInt(Refused.values().length)], random);
          }
          Way way = first.isEmpty() ? ways.get(random.nextInt(ways.size())) : first.remove(0);
          if (!first.isEmpty() || !HEAVY.contains(way.name()) || random.nextInt(RARELY) == 0) {
            pass(way.open(dir));
            count(way.name());
          }
          if (random.nextInt(4000) == 0) {
            System.gc();
          }
        }
        barrier.await();
      }
    } catch (Throwable t) {
      t.printStackTrace();
      System.out.println("WRONG " + t);
      barrier.reset();
    }
  }

  private void pass(Closeable mine) throws Exception {
    if (!passed.offer(mine)) {
      mine.close();
    }
    Closeable others = passed.poll();
    if (others != null && ThreadLocalRandom.current().nextInt(8) != 0) {
      others.close();
    } else if (others != null && !passed.offer(others)) {
      others.close();
    }
  }

  private void refuse(Refused refused, ThreadLocalRandom random) throws Exception {
    if (refused.name().endsWith("TIMED_OUT") && random.nextInt(RARELY) != 0) {
      return;
    }
    Closeable kept = refused.attempt(where);
    count("refused " + refused);
    for (int i = random.nextInt(3); i > 0; i--) {
      pass(JdkCalls.FILE_INPUT_STREAM.open(dir)); // likely by the number that it had
    }
    if (!late.offer(kept)) {
      kept.close();
    }
    if (random.nextBoolean()) {
      Closeable others = late.poll();
      if (others != null) {
        others.close();
      }
    }
  }

  /**
   * One refused, another open, the late close: is the other one's record there? Gives whether the
   * other one got the number that the refused one had: the lowest that is free, open(2).
   */
  private boolean inOrder(Refused refused) throws Exception {
    int lowest;
    try (FileInputStream probe = open()) {
      lowest = number(probe);
    }
    Closeable kept = refused.attempt(where);
    try (FileInputStream other = open()) {
      int number = number(other);
      Handle record = Ledger.get(number);
      kept.close();
      kept.close();
      if (Ledger.get(number) != record || record.state() != Handle.OPEN) {
        System.out.println("WRONG the late close of " + refused + " took another's record");
      }
      await(refused + ", another open, the late close", () -> kernel.differences());
      return number == lowest;
    }
  }

  private FileInputStream open() throws Exception {
    return new FileInputStream(dir.resolve("a.txt").toFile());
  }

  private static int number(FileInputStream in) throws Exception {
    for (int fd = 0; fd < Ledger.capacity(); fd++) {
      Handle record = Ledger.get(fd);
      if (record != null && record.refersTo(in.getFD())) {
        return fd;
      }
    }
    throw new AssertionError("no record");
  }

  private void pause(long nanos) {
    try {
      await("pause", () -> kernel.differences());
      String line;
      do {
        StringBuilder held = new StringBuilder("pause");
        kernel.held().forEach(fd -> held.append(' ').append(fd));
        System.out.println(held);
        line = in.readLine();
      } while (line.equals("look"));
      end = System.nanoTime() + nanos;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void count(String what) {
    done.computeIfAbsent(what, name -> new LongAdder()).increment();
  }

  /** Says what stays wrong. */
  private interface Look {
    List<String> differences() throws Exception;
  }

  private static void await(String when, Look look) throws Exception {
    List<String> wrong = look.differences();
    for (int i = 0; i < 1000 && !wrong.isEmpty(); i++) {
      Thread.sleep(10);
      wrong = look.differences();
    }
    for (String one : wrong) {
      System.out.println("WRONG " + when + ": " + one);
    }
  }
}
