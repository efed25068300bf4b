package dev.weir.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.Charge;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.HookPoint.Words;
import dev.weir.bootstrap.Kind;
import dev.weir.core.config.PolicyLoader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InForceTest {
  private static final HookPoint IO = new HookPoint(0, "p", "P", Kind.FILE, Words.IO, null);
  private static final HookPoint NIO = new HookPoint(1, "q", "Q", Kind.FILE, Words.NIO, null);
  private static final HookPoint SOCKET =
      new HookPoint(2, "s", "S", Kind.SOCKET, Words.SOCKET, null);
  private static final HookPoint MAPPING =
      new HookPoint(3, "m", "M", Kind.MAPPING, Words.PLAIN, null);
  private static final HookPoint PROCESS =
      new HookPoint(4, "r", "R", Kind.PROCESS, Words.PLAIN, null);
  private static final Needed NEEDED = new Needed("/opt/jdk", "/srv/app.jar");

  @TempDir Path dir;

  @BeforeEach
  void forget() {
    while (Refusals.poll() != null) {}
  }

  private InForce rules(String policy, InForce before) throws IOException {
    Path file = Files.writeString(dir.resolve("weir.yml"), policy);
    var loaded = PolicyLoader.load("config=" + file, Map.of(), Map.of());
    assertThat(loaded.problems()).isEmpty();
    return new InForce(loaded.policy(), before, handle -> "", 1000, NEEDED);
  }

  private InForce enforced(int max) throws IOException {
    return rules("mode: enforce\nfiles: { max-open: " + max + " }", null);
  }

  private static long count(String key, String mode) {
    return Refusals.rule(key, mode).count();
  }

  private static void give(Object charge) {
    ((Charge) charge).giveBeyond(null);
  }

  @Test
  void theOneThatGoesOverIsRefusedInTheWordsOfItsMethod() throws Exception {
    InForce rules = enforced(2);
    long before = count("files.max-open", "enforce");
    Object first = rules.admit(IO, "/srv/a", 1);
    assertThat(first).isInstanceOf(Charge.class);
    assertThat(rules.admit(NIO, Path.of("/srv/b"), 1)).isInstanceOf(Charge.class);

    assertThat((Throwable) rules.admit(IO, "/srv/c", 1))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("/srv/c (Too many open files: weir files.max-open 2)");
    assertThat((Throwable) rules.admit(NIO, Path.of("/srv/d"), 1))
        .isExactlyInstanceOf(FileSystemException.class)
        .hasMessage("/srv/d: Too many open files: weir files.max-open 2");
    assertThat(count("files.max-open", "enforce")).isEqualTo(before + 2);
    give(first);
    assertThat(rules.admit(IO, "/srv/c", 1)).as("there is room again").isInstanceOf(Charge.class);
    Refusals.Refusal told = Refusals.poll();
    assertThat(told.target()).isEqualTo("/srv/c");
    assertThat(told.value()).isEqualTo("2");
    assertThat(told.stack().getStackTrace()).isNotEmpty();
  }

  @Test
  void observingItCountsAndAdmits() throws Exception {
    InForce rules = rules("files: { max-open: 2 }", null);
    long before = count("files.max-open", "observe");
    List<Object> charges = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      charges.add(rules.admit(IO, "/srv/" + i, 1));
    }
    assertThat(charges).hasOnlyElementsOfType(Charge.class);
    assertThat(count("files.max-open", "observe")).isEqualTo(before + 3);
    charges.subList(1, 5).forEach(InForceTest::give);
    rules.admit(IO, "/srv/a", 1);
    assertThat(count("files.max-open", "observe")).as("there was room").isEqualTo(before + 3);
  }

  @Test
  void whatTheJvmNeedsIsNeitherRefusedNorCounted() throws Exception {
    InForce rules = enforced(1);
    for (String path : List.of("/srv/app.jar", "/proc/self/status", "/opt/jdk/lib/modules")) {
      assertThat(rules.admit(IO, path, 1)).isInstanceOf(Charge.class);
      assertThat(rules.admit(NIO, Path.of(path), 1)).isInstanceOf(Charge.class);
    }
    assertThat(rules.admit(IO, "/srv/a", 1)).isInstanceOf(Charge.class);
    assertThat(rules.admit(IO, "/srv/b", 1)).isInstanceOf(Throwable.class);
  }

  @Test
  void aClassLoaderIsNeverRefusedAndItsFilesCount() throws Exception {
    InForce rules = enforced(1);
    Object first = rules.admit(IO, "/srv/a", 1);
    Object[] charge = {null};
    ClassLoader loader =
        new ClassLoader(null) {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            charge[0] = rules.admit(IO, "/srv/classes/A.class", 1);
            throw new ClassNotFoundException(name);
          }
        };
    try {
      loader.loadClass("com.acme.None");
    } catch (ClassNotFoundException e) {
      // It has opened.
    }
    assertThat(charge[0]).isInstanceOf(Charge.class);
    give(first);
    assertThat(rules.admit(IO, "/srv/b", 1)).as("it counts").isInstanceOf(Throwable.class);
    give(charge[0]);
    assertThat(rules.admit(IO, "/srv/b", 1)).isInstanceOf(Charge.class);
  }

  @Test
  void theFirstRuleThatMatchesCounts() throws Exception {
    InForce rules =
        rules(
            """
            mode: enforce
            files:
              max-open: 3
              rules:
                - { path: "**/*.json", max-open: 1 }
                - { path: "**/*.tmp", max-open: 1, mode: observe }
            """,
            null);
    Object json = rules.admit(IO, "/srv/a.json", 1);
    assertThat(json).isInstanceOf(Charge.class);
    assertThat((Throwable) rules.admit(IO, "/srv/b.json", 1))
        .hasMessage("/srv/b.json (Too many open files: weir files.rules[0].max-open 1)");
    assertThat(rules.admit(IO, "/srv/a.tmp", 1)).isInstanceOf(Charge.class);
    assertThat(rules.admit(IO, "/srv/b.tmp", 1)).as("observed").isInstanceOf(Charge.class);
    assertThat((Throwable) rules.admit(IO, "/srv/x", 1)).hasMessageContaining("files.max-open 3");
    give(json);
    assertThat(rules.admit(IO, "/srv/b.json", 1)).isInstanceOf(Charge.class);
  }

  @Test
  void aSiteHasItsOwnCap() throws Exception {
    InForce rules =
        rules(
            "mode: enforce\nfiles: { rules: [{ site: dev.weir.core.limit.Elsewhere, max-open: 1 }] }",
            null);
    for (int i = 0; i < 3; i++) {
      assertThat(rules.admit(IO, "/srv/" + i, 1)).isInstanceOf(Charge.class);
    }
    assertThat(CallSite.isBelow("com.acme.A.b(A.java:1)", "com.acme.A.b")).isTrue();
    assertThat(CallSite.isBelow("com.acme.A$B.c", "com.acme.A")).isTrue();
    assertThat(CallSite.isBelow("com.acme.AB.c", "com.acme.A")).isFalse();
  }

  @Test
  void socketsMappingsAndProcessesHaveTheirs() throws Exception {
    InForce rules =
        rules(
            """
            mode: enforce
            files: { max-mappings: 1 }
            sockets: { max-open: 0.1% }
            processes: { max-running: 1 }
            """,
            null);
    assertThat(rules.admit(SOCKET, null, 0)).isInstanceOf(Charge.class);
    assertThat((Throwable) rules.admit(SOCKET, null, 0))
        .isExactlyInstanceOf(SocketException.class)
        .hasMessage("Too many open sockets: weir sockets.max-open 1");
    assertThat(rules.map(MAPPING, "/srv/a", 1, true)).isInstanceOf(Charge.class);
    assertThat((Throwable) rules.map(MAPPING, "/srv/a", 1, true))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("/srv/a: Cannot allocate memory: weir files.max-mappings 1");
    assertThat(rules.start(PROCESS, new String[] {"git"}, null)).isInstanceOf(Charge.class);
    assertThat((Throwable) rules.start(PROCESS, new String[] {"git"}, null))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("weir processes.max-running 1 reached");
  }

  @Test
  void aChangeOfThePolicyGoesOnWithTheCount() throws Exception {
    InForce first = enforced(5);
    List<Object> charges = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      charges.add(first.admit(IO, "/srv/" + i, 1));
    }
    InForce second = rules("mode: enforce\nfiles: { max-open: 3 }", first);
    assertThat((Throwable) second.admit(IO, "/srv/a", 1)).hasMessageContaining("max-open 3");
    give(charges.get(0));
    assertThat(second.admit(IO, "/srv/a", 1)).isInstanceOf(Charge.class);
  }

  @Test
  void theCapIsExactAmongThreads() throws Exception {
    int max = 5;
    int threads = 8;
    int rounds = 20_000;
    InForce rules = enforced(max);
    long before = count("files.max-open", "enforce");
    AtomicInteger open = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicLong refused = new AtomicLong();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      SplittableRandom random = new SplittableRandom(i);
      running.add(
          pool.submit(
              () -> {
                List<Object> mine = new ArrayList<>();
                for (int round = 0; round < rounds; round++) {
                  if (!mine.isEmpty() && random.nextBoolean()) {
                    open.decrementAndGet();
                    give(mine.remove(0));
                    continue;
                  }
                  Object admitted = rules.admit(IO, "/srv/a", 1);
                  if (admitted instanceof Charge) {
                    mine.add(admitted);
                    most.accumulateAndGet(open.incrementAndGet(), Math::max);
                  } else {
                    refused.incrementAndGet();
                  }
                }
                open.addAndGet(-mine.size());
                mine.forEach(InForceTest::give);
              }));
    }
    for (Future<?> one : running) {
      one.get();
    }
    pool.shutdown();

    assertThat(most).as("at the cap and never over it").hasValue(max);
    assertThat(refused.get()).isPositive().isEqualTo(count("files.max-open", "enforce") - before);
    for (int i = 0; i < max; i++) {
      assertThat(rules.admit(IO, "/srv/" + i, 1)).as("none is lost").isInstanceOf(Charge.class);
    }
    assertThat(rules.admit(IO, "/srv/x", 1)).isInstanceOf(Throwable.class);
  }

  @Test
  void forcedErrorsComeInTheSamePlacesForTheSameSeed() throws Exception {
    String policy =
        """
        inject:
          enabled: true
          seed: 7
          rules:
            - { on: open, match: "/srv/**", share: 30% }
            - { on: start, match: git }
            - { on: connect, match: "10.0.0.0/8:443" }
        """;
    List<Boolean> first = failures(rules(policy, null));
    assertThat(first.stream().filter(failed -> failed).count()).isBetween(240L, 360L);
    assertThat(failures(rules(policy, null))).isEqualTo(first);
    assertThat(failures(rules(policy.replace("seed: 7", "seed: 8"), null))).isNotEqualTo(first);

    InForce rules = rules(policy, null);
    assertThat(rules.admit(IO, "/tmp/a", 1)).isInstanceOf(Charge.class);
    assertThat((Throwable) rules.start(PROCESS, new String[] {"git", "gc"}, null))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("git: Cannot allocate memory: weir inject.rules[1] start");
    assertThat(rules.start(PROCESS, new String[] {"dot"}, null)).isInstanceOf(Charge.class);
    InetAddress ten = InetAddress.getByAddress(new byte[] {10, 1, 2, 3});
    assertThat(rules.connect(SOCKET, ten, 443))
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessage("Connection refused: weir inject.rules[2] connect: /10.1.2.3");
    assertThat(rules.connect(SOCKET, ten, 80)).isNull();
    assertThat(rules(policy.replace("true", "false"), null).forcesErrors()).isFalse();
  }

  private static List<Boolean> failures(InForce rules) {
    List<Boolean> failed = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      failed.add(rules.admit(IO, "/srv/a", 1) instanceof Throwable);
    }
    return failed;
  }

  /** java.home is walked only for who asks about paths: it costs every start 50 to 100 ms. */
  @Test
  void withoutRulesOnPathsNothingIsLookedUpForThem() throws Exception {
    rules("mode: enforce\nfiles: { max-open: 5 }", null); // loads what else needs java.home
    String home = System.clearProperty("java.home");
    try {
      assertThat(rules("mode: enforce\nfiles: { max-open: 5 }", null).paths()).isNull();
    } finally {
      System.setProperty("java.home", home);
    }
    assertThat(rules("files: { roots: [/srv] }", null).paths()).isNotNull();
  }
}
