package dev.weir.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.Budget;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PeerBudgetsTest {
  private final PeerBudgets budgets = new PeerBudgets();

  private Budget take(String address, int most) throws Exception {
    return budgets.take(InetAddress.getByName(address), most);
  }

  @Test
  void eachAddressHasItsOwnAndOfIpv6EachNetworkOf64Bits() throws Exception {
    Budget first = take("10.0.0.1", 1);
    assertThat(first).isNotNull();
    assertThat(take("10.0.0.1", 1)).isNull();
    assertThat(take("::ffff:10.0.0.1", 1)).as("the same in the clothes of IPv6").isNull();
    assertThat(take("10.0.0.2", 1)).isNotNull();
    assertThat(take("2001:db8::1", 1)).isNotNull();
    assertThat(take("2001:db8::ffff:1", 1)).isNull();
    assertThat(take("2001:db8:0:1::1", 1)).isNotNull();
    first.give();
    assertThat(take("10.0.0.1", 1)).isNotNull();
  }

  @Test
  void whoLeavesLastTakesItAlong() throws Exception {
    List<Budget> taken = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      taken.add(take("10.0." + i / 250 + "." + i % 250, 1));
      taken.add(take("10.0." + i / 250 + "." + i % 250, 2));
    }
    assertThat(budgets.size()).isEqualTo(1000);
    for (Budget one : taken) {
      one.give();
    }
    assertThat(budgets.size()).isZero();
  }

  @Test
  void neverMoreThanTheLimitThoughTheyComeAndGo() throws Exception {
    int most = 2;
    AtomicInteger[] inside = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
    AtomicInteger over = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> all = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      SplittableRandom random = new SplittableRandom(t);
      all.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  int peer = random.nextInt(inside.length);
                  Budget its =
                      budgets.take(
                          InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) peer}), most);
                  if (its != null) {
                    over.addAndGet(inside[peer].incrementAndGet() > most ? 1 : 0);
                    inside[peer].decrementAndGet();
                    its.give();
                  }
                }
                return null;
              }));
    }
    for (Future<?> one : all) {
      one.get();
    }
    threads.shutdown();
    assertThat(over.get()).isZero();
    assertThat(budgets.size()).isZero();
  }
}
