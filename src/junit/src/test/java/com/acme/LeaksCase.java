package com.acme;

import dev.weir.junit.Except;
import dev.weir.junit.KnownLeak;
import dev.weir.junit.LeakFree;
import java.io.Closeable;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Run by LeakFreeIT: what begins with "good" passes, all else fails by its leak. */
@LeakFree(graceMillis = 300)
class LeaksCase {
  static final List<Object> HELD = new ArrayList<>();

  @TempDir Path dir;

  private static <T> T hold(T it) {
    HELD.add(it);
    return it;
  }

  static FileInputStream open() throws Exception {
    return new FileInputStream("/proc/self/status"); // line of open()
  }

  @Test
  void file() throws Exception {
    hold(open());
  }

  @Test
  void directory() throws Exception {
    hold(Files.newDirectoryStream(dir));
  }

  @Test
  void channel() throws Exception {
    hold(FileChannel.open(Path.of("/proc/self/stat")));
  }

  @Test
  void socket() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      hold(new Socket(server.getInetAddress(), server.getLocalPort()));
      server.accept().close();
    }
  }

  @Test
  void listener() throws Exception {
    hold(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
  }

  @Test
  void datagram() throws Exception {
    hold(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
  }

  @Test
  void pipe() throws Exception {
    Pipe pipe = hold(Pipe.open());
    pipe.source().close();
  }

  @Test
  void selector() throws Exception {
    hold(Selector.open());
  }

  @Test
  void watcher() throws Exception {
    hold(FileSystems.getDefault().newWatchService());
  }

  @Test
  void group() throws Exception {
    hold(AsynchronousChannelGroup.withFixedThreadPool(1, Thread::new));
  }

  @Test
  void process() throws Exception {
    hold(new ProcessBuilder("sleep", "30").start());
  }

  @Test
  void tempFile() throws Exception {
    File.createTempFile("acme", null);
  }

  @Test
  void dropped() throws Exception {
    open();
  }

  @Test
  void droppedDirectory() throws Exception {
    Files.walk(dir).findFirst();
  }

  /** The answer is an error, and its body is left where it is. */
  @Test
  void droppedConnection() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answers =
          new Thread(
              () -> {
                try (Socket socket = server.accept()) {
                  byte[] error = "HTTP/1.1 500 x\r\nConnection: close\r\n\r\nno".getBytes();
                  socket.getInputStream().read(new byte[8192]);
                  socket.getOutputStream().write(error);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      answers.start();
      URL url = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/").toURL();
      HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
      connection.getResponseCode(); // line of the connection
    }
  }

  @Test
  void threadHeld() throws Exception {
    ExecutorService pool = hold(Executors.newFixedThreadPool(1, LeaksCase::daemon));
    ThreadLocal<Closeable> connection = new ThreadLocal<>();
    pool.submit(
            () -> {
              connection.set(open());
              return null;
            })
        .get();
  }

  static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "acme-pool");
    thread.setDaemon(true);
    return thread;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void goodOnlyIfTrue(boolean closes) throws Exception {
    FileInputStream in = open();
    if (closes) {
      in.close();
    } else {
      hold(in);
    }
  }

  @RepeatedTest(2)
  void repeated() throws Exception {
    hold(open());
  }

  @Test
  void failsAndLeaks() throws Exception {
    hold(open());
    throw new IllegalStateException("its own failure");
  }

  @Test
  void goodCloses() throws Exception {
    open().close();
    File temp = File.createTempFile("acme", null);
    temp.delete();
    Files.createTempFile(dir, "in", "TempDir");
    new ProcessBuilder("true").start().waitFor();
  }

  @Test
  void goodClosedByAnotherThreadSoon() throws Exception {
    FileInputStream in = open();
    CountDownLatch begun = new CountDownLatch(1);
    daemon(
            () -> {
              try {
                begun.countDown();
                Thread.sleep(100);
                in.close();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            })
        .start();
    begun.await();
  }

  @Test
  @LeakFree(
      graceMillis = 0,
      except = @Except(site = "com.acme.LeaksCase.open", kind = "file", reason = "kept for ever"))
  @KnownLeak(kind = "listener", reason = "the server stays")
  @KnownLeak(kind = "watcher", reason = "fits nothing")
  void goodExcepted() throws Exception {
    hold(open());
    hold(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
  }

  @Test
  @KnownLeak(site = "com.acme.Leaks", reason = "half a name is no name")
  void exceptedByHalfAName() throws Exception {
    hold(open());
  }

  @Nested
  class Inner {
    @Test
    void inner() throws Exception {
      hold(open());
    }

    @Test
    void goodInner() throws Exception {
      open().close();
    }
  }

  @Nested
  class Fields {
    @AutoClose final FileInputStream in = open();

    Fields() throws Exception {}

    @Test
    void goodFieldIsClosedByJunit() {}
  }

  @Nested
  class LeakyFields {
    final FileInputStream in = hold(open());

    LeakyFields() throws Exception {}

    @Test
    void field() {}
  }
}
