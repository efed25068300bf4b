package dev.weir.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * New descriptors in /proc/self/fd are new descriptors in /handles, by number, for every way; and
 * docs/coverage.md says so.
 */
class TruthIT {
  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void everyDescriptorOfEveryWayHasOneRecord(Jdks.Jdk jdk) throws Exception {
    Coverage coverage = new Coverage(jdk.feature());
    compare(Fork.on(jdk).jvm("-Xverify:all"), "platform", coverage);
    coverage.check();
  }

  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#withVirtualThreads")
  void andOnVirtualThreads(Jdks.Jdk jdk) throws Exception {
    compare(Fork.on(jdk), "virtual", null);
  }

  private static void compare(Fork.Builder builder, String threads, Coverage coverage)
      throws Exception {
    List<String> wrong = new ArrayList<>();
    try (Fork fork = builder.agent("leaks.stacks.budget=100%").start(Truth.class, threads)) {
      fork.endpoint();
      fork.say("");
      fork.line("warm");
      JsonObject first = fork.json("/handles");
      TreeSet<Integer> known = fds(first);
      int children = first.getAsJsonArray("processes").size();
      fork.say("");
      for (String line = fork.line(); !line.equals("done"); line = fork.line()) {
        String[] words = line.split(" ");
        JsonObject now = fork.json("/handles");
        int before = wrong.size();
        if (words[0].equals("open")) {
          opened(wrong, now, words, known);
        } else {
          expect(wrong, words[1] + ": " + line, 2, words.length);
          expect(wrong, words[1] + ": records after close", known, fds(now));
          int left = now.getAsJsonArray("processes").size();
          expect(wrong, words[1] + ": processes after close", children, left);
          known = fds(now);
        }
        if (coverage != null) {
          coverage.add(words[0], words[1], wrong.size() == before);
        }
        fork.say("");
      }
      assertThat(wrong).isEmpty();
      assertThat(fork.metric("weir_agent_errors_total")).isZero();
    }
  }

  private static void opened(
      List<String> wrong, JsonObject now, String[] words, TreeSet<Integer> known) {
    String name = words[1];
    TreeSet<Integer> descriptors = new TreeSet<>();
    for (int i = 2; i < words.length; i++) {
      descriptors.add(Integer.parseInt(words[i].split("=", 2)[0]));
    }
    TreeSet<Integer> records = fds(now);
    records.removeAll(known);
    expect(wrong, name + ": records of " + String.join(" ", words), descriptors, records);
    List<String> kinds = new ArrayList<>();
    for (JsonElement one : now.getAsJsonArray("open")) {
      JsonObject record = one.getAsJsonObject();
      if (!known.contains(record.get("fd").getAsInt())) {
        kinds.add(record.get("kind").getAsString());
        expect(wrong, name + ": " + record, "open", record.get("state").getAsString());
        String site = record.get("site").getAsString();
        boolean right = site.startsWith("dev.weir.calls.") || site.startsWith("JDK: ");
        expect(wrong, name + ": " + record, true, right);
      }
    }
    Collections.sort(kinds);
    expect(wrong, name + ": kinds", kinds(name), String.join(" ", kinds));
  }

  private static void expect(List<String> wrong, String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      wrong.add(what + ": " + expected + ", found " + found);
    }
  }

  private static String kinds(String name) {
    for (Way way : Way.all()) {
      if (way.name().equals(name)) {
        return way.kinds();
      }
    }
    throw new AssertionError(name);
  }

  private static TreeSet<Integer> fds(JsonObject handles) {
    TreeSet<Integer> fds = new TreeSet<>();
    for (JsonElement one : handles.getAsJsonArray("open")) {
      assertThat(fds.add(one.getAsJsonObject().get("fd").getAsInt())).isTrue();
    }
    return fds;
  }
}
