package com.acme;

import dev.weir.junit.FailEachOpen;
import dev.weir.junit.LeakFree;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Run by FailEachOpenIT. What begins with "good" passes in each run. */
class FailEachOpenCase {
  static final List<Object> HELD = new ArrayList<>();

  @TempDir Path dir;
  private Path one;
  private Path two;

  @BeforeEach
  void files() throws IOException {
    one = Files.writeString(dir.resolve("one"), "1");
    two = Files.writeString(dir.resolve("two"), "2");
  }

  @AfterEach
  void bothAreThere() throws IOException {
    Files.readString(one);
    Files.readString(two);
  }

  /** The first is left open where the second cannot be opened. */
  @FailEachOpen
  @LeakFree(graceMillis = 300)
  void secondFails() throws Exception {
    InputStream first = new FileInputStream(one.toFile());
    HELD.add(first);
    InputStream second = new FileInputStream(two.toFile()); // line of the second
    second.close();
    first.close();
  }

  @FailEachOpen
  void goodSecondFails() throws Exception {
    try (InputStream first = new FileInputStream(one.toFile());
        InputStream second = new FileInputStream(two.toFile())) {
      first.read();
      second.read();
    }
  }

  /** One of each kind; each error path closes what is open. */
  @FailEachOpen
  void goodAllKinds() throws Exception {
    try (FileChannel channel = FileChannel.open(one);
        DirectoryStream<Path> list = Files.newDirectoryStream(dir);
        ServerSocket server = new ServerSocket(0);
        Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept();
        SocketChannel tcp = SocketChannel.open()) {
      channel.size();
      list.iterator().hasNext();
      OutputStream out = socket.getOutputStream();
      out.write(1);
      accepted.getInputStream().read();
      tcp.isOpen();
      Process process = new ProcessBuilder("true").start();
      process.waitFor();
    }
  }

  @FailEachOpen
  void goodByAnotherThread() throws Exception {
    List<Throwable> thrown = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              try (InputStream in = new FileInputStream(one.toFile())) {
                in.read();
              } catch (IOException e) {
                thrown.add(e);
              }
            });
    thread.start();
    thread.join();
    for (Throwable one : thrown) {
      if (!one.getMessage().contains("Too many open files")) {
        throw new AssertionError(one);
      }
    }
  }

  /** What it throws then is no failure, whatever it is. */
  @FailEachOpen
  void goodThatHidesTheCause() {
    try (InputStream in = new FileInputStream(one.toFile())) {
      in.read();
    } catch (FileNotFoundException e) {
      throw new AssertionError("there is no such file");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In the first run it is. */
  @FailEachOpen
  void failsByItself() throws Exception {
    new FileInputStream(one.toFile()).close();
    throw new IllegalStateException("by itself");
  }

  @FailEachOpen(most = 3)
  void goodAndMany() throws Exception {
    for (int i = 0; i < 5; i++) {
      try (InputStream in = new FileInputStream(one.toFile())) {
        in.read();
      }
    }
  }

  @FailEachOpen
  void goodAndNone() {
    Late.now();
  }

  /** A class, a time zone, a resource and random numbers are the JVM's to open. */
  static final class Late {
    static void now() {
      ZonedDateTime.now(java.time.ZoneId.of("Asia/Tokyo")).toString();
      new java.security.SecureRandom().nextInt();
      java.util.ServiceLoader.load(java.nio.file.spi.FileSystemProvider.class).iterator().hasNext();
    }
  }

  /** Each error path is tried: here it is the third open that leaks two. */
  @FailEachOpen
  @LeakFree(graceMillis = 300)
  void thirdFails() throws Exception {
    FileChannel first = FileChannel.open(one);
    try {
      FileChannel second = FileChannel.open(two);
      HELD.add(first);
      HELD.add(second);
      Files.newDirectoryStream(dir).close();
      second.close();
    } catch (java.nio.file.NoSuchFileException e) {
      throw e;
    } catch (java.nio.file.FileSystemException e) {
      if (!e.getFile().equals(dir.toString())) {
        first.close();
      }
      throw e;
    }
    first.close();
  }
}
