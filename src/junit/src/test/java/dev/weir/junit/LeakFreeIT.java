package dev.weir.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of JUnit's in a JVM of their own, with the real jar, on each JDK that is installed. */
class LeakFreeIT {
  private static final String JAR = Path.of(System.getProperty("weir.jar")).normalize().toString();
  private static final String AGENT =
      "-javaagent:" + JAR + "=metrics.port=off,leaks.stacks.budget=100%";

  @TempDir Path dir;
  private String err = "";

  /** One of each release from 17 on, of those beside the running one. */
  static List<Path> jdks() throws Exception {
    Map<String, Path> found = new TreeMap<>();
    Path running = Path.of(System.getProperty("java.home")).toRealPath();
    for (File home : running.getParent().toFile().listFiles()) {
      Path release = home.toPath().resolve("release");
      if (Files.isRegularFile(release) && Files.isExecutable(home.toPath().resolve("bin/java"))) {
        String version =
            Files.readString(release).replaceAll("(?s).*JAVA_VERSION=\"(\\d+).*", "$1");
        if (Integer.parseInt(version) >= 17) {
          found.put(version, home.toPath().toRealPath());
        }
      }
    }
    return List.copyOf(found.values());
  }

  /** What each test has come to, by its name: a line with the status, and what was thrown. */
  private Map<String, String> run(Path jdk, List<String> options, String... classes)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(jdk + "/bin/java"));
    command.addAll(options);
    command.add("-Djava.io.tmpdir=" + dir);
    command.addAll(List.of("-cp", classPath(options), Runs.class.getName()));
    command.addAll(List.of(classes));
    File out = dir.resolve("out").toFile();
    File errors = dir.resolve("err").toFile();
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out).redirectError(errors);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.start();
    try {
      assertThat(process.waitFor(180, TimeUnit.SECONDS)).as("ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    err = Files.readString(errors.toPath());
    String all = Files.readString(out.toPath());
    assertThat(process.exitValue()).as(all + err).isZero();
    Map<String, String> results = new LinkedHashMap<>();
    for (String one : all.split("(?m)^# ")) {
      if (!one.isBlank()) {
        results.put(
            one.replaceFirst("(?s)(\\(.*?\\))?(\\[\\d+\\])? (SUCC|FAIL|ABOR).*", "$2"), one);
      }
    }
    return results;
  }

  /** Without the build's own bootstrap classes; with the jar only where it is to be attached. */
  private static String classPath(List<String> options) {
    List<String> entries =
        new ArrayList<>(List.of(System.getProperty("java.class.path").split(File.pathSeparator)));
    entries.removeIf(entry -> entry.contains("bootstrap") || entry.contains("weir-agent"));
    entries.removeIf(entry -> entry.contains("/agent/"));
    if (options.stream().noneMatch(option -> option.contains("weir-agent.jar"))) {
      entries.add(JAR);
    }
    return String.join(File.pathSeparator, entries);
  }

  private static List<String> options(String... all) {
    return Arrays.asList(all);
  }

  private static void assertGood(Map<String, String> results) {
    assertThat(results)
        .allSatisfy(
            (name, result) -> {
              if (name.startsWith("good") && !name.equals("goodOnlyIfTrue[2]")) {
                assertThat(result).contains(" SUCCESSFUL");
              }
            });
  }

  private static void assertEachKind(Map<String, String> results) {
    assertGood(results);
    String site = "com.acme.LeaksCase.open(LeaksCase.java:";
    Map<String, String> said =
        Map.ofEntries(
            Map.entry("file", "file /proc/self/status, still open, thread "),
            Map.entry("directory", "directory /"),
            Map.entry("channel", "file /proc/self/stat, still open"),
            Map.entry("socket", "socket "),
            Map.entry("listener", "listener 127.0.0.1:"),
            Map.entry("datagram", "datagram "),
            Map.entry("pipe", "pipe, still open"),
            Map.entry("selector", "selector, still open"),
            Map.entry("watcher", "watcher, still open"),
            Map.entry("group", "async-group, still open"),
            Map.entry("process", "process sleep ("),
            Map.entry("tempFile", "temp-file /"),
            Map.entry("dropped", "file /proc/self/status, dropped and never closed, thread "),
            Map.entry("droppedDirectory", "dropped and never closed"),
            Map.entry("droppedConnection", ", dropped and never closed, thread "),
            Map.entry("threadHeld", "thread acme-pool: " + site),
            Map.entry("goodOnlyIfTrue[2]", site),
            Map.entry("repeated[1]", "Test LeaksCase.repeated (repetition 1 of 2) left"),
            Map.entry("repeated[2]", site),
            Map.entry(
                "failsAndLeaks",
                "suppressed java.lang.AssertionError: Test LeaksCase.failsAndLeaks left"),
            Map.entry("exceptedByHalfAName", site),
            Map.entry("inner", site),
            Map.entry("field", site));
    said.forEach(
        (name, text) -> assertThat(results.get(name)).as(name).contains(" FAILED").contains(text));
    for (String name : said.keySet()) {
      assertThat(results.get(name)).as(name).contains("left 1 thing behind", "com.acme.LeaksCase");
    }
    assertThat(results.get("failsAndLeaks"))
        .contains("IllegalStateException: its own failure", site);
    assertThat(results.get("file")).contains("thrown at java.base/java.io.FileInputStream.");
    assertThat(results.get("goodOnlyIfTrue[1]")).contains("SUCCESSFUL");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void eachKindFailsItsTestWithTheLine(Path jdk) throws Exception {
    Map<String, String> results = run(jdk, options(AGENT), "LeaksCase");
    assertEachKind(results);
    assertThat(err)
        .contains("LeaksCase.goodExcepted: exception kind=watcher (fits nothing) fitted nothing")
        .contains("LeaksCase.exceptedByHalfAName: exception site=com.acme.Leaks (half a name")
        .doesNotContain("kept for ever", "the server stays");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void itAttachesItself(Path jdk) throws Exception {
    assertEachKind(run(jdk, options(), "LeaksCase"));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void theJarMayBeNamed(Path jdk) throws Exception {
    Map<String, String> results = run(jdk, options("-Dweir.agent=" + JAR), "WholeClassCase");
    assertGood(results);
    assertThat(results.get("com.acme.WholeClassCase"))
        .contains(" FAILED", "Class WholeClassCase, beside its tests, left 1 thing behind")
        .contains(
            "file /proc/self/maps, still open", "WholeClassCase.openBoth(WholeClassCase.java");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void whereItCannotAttachOneMessageSaysWhatToDo(Path jdk) throws Exception {
    Map<String, String> results =
        run(jdk, options("-XX:-EnableDynamicAgentLoading"), "WholeClassCase", "ForeverCase");
    String all = String.join("\n", results.values());
    assertThat(all)
        .containsOnlyOnce("could not be attached to this JVM: ")
        .containsOnlyOnce("<argLine>-javaagent:")
        .contains("the first such failure says why")
        .doesNotContain("good");
    results = run(jdk, options("-Dweir.agent=/none.jar"), "WholeClassCase");
    assertThat(results.toString()).contains("weir.agent names /none.jar, which is no file");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void whatTheJdkKeepsIsNotChargedToTheFirst(Path jdk) throws Exception {
    Map<String, String> results = run(jdk, options(AGENT), "ForeverCase");
    assertThat(results).hasSizeGreaterThan(6);
    assertThat(results.values()).noneMatch(result -> result.contains(" FAILED"));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void parallelTestsAreToldApart(Path jdk) throws Exception {
    Map<String, String> results = run(jdk, options(AGENT), "ParallelCase");
    assertGood(results);
    assertThat(results.get("leaks"))
        .contains(" FAILED", "left 1 thing behind", "com.acme.LeaksCase.open(");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void whatCannotBeToldApartIsTheLastOnes(Path jdk) throws Exception {
    Map<String, String> results = run(jdk, options(AGENT), "StrayCase");
    assertThat(results.values().stream().filter(one -> one.contains(" FAILED")))
        .singleElement()
        .asString()
        .contains("Tests that ran in parallel, of which this was the last, left 1 thing behind")
        .contains("thread acme-pool: com.acme.LeaksCase.open(");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void anOlderThreadsHandleIsTheClassOrTheOnlyTests(Path jdk) throws Exception {
    Map<String, String> results = run(jdk, options(AGENT), "OldPoolCase", "OldPoolInClassCase");
    assertGood(results);
    assertThat(results.get("alone")).contains("Test OldPoolCase.alone left 1 thing behind");
    assertThat(results.get("com.acme.OldPoolInClassCase"))
        .contains("Class OldPoolInClassCase, beside its tests, left 1 thing behind")
        .contains("thread acme-pool: com.acme.LeaksCase.open(");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void anExceptionNeedsAReasonAndAMessageSaysWhereNoStackWasTaken(Path jdk) throws Exception {
    Map<String, String> results =
        run(
            jdk,
            options("-javaagent:" + JAR + "=metrics.port=off,leaks.stacks.budget=0%"),
            "ReasonCase",
            "WholeClassCase");
    assertThat(results.get("noReason")).contains(" FAILED", "has no reason");
    assertThat(results.get("com.acme.WholeClassCase"))
        .contains("file /proc/self/maps, still open, thread ")
        .contains("no stack was taken; give the agent leaks.stacks.budget=100%");
  }

  /** Each test is run once as it is, and once for each open with that one failing. */
  @ParameterizedTest
  @MethodSource("jdks")
  void eachOpenFailsInItsTurn(Path jdk) throws Exception {
    Map<String, String> results = run(jdk, options(AGENT), "FailEachOpenCase");
    assertGood(results);
    assertThat(results)
        .containsKeys("goodSecondFails[3]", "goodByAnotherThread[2]", "goodThatHidesTheCause[2]")
        .doesNotContainKeys("goodSecondFails[4]", "goodByAnotherThread[3]", "goodAndNone[2]")
        .containsKey("goodAllKinds[7]")
        .containsKey("goodAndMany[4]")
        .doesNotContainKey("goodAndMany[5]");
    assertThat(err).contains("goodAndMany opens more than 3 things");

    assertThat(results.get("secondFails[1]")).contains("SUCCESSFUL");
    assertThat(results.get("secondFails[2]")).contains("SUCCESSFUL");
    assertThat(results.get("secondFails[3]"))
        .contains("FAILED", "with open 2 failed (java.io.FileInputStream /", "/two), left 1 thing")
        .contains("/one, still open", "com.acme.FailEachOpenCase.secondFails(FailEachOpenCase.java")
        .containsPattern(
            "  The open that failed, thread \\S+: com.acme.FailEachOpenCase.secondFails\\(")
        .doesNotContain("(open 2 fails)")
        .contains("suppressed java.io.FileNotFoundException: /", "/two (Too many open files)");
    assertThat(results).doesNotContainKey("secondFails[4]");
    assertThat(results.get("thirdFails[4]")).contains("FAILED", "left 2 things behind");
    for (int i = 1; i <= 3; i++) {
      assertThat(results.get("thirdFails[" + i + "]")).contains("SUCCESSFUL");
    }
    assertThat(results.get("failsByItself[1]")).contains("FAILED", "by itself");
  }
}
