package dev.weir.stress;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.weir.calls.JdkCalls;
import dev.weir.calls.Way;
import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChurnIT {
  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void eightThreadsOpenAreRefusedAndClose(Jdks.Jdk jdk) throws Exception {
    try (Fork fork = Fork.on(jdk).start(Churn.class, "" + Fork.scaled(60))) {
      Set<String> reused = new HashSet<>();
      Set<String> counted = new HashSet<>();
      int pauses = 0;
      int handles = 0;
      Reading reading = new Reading(fork);
      try (reading) {
        for (String line = fork.line(); !line.equals("done"); line = fork.line()) {
          String[] words = line.split(" ");
          switch (words[0]) {
            case "pause" -> {
              compare(fork, line);
              pauses++;
              fork.say("go");
            }
            case "reused" -> {
              if (words[2].equals("1")) {
                reused.add(words[1]);
              }
            }
            case "count" -> {
              counted.add(words[words.length - 2]);
              handles += Integer.parseInt(words[words.length - 1]);
            }
            default -> assertThat(line).as(fork.out() + fork.err()).isEmpty();
          }
        }
        reading.check();
      }
      System.out.println(jdk + ": opened or refused " + handles);
      assertThat(pauses).isEqualTo(5);
      assertThat(reused).as("a number that another open got").contains("SOCKET");
      for (Way way : Way.all()) {
        assertThat(counted.contains(way.name()) || way == JdkCalls.ZIP_FILE_SYSTEM_BY_URI)
            .as(way.name())
            .isTrue();
      }
      for (Refused refused : Refused.values()) {
        assertThat(counted).contains(refused.name());
      }
      assertThat(fork.json("/leaks").getAsJsonArray("leaks")).isEmpty();
      assertThat(fork.json("/handles").getAsJsonArray("processes")).isEmpty();
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
      assertThat(fork.get("/metrics")).contains("weir_handles_leaked_total{kind=\"socket\"} 0.0");
      assertThat(fork.err()).doesNotContain("WARN").doesNotContain("ERROR");
    }
  }

  /** All threads pause: a record for each descriptor that the kernel knows, and no other one. */
  private static void compare(Fork fork, String first) throws Exception {
    List<String> wrong = new ArrayList<>();
    String line = first;
    // What the JDK closes on threads of its own may end between the two looks.
    for (int i = 0; i < 100; i++) {
      TreeSet<String> kernel = new TreeSet<>(List.of(line.trim().split(" ")));
      kernel.remove("pause");
      TreeSet<String> records = new TreeSet<>();
      wrong.clear();
      for (JsonElement one : fork.json("/handles?stacks=false").getAsJsonArray("open")) {
        JsonObject record = one.getAsJsonObject();
        if (!records.add(record.get("fd").getAsString())) {
          wrong.add("twice: " + record);
        }
        if (!Set.of("open", "closing").contains(record.get("state").getAsString())
            || record.getAsJsonArray("evidence").toString().contains("collected")) {
          wrong.add("not alive: " + record);
        }
      }
      if (!records.equals(kernel)) {
        wrong.add("descriptors " + kernel + ", records " + records);
      }
      if (wrong.isEmpty()) {
        return;
      }
      fork.say("look");
      line = fork.line("pause");
    }
    assertThat(wrong).as(fork.out()).isEmpty();
  }

  /** Somebody asks for the pages all the while. */
  private static final class Reading implements Closeable {
    private final AtomicBoolean enough = new AtomicBoolean();
    private final AtomicReference<Throwable> thrown = new AtomicReference<>();
    private final Thread thread;
    private volatile int pages;

    Reading(Fork fork) {
      thread =
          new Thread(
              () -> {
                try {
                  while (!enough.get()) {
                    fork.json("/handles");
                    assertThat(fork.metric("weir_agent_errors_total")).isZero();
                    pages++;
                    Thread.sleep(50);
                  }
                } catch (Throwable t) {
                  thrown.set(t);
                }
              });
      thread.start();
    }

    void check() {
      assertThat(thrown.get()).isNull();
      assertThat(pages).isPositive();
    }

    @Override
    public void close() throws IOException {
      enough.set(true);
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new java.io.InterruptedIOException();
      }
    }
  }
}
