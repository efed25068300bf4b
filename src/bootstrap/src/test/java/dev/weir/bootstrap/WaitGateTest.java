package dev.weir.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

/** Timeouts of sockets, without a socket that waits. */
class WaitGateTest {
  static {
    TestGate.range(1); // installs the gate
  }

  private final TestGate.Counts counts = new TestGate.Counts();

  private static final class Limits extends TestRules {
    private final Timeout timeout;

    Limits(boolean enforced) {
      timeout =
          new Timeout(1, enforced) {
            @Override
            public Object optional() {
              return null;
            }

            @Override
            public Throwable over(Throwable thrown) {
              return thrown;
            }
          };
    }

    @Override
    public Timeout timeout(int what) {
      return what == Timeout.READ ? null : timeout;
    }
  }

  @Test
  void aConnectThatCameWhileItsChannelWasBeingClosedIsOver() throws Exception {
    try (SocketChannel channel = SocketChannel.open()) {
      Gate.rules(new Limits(true));
      Wait wait = WaitGate.watch(TestGate.SOCKET, channel);
      long end = System.nanoTime() + 20_000_000_000L;
      while (channel.isOpen() && System.nanoTime() - end < 0) {
        Thread.sleep(2);
        WaitGate.closeLate();
      }
      assertThat(WaitGate.end(wait, null))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage("Connect timed out");
    } finally {
      Gate.rules(null);
    }
    assertThat(counts.errors()).isZero();
  }

  @Test
  void aConnectInTimeIsNone() throws Exception {
    try (SocketChannel channel = SocketChannel.open()) {
      Gate.rules(new Limits(true));
      Wait wait = WaitGate.watch(TestGate.SOCKET, channel);
      assertThat(WaitGate.end(wait, null)).isNull();
      Thread.sleep(2);
      WaitGate.closeLate();
      assertThat(channel.isOpen()).isTrue();
    } finally {
      Gate.rules(null);
    }
  }

  @Test
  void onlyNoLimitBecomesOneAndOnlyInEnforce() {
    try {
      Gate.rules(new Limits(true));
      assertThat(WaitGate.millis(0, TestGate.SOCKET, Timeout.ACCEPT)).isEqualTo(1);
      assertThat(WaitGate.millis(5, TestGate.SOCKET, Timeout.ACCEPT)).isEqualTo(5);
      assertThat(WaitGate.millis(0, TestGate.SOCKET, Timeout.READ)).isZero();
      Gate.rules(new Limits(false));
      assertThat(WaitGate.millis(0, TestGate.SOCKET, Timeout.ACCEPT)).isZero();
    } finally {
      Gate.rules(null);
    }
    assertThat(counts.errors()).isZero();
  }
}
