package dev.weir.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.HookPoint.Words;
import dev.weir.bootstrap.Kind;
import java.io.FileNotFoundException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OpenFilesTest {
  private static final HookPoint IO = new HookPoint(0, "p", "P", Kind.FILE, Words.IO, null);
  private static final HookPoint NIO = new HookPoint(1, "q", "Q", Kind.FILE, Words.NIO, null);
  private static final Needed NEEDED = new Needed("/opt/jdk", "/srv/app.jar");

  private static OpenFiles enforced(int max) {
    return new OpenFiles(max, true, NEEDED);
  }

  private static OpenFiles observed(int max) {
    return new OpenFiles(max, false, NEEDED);
  }

  /** The counter of the rule that was made last. */
  private static Refusals.Rule last() {
    return Refusals.all().get(Refusals.all().size() - 1);
  }

  @Test
  void theOneThatGoesOverIsRefusedInTheWordsOfItsMethod() {
    OpenFiles rule = enforced(2);
    assertThat(rule.admit(IO, "/srv/a")).isNull();
    assertThat(rule.admit(NIO, Path.of("/srv/b"))).isNull();

    assertThat(rule.admit(IO, "/srv/c"))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("/srv/c (Too many open files: weir files.max-open 2)");
    assertThat(rule.admit(NIO, Path.of("/srv/d")))
        .isExactlyInstanceOf(FileSystemException.class)
        .hasMessage("/srv/d: Too many open files: weir files.max-open 2");
    assertThat(rule.open()).isEqualTo(2);
    assertThat(last().count()).isEqualTo(2);
    assertThat(last().key()).isEqualTo("files.max-open");
    assertThat(last().mode()).isEqualTo("enforce");
  }

  @Test
  void whatFailedOrEndedMakesRoom() {
    OpenFiles rule = enforced(1);
    assertThat(rule.admit(IO, "/srv/a")).isNull();
    rule.failed(IO, "/srv/a");
    assertThat(rule.admit(IO, "/srv/a")).isNull();
    assertThat(rule.admit(IO, "/srv/b")).isNotNull();
    rule.ended();
    assertThat(rule.admit(IO, "/srv/b")).isNull();
    assertThat(rule.open()).isOne();
  }

  @Test
  void observingItCountsAndAdmits() {
    OpenFiles rule = observed(2);
    for (int i = 0; i < 5; i++) {
      assertThat(rule.admit(IO, "/srv/" + i)).isNull();
    }
    assertThat(rule.open()).isEqualTo(5);
    assertThat(last().count()).isEqualTo(3);
    assertThat(last().mode()).isEqualTo("observe");
    for (int i = 0; i < 4; i++) {
      rule.ended();
    }
    assertThat(rule.admit(IO, "/srv/a")).isNull();
    assertThat(last().count()).as("there was room").isEqualTo(3);
  }

  @Test
  void whatTheJvmNeedsIsNeitherRefusedNorCounted() {
    OpenFiles rule = enforced(1);
    rule.admit(IO, "/srv/a");
    for (String path : List.of("/srv/app.jar", "/proc/self/status", "/opt/jdk/lib/modules")) {
      assertThat(rule.counts(IO, path)).isFalse();
      assertThat(rule.admit(IO, path)).isNull();
      assertThat(rule.admit(NIO, Path.of(path))).isNull();
      rule.failed(IO, path);
    }
    assertThat(rule.counts(IO, "/srv/a")).isTrue();
    assertThat(rule.open()).isOne();
    assertThat(last().count()).isZero();
  }

  @Test
  void aClassLoaderIsNeverRefusedAndItsFilesCount() {
    OpenFiles rule = enforced(1);
    rule.admit(IO, "/srv/a");
    Throwable[] refusal = {new Error("not asked")};
    ClassLoader loader =
        new ClassLoader(null) {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            refusal[0] = rule.admit(IO, "/srv/classes/A.class");
            throw new ClassNotFoundException(name);
          }
        };
    try {
      loader.loadClass("com.acme.None");
    } catch (ClassNotFoundException e) {
      // It has opened.
    }
    assertThat(refusal[0]).isNull();
    assertThat(rule.open()).isEqualTo(2);
    assertThat(last().count()).isZero();
    rule.ended();
    assertThat(rule.open()).isOne();
  }

  @Test
  void noCapAtAllIsRefusedFromTheFirst() {
    assertThat(enforced(0).admit(IO, "/srv/a")).isNotNull();
  }

  @Test
  void theCapIsExactAmongThreads() throws Exception {
    int max = 5;
    int threads = 8;
    int rounds = 20_000;
    OpenFiles rule = enforced(max);
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
                int mine = 0;
                for (int round = 0; round < rounds; round++) {
                  if (mine > 0 && random.nextBoolean()) {
                    open.decrementAndGet();
                    mine--;
                    if (random.nextBoolean()) {
                      rule.ended();
                    } else {
                      rule.failed(IO, "/srv/a");
                    }
                  } else if (rule.admit(IO, "/srv/a") == null) {
                    mine++;
                    most.accumulateAndGet(open.incrementAndGet(), Math::max);
                  } else {
                    refused.incrementAndGet();
                  }
                }
                open.addAndGet(-mine);
                for (; mine > 0; mine--) {
                  rule.ended();
                }
              }));
    }
    for (Future<?> one : running) {
      one.get();
    }
    pool.shutdown();

    assertThat(most).as("at the cap and never over it").hasValue(max);
    assertThat(refused.get()).isPositive().isEqualTo(last().count());
    assertThat(rule.open()).isZero();
  }
}
