package dev.weir.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AtExitTest {
  @AfterEach
  void forget() {
    Gate.forget();
  }

  /** java.lang.Shutdown has seven slots to give, and takes none back. */
  @Test
  void oneSlotServesEveryAttach() {
    for (int attach = 0; attach < 20; attach++) {
      assertThat(AtExit.run(new Work())).as("attach %s", attach).isTrue();
      Gate.forget();
    }
  }

  /** It holds all of the agent by its class loader. */
  @Test
  void aDetachLetsGoOfTheWork() throws Exception {
    Work work = new Work();
    WeakReference<Work> watched = new WeakReference<>(work);
    assertThat(AtExit.run(work)).isTrue();
    work = null;
    Gate.forget();
    Instant end = Instant.now().plus(Duration.ofMinutes(1));
    while (!watched.refersTo(null) && Instant.now().isBefore(end)) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(watched.refersTo(null)).isTrue();
  }

  private static final class Work implements Runnable {
    @Override
    public void run() {
      // Nothing is to be seen of it.
    }
  }
}
