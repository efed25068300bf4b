package dev.weir.bytes;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The program that waits for what does not come: by a FIFO, at the open of one, for a child.
 * Arguments: {@code enforce} or {@code observe}, the timeout in ms, {@code virtual} or {@code
 * platform}.
 */
public final class Waits {
  private static boolean enforce;
  private static long timeout;
  private static Path dir;
  private static Path fifo;
  private static long expected;

  private Waits() {}

  /** Something to read one byte from. */
  private interface Source extends Closeable {
    int read() throws IOException;
  }

  private interface Opening {
    Source open(Path path) throws IOException;
  }

  public static void main(String[] arguments) throws Exception {
    enforce = arguments[0].equals("enforce");
    timeout = Long.parseLong(arguments[1]);
    dir = Files.createTempDirectory("weir-waits");
    fifo = dir.resolve("fifo");
    shell("mkfifo " + fifo).waitFor();
    boolean virtual = arguments[2].equals("virtual");
    if (virtual) {
      manyWait();
      start(true, Waits::run).join();
    } else {
      run();
      closed();
    }
    left();
    System.out.println("expected " + expected);
    System.out.println("done");
    System.in.read();
  }

  private static void run() {
    for (Map.Entry<String, Opening> way : ways().entrySet()) {
      guarded(way.getKey(), () -> silent(way.getKey(), way.getValue()));
      guarded(way.getKey(), () -> nobody(way.getKey(), way.getValue()));
    }
    guarded("a child", Waits::child);
    guarded("lines of a child", Waits::lines);
    guarded("what never waits", Waits::ready);
  }

  private interface Step {
    void run() throws Exception;
  }

  private static void guarded(String what, Step step) {
    try {
      step.run();
    } catch (Exception | AssertionError e) {
      wrong(what, e);
      e.printStackTrace(System.out);
    }
  }

  private static Map<String, Opening> ways() {
    Map<String, Opening> all = new LinkedHashMap<>();
    all.put("FileInputStream.read()", path -> stream(new FileInputStream(path.toFile())));
    all.put("FileInputStream.read(byte[])", path -> arrays(new FileInputStream(path.toFile())));
    all.put("RandomAccessFile.read()", path -> file(new RandomAccessFile(path.toFile(), "r")));
    all.put("FileChannel.open", path -> channel(FileChannel.open(path)));
    all.put("FileChannel.read(ByteBuffer[])", path -> scattering(FileChannel.open(path)));
    all.put(
        "FileInputStream.getChannel",
        path -> channel(new FileInputStream(path.toFile()).getChannel()));
    all.put("Files.newInputStream", path -> stream(Files.newInputStream(path)));
    all.put("Files.newByteChannel", path -> channel(Files.newByteChannel(path)));
    all.put(
        "FileReader",
        path -> {
          FileReader in = new FileReader(path.toFile());
          return source(in, in::read);
        });
    return all;
  }

  private static Source source(Closeable open, Callable<Integer> read) {
    return new Source() {
      @Override
      public int read() throws IOException {
        try {
          return read.call();
        } catch (IOException | RuntimeException e) {
          throw e;
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public void close() throws IOException {
        open.close();
      }
    };
  }

  private static Source stream(InputStream in) {
    return source(in, in::read);
  }

  private static Source arrays(InputStream in) {
    return source(
        in,
        () -> {
          byte[] some = new byte[10];
          int n = in.read(some, 2, 1);
          return n < 0 ? n : (int) some[2];
        });
  }

  private static Source file(RandomAccessFile in) {
    return source(in, in::read);
  }

  private static Source channel(ReadableByteChannel in) {
    return source(
        in,
        () -> {
          ByteBuffer some = ByteBuffer.allocate(1);
          int n = in.read(some);
          return n < 0 ? n : (int) some.get(0);
        });
  }

  private static Source scattering(FileChannel in) {
    return source(
        in,
        () -> {
          ByteBuffer some = ByteBuffer.allocate(1);
          long n = in.read(new ByteBuffer[] {some});
          return n < 0 ? -1 : (int) some.get(0);
        });
  }

  /** Somebody has it open for writing, and says nothing. */
  private static void silent(String name, Opening opening) throws Exception {
    try (RandomAccessFile writer = new RandomAccessFile(fifo.toFile(), "rw");
        Source in = opening.open(fifo)) {
      writer.write('a');
      expect(name + " reads what is there", (int) 'a', in.read());
      expected++;
      if (enforce) {
        for (int i = 0; i < 2; i++) {
          late(name, fifo.toString(), in);
        }
        expected++;
      } else {
        Thread later = later(3 * timeout, () -> writer.write('b'));
        expect(name + " waits", (int) 'b', in.read());
        later.join();
      }
      writer.write('c');
      expect(name + " reads on", (int) 'c', in.read());
    }
  }

  private static void late(String name, String target, Source in) {
    long start = System.nanoTime();
    try {
      wrong(name + " is not late", in.read());
    } catch (IOException e) {
      expect(name, InterruptedIOException.class, e.getClass());
      expect(
          name,
          target + ": read timed out after " + timeout + "ms: weir files.read-timeout",
          e.getMessage());
      if (System.nanoTime() - start < timeout * 1_000_000) {
        wrong(name + " too early", (System.nanoTime() - start) / 1_000_000);
      }
    }
  }

  /** Nobody has it open for writing: open(2) itself waits. */
  private static void nobody(String name, Opening opening) throws Exception {
    expected++;
    if (!enforce) {
      Thread later = later(3 * timeout + 500, () -> new FileOutputStream(fifo.toFile()).close());
      try (Source in = opening.open(fifo)) {
        expect(name + " opens", -1, in.read());
      }
      later.join();
      return;
    }
    try (Source in = opening.open(fifo)) {
      wrong(name + " opens", in.read());
    } catch (IOException e) {
      String reason = "open timed out: weir files.read-timeout " + timeout + "ms";
      expect(
          name,
          e instanceof FileSystemException ? fifo + ": " + reason : fifo + " (" + reason + ")",
          e.getMessage());
    }
  }

  private static void child() throws Exception {
    Process sleeps = new ProcessBuilder("sleep", "60").start();
    if (enforce) {
      for (InputStream in : List.of(sleeps.getInputStream(), sleeps.getErrorStream())) {
        String target =
            (in == sleeps.getInputStream() ? "stdout" : "stderr") + " of process " + sleeps.pid();
        late("a child", target, stream(in));
        expected++;
      }
    }
    sleeps.destroyForcibly().waitFor();
  }

  private static void lines() throws Exception {
    Process talks = shell("echo one; sleep 2; echo two");
    BufferedReader in = talks.inputReader();
    expect("the first line", "one", in.readLine());
    int late = 0;
    String line = null;
    expected++;
    while (line == null) {
      try {
        line = in.readLine();
      } catch (InterruptedIOException e) {
        late++;
      }
    }
    expect("the second line", "two", line);
    if (enforce) {
      expect("late", true, late > 0);
      expected += late - 1;
    }
    expect("the end", null, in.readLine());
  }

  private static void ready() throws Exception {
    Path file = Files.writeString(dir.resolve("file"), "a");
    try (FileInputStream in = new FileInputStream(file.toFile());
        FileInputStream zero = new FileInputStream("/dev/zero")) {
      expect("a file", (int) 'a', in.read());
      expect("its end", -1, in.read());
      expect("/dev/zero", 0, zero.read());
    }
    Files.writeString(file, "");
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      expect("an empty file", -1, in.read());
    }
  }

  /** What ends a wait without Weir ends it still. */
  private static void closed() throws Exception {
    if (enforce) {
      return; // it would be late first
    }
    try (RandomAccessFile writer = new RandomAccessFile(fifo.toFile(), "rw")) {
      FileChannel in = FileChannel.open(fifo);
      Thread closer = later(50, in::close);
      try {
        wrong("closed", in.read(ByteBuffer.allocate(1)));
      } catch (ClosedChannelException e) {
        // An AsynchronousCloseException, unless this thread came too late to be waiting.
      }
      closer.join();
      FileChannel other = FileChannel.open(fifo);
      Thread.currentThread().interrupt();
      try {
        wrong("interrupted", other.read(ByteBuffer.allocate(1)));
      } catch (ClosedByInterruptException e) {
        expect("interrupted", true, Thread.interrupted());
      }
      writer.write(1);
    }
  }

  /**
   * On one carrier: the JDK's own read of a silent FIFO would keep it for ever, and the last of
   * these threads would never run.
   */
  private static void manyWait() throws Exception {
    int readers = 5;
    AtomicInteger late = new AtomicInteger();
    CountDownLatch last = new CountDownLatch(1);
    try (RandomAccessFile writer = new RandomAccessFile(fifo.toFile(), "rw")) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < readers; i++) {
        threads.add(
            start(
                true,
                () -> {
                  try (FileInputStream in = new FileInputStream(fifo.toFile())) {
                    in.read();
                  } catch (InterruptedIOException e) {
                    late.incrementAndGet();
                  } catch (IOException e) {
                    wrong("many", e);
                  }
                }));
      }
      threads.add(start(true, last::countDown));
      last.await();
      for (Thread thread : threads) {
        thread.join();
      }
      writer.write(1);
    }
    expect("many are late", readers, late.get());
    expected += readers;
  }

  private static Thread later(long millis, Step step) {
    return start(
        false,
        () -> {
          try {
            Thread.sleep(millis);
            step.run();
          } catch (Exception e) {
            wrong("later", e);
          }
        });
  }

  private static Thread start(boolean virtual, Runnable work) {
    if (!virtual) {
      Thread thread = new Thread(work);
      thread.start();
      return thread;
    }
    try {
      // By reflection: the tests are compiled for 17.
      return (Thread)
          Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Process shell(String command) throws IOException {
    return new ProcessBuilder("sh", "-c", command).start();
  }

  private static void left() throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path one : all) {
        try {
          Path target = Files.readSymbolicLink(one);
          if (target.startsWith(dir)) {
            wrong("left open", target);
          }
        } catch (IOException e) {
          // The descriptor of this very stream.
        }
      }
    }
  }

  private static void expect(String what, Object wanted, Object found) {
    if (!java.util.Objects.equals(wanted, found)) {
      wrong(what, found + " in place of " + wanted);
    }
  }

  private static void wrong(String what, Object found) {
    System.out.println("WRONG " + what + ": " + found);
  }
}
