package dev.weir.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A JVM that has no descriptor left, which is when its endpoint is wanted most. */
@EnabledOnOs(OS.LINUX)
class DescriptorsTest {
  private static final String ASK = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @Test
  void theAcceptorGoesOnWhenThereAreDescriptorsAgain() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process jvm =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n 256 && exec \"$@\"",
                "sh",
                java,
                "-cp",
                System.getProperty("java.class.path"),
                Scarce.class.getName())
            .start();
    try (BufferedReader out = jvm.inputReader();
        BufferedReader log = jvm.errorReader()) {
      int port = Integer.parseInt(out.readLine());
      assertThat(out.readLine()).isEqualTo("none left");

      // The kernel completes it; the JVM cannot take it yet.
      try (Socket waiting = new Socket("127.0.0.1", port)) {
        waiting.setSoTimeout(60_000);
        waiting.getOutputStream().write(ASK.getBytes(StandardCharsets.US_ASCII));
        String line = log.readLine();
        while (line != null && !line.contains("Too many open files")) {
          line = log.readLine();
        }
        assertThat(line).isNotNull();
        jvm.getOutputStream().write('\n');
        jvm.getOutputStream().flush();

        String answer = new String(waiting.getInputStream().readAllBytes());
        assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("hello");
      }
    } finally {
      jvm.getOutputStream().close();
      if (!jvm.waitFor(60, TimeUnit.SECONDS)) {
        jvm.destroyForcibly();
      }
    }
  }

  /**
   * Runs in its own JVM: serves, takes every descriptor, and gives them back when it is told to.
   */
  static final class Scarce {
    private Scarce() {}

    public static void main(String[] none) throws Exception {
      Page hello =
          (request, response) -> response.body().write("hello".getBytes(StandardCharsets.US_ASCII));
      Settings settings = new Settings("127.0.0.1", 0, null, null, 16, Duration.ofMinutes(2));
      Deque<InputStream> taken = new ArrayDeque<>();
      List<Thread> threads = new CopyOnWriteArrayList<>();
      try (Endpoint endpoint =
          Endpoint.start(
              settings,
              Map.of("/", hello),
              task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                threads.add(thread);
                return thread;
              })) {
        // Loads what the answer needs while class files can still be opened.
        Client.get(endpoint, "/");
        // Its descriptor, given back later, would be one for the client that waits. The first two
        // threads are the endpoint's own.
        for (Thread connection : threads.subList(2, threads.size())) {
          connection.join();
        }
        System.out.println(endpoint.port());
        // The JVM opens files of /sys on threads of its own for a moment: what it gives back is
        // taken too.
        for (int refused = 0; refused < 10; ) {
          try {
            taken.add(new FileInputStream("/dev/null"));
            refused = 0;
          } catch (IOException e) {
            refused++;
            Thread.sleep(20);
          }
        }
        System.out.println("none left");
        System.in.read();
        for (InputStream file : taken) {
          file.close();
        }
        System.in.read();
      }
    }
  }
}
