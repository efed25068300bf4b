package dev.weir.core.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.Budget;
import dev.weir.bootstrap.Charge;
import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.OpenGate;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecountTest {
  private static final int LOOKS = 10;

  private final Budget budget = new Budget();
  private final Map<String, Budget> budgets = Map.of("files", budget);
  private final Recount recount = new Recount();

  @Test
  void aPlaceThatNobodyHasForTenLooksIsFree() {
    budget.take();
    budget.take();
    for (int i = 1; i < LOOKS; i++) {
      assertThat(recount.look(budgets)).isEmpty();
    }
    assertThat(recount.look(budgets)).containsEntry("files", 2);
    assertThat(budget.taken()).isZero();
  }

  @Test
  void whatComesAndGoesIsNotLost() {
    for (int i = 0; i < 3 * LOOKS; i++) {
      if (i % 7 == 0) {
        assertThat(recount.look(budgets)).isEmpty();
      } else {
        budget.take();
        assertThat(recount.look(budgets)).isEmpty();
        budget.give();
      }
    }
    assertThat(budget.taken()).isZero();
  }

  @Test
  void aHandleStandsInItsBudget() {
    Object owner = new Object();
    int fd = 1 << 18; // nobody else's
    Gate.install(new HookPoint[] {new HookPoint(0, "a", "A", Kind.FILE, null, null)});
    OpenGate.opened(0, owner, "target", 1, 0, fd, -1, -1);
    budget.take();
    assertThat(Ledger.get(fd).charge(null, new Charge(this, budget))).isTrue();
    for (int i = 0; i < 2 * LOOKS; i++) {
      assertThat(recount.look(budgets)).isEmpty();
    }
    assertThat(budget.taken()).isOne();
    Gate.closed(0, owner, fd);
    assertThat(budget.taken()).isZero();
  }
}
