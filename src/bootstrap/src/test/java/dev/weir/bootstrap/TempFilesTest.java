package dev.weir.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class TempFilesTest {
  @BeforeEach
  void start() {
    Gate.install(TestGate.POINTS);
    TempFiles.clear();
    Stacks.configure(32, 1); // other tests may have used up the budget
  }

  @AfterEach
  void forget() {
    TempFiles.clear();
    Stacks.configure(32, 0.01);
  }

  private static List<TempFile> all() {
    List<TempFile> all = new ArrayList<>();
    TempFiles.iterator().forEachRemaining(all::add);
    return all;
  }

  @Test
  void whoMadeItIsKept() {
    OpenGate.made(TestGate.FILE, new File("/tmp/a"));
    TempFile file = all().get(0);
    assertThat(file.path()).isEqualTo("/tmp/a");
    assertThat(file.thread()).isEqualTo(Thread.currentThread().getName());
    assertThat(file.trace()).isSameAs(file.trace()).isNotNull();
    assertThat(file.deleted()).isFalse();
  }

  @Test
  void theOldestAreDroppedAndCounted() {
    for (int i = 0; i < TempFiles.MAX + 3; i++) {
      OpenGate.made(TestGate.FILE, new File("/tmp/" + i));
    }
    assertThat(all()).hasSize(TempFiles.MAX).first().extracting(TempFile::path).isEqualTo("/tmp/3");
    assertThat(TempFiles.dropped()).isEqualTo(3);
  }

  @Test
  void whatIsTakenOutMakesPlace() {
    for (int i = 0; i < TempFiles.MAX; i++) {
      OpenGate.made(TestGate.FILE, new File("/tmp/" + i));
    }
    Iterator<TempFile> files = TempFiles.iterator();
    files.next();
    files.remove();
    OpenGate.made(TestGate.FILE, new File("/tmp/last"));
    assertThat(all()).hasSize(TempFiles.MAX);
    assertThat(TempFiles.dropped()).isZero();
  }

  @Test
  void weirsOwnAndOtherProvidersAreNotRecorded() throws Exception {
    Thread own = new AgentThread("test", () -> OpenGate.made(TestGate.FILE, new File("/tmp/own")));
    own.start();
    own.join();
    OpenGate.made(TestGate.FILE, this); // of another class loader than java.io.File
    OpenGate.made(TestGate.FILE, null);
    assertThat(all()).isEmpty();
  }

  @Test
  void aListenerIsToldOfEveryOpen() {
    List<Object> told = new ArrayList<>();
    OpenListener listener =
        new OpenListener() {
          @Override
          public void opened(Handle handle) {
            told.add(handle);
          }

          @Override
          public void made(TempFile file) {
            told.add(file);
          }
        };
    int fd = TestGate.range(1);
    Object owner = new Object();
    Ledger.listen(listener);
    try {
      TestGate.open(TestGate.FILE, owner, fd);
      OpenGate.made(TestGate.FILE, new File("/tmp/a"));
    } finally {
      Ledger.listen(null);
    }
    assertThat(told).containsExactly(Ledger.get(fd), all().get(0));
    Gate.closed(TestGate.FILE, owner, fd);
  }
}
