package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs JVMs without the agent and with it, in turns, and prints one Markdown table. Called by the
 * script {@code src/bench/compare}, which describes the options.
 *
 * <p>Each measure of a round is one pair of JVMs, one right after the other; which of the two comes
 * first changes from round to round.
 */
public final class Compare {
  private final String classPath;
  private final List<String> without;
  private final List<String> with;
  private final List<String> parts;
  private final String warmUp;
  private final String measured;

  /** By title of the section, then by JDK, then by name of the measure. */
  private final Map<String, Map<Integer, Map<String, Pairs>>> sections = new LinkedHashMap<>();

  private Compare(Map<String, String> options) {
    classPath = options.get("classes");
    without = words(options.getOrDefault("without", ""));
    with = words(options.get("with"));
    parts = List.of(options.getOrDefault("only", "loops,start,memory,heap").split(","));
    warmUp = options.getOrDefault("warm-up", "500");
    measured = options.getOrDefault("time", "600");
  }

  /**
   * @param arguments pairs of --name and value
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      options.put(arguments[i].substring("--".length()), arguments[i + 1]);
    }
    int rounds = Integer.parseInt(options.getOrDefault("rounds", "5"));
    String homes = options.get("jdks");
    TreeMap<Integer, Path> jdks =
        Jdks.known(
            homes == null ? Jdks.beside() : Arrays.stream(homes.split(":")).map(Path::of).toList());
    Compare compare = new Compare(options);
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<Integer, Path> jdk : jdks.entrySet()) {
        System.err.println("round " + (round + 1) + " of " + rounds + ", JDK " + jdk.getKey());
        compare.round(jdk.getKey(), jdk.getValue(), round % 2 == 1);
      }
    }
    compare.print(jdks, rounds);
  }

  private void round(int jdk, Path home, boolean agentFirst)
      throws IOException, InterruptedException {
    if (parts.contains("loops")) {
      for (String threads : List.of("1", "4")) {
        Child[] both = pair(home, agentFirst, "Loop", threads, warmUp, measured);
        lines(jdk, "open and close, ns", 1, both);
        lines(jdk, "open and close, CPU ns of the whole process", 2, both);
      }
    }
    if (parts.contains("start")) {
      for (int i = 0; i < 4; i++) {
        Child[] both = pair(home, agentFirst == (i % 2 == 0), "Hello");
        pairs("start to end, ms", jdk, "hello world").add(both[0].millis(), both[1].millis());
      }
    }
    if (parts.contains("memory")) {
      lines(jdk, "memory, MB", 1, pair(home, agentFirst, "Hello", "1000"));
    }
    if (parts.contains("heap")) {
      lines(jdk, "heap, bytes", 1, pair(home, agentFirst, "Heap"));
    }
  }

  /** Without, with; in this order whichever ran first. */
  private Child[] pair(Path home, boolean agentFirst, String type, String... arguments)
      throws IOException, InterruptedException {
    List<String> main = new ArrayList<>(List.of(Compare.class.getPackageName() + "." + type));
    main.addAll(List.of(arguments));
    Child[] both = new Child[2];
    for (int side : agentFirst ? new int[] {1, 0} : new int[] {0, 1}) {
      both[side] =
          Child.run(home, side == 0 ? without : with, classPath, main.toArray(String[]::new));
    }
    return both;
  }

  private void lines(int jdk, String section, int column, Child[] both) {
    List<String> left = both[0].lines();
    List<String> right = both[1].lines();
    for (int i = 0; i < left.size(); i++) {
      String[] one = left.get(i).split("\t");
      String[] other = right.get(i).split("\t");
      if (!one[0].equals(other[0])) {
        throw new IllegalStateException(left.get(i) + " is compared with " + right.get(i));
      }
      pairs(section, jdk, one[0])
          .add(Double.parseDouble(one[column]), Double.parseDouble(other[column]));
    }
  }

  private Pairs pairs(String section, int jdk, String name) {
    return sections
        .computeIfAbsent(section, key -> new LinkedHashMap<>())
        .computeIfAbsent(jdk, key -> new LinkedHashMap<>())
        .computeIfAbsent(name, key -> new Pairs());
  }

  private void print(Map<Integer, Path> jdks, int rounds) throws IOException {
    List<String> releases = new ArrayList<>();
    for (Path home : jdks.values()) {
      releases.add(Jdks.release(home));
    }
    System.out.println(
        "JDK "
            + String.join(", ", releases)
            + "; "
            + Runtime.getRuntime().availableProcessors()
            + " cores; "
            + rounds
            + " rounds.\n");
    System.out.println(
        "| measure | JDK | without: median (best) | with: median (best) | ratio of pairs: median"
            + " (min to max) | ratio of bests | difference: median |");
    System.out.println("|---|---|---|---|---|---|---|");
    sections.forEach(
        (title, byJdk) ->
            byJdk.forEach(
                (jdk, measures) ->
                    measures.forEach(
                        (name, pairs) ->
                            System.out.println(
                                "| "
                                    + title
                                    + ": "
                                    + name
                                    + " | "
                                    + jdk
                                    + " | "
                                    + pairs.row()
                                    + " |"))));
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }
}
