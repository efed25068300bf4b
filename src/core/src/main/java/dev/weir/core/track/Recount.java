package dev.weir.core.track;

import dev.weir.bootstrap.Budget;
import dev.weir.bootstrap.Charge;
import dev.weir.bootstrap.ChildProcess;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.Mapping;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Finds places in budgets that nobody has: a thread that has no stack left, or no memory, may end a
 * handle and not come to give its place back. Only once something of Weir's own has gone wrong does
 * it look, and a place is lost when for ten looks in a row it was taken and no open handle stood
 * there. (An open that hangs for so long, in that moment, is taken for one too: then the cap lets
 * one more through.) On the sweeper's thread.
 */
final class Recount {
  private static final int LOOKS = 10;

  private final Map<String, Course> courses = new HashMap<>();

  /** What was seen of one budget: the fewest that were too many, and in how many looks. */
  private static final class Course {
    private Budget budget;
    private int fewest;
    private int looks;
  }

  /**
   * One look.
   *
   * @return how many places were given back, by the budget's name
   */
  Map<String, Integer> look(Map<String, Budget> budgets) {
    Map<Budget, Integer> standing = standing();
    Map<String, Integer> back = new HashMap<>();
    courses.keySet().retainAll(budgets.keySet());
    for (Map.Entry<String, Budget> entry : budgets.entrySet()) {
      Budget budget = entry.getValue();
      int more = budget.taken() - standing.getOrDefault(budget, 0);
      Course course = courses.computeIfAbsent(entry.getKey(), name -> new Course());
      if (more <= 0 || course.budget != budget) {
        course.budget = budget;
        course.looks = 0;
        course.fewest = Integer.MAX_VALUE;
      }
      if (more > 0) {
        course.looks++;
        course.fewest = Math.min(course.fewest, more);
        if (course.looks >= LOOKS && budget.forget(course.fewest)) {
          back.put(entry.getKey(), course.fewest);
          course.looks = 0;
          course.fewest = Integer.MAX_VALUE;
        }
      }
    }
    return back;
  }

  private static Map<Budget, Integer> standing() {
    Map<Budget, Integer> standing = new IdentityHashMap<>();
    for (int fd = Ledger.nextSlot(0); fd < Ledger.capacity(); fd = Ledger.nextSlot(fd + 1)) {
      Handle handle = Ledger.get(fd);
      if (handle != null && handle.fd() == fd) {
        add(handle, standing);
      }
    }
    for (Mapping mapping : Ledger.mappings()) {
      add(mapping, standing);
    }
    for (ChildProcess child : Ledger.processes()) {
      add(child, standing);
    }
    return standing;
  }

  private static void add(Handle handle, Map<Budget, Integer> standing) {
    Charge charge = handle.charge();
    boolean ended = handle.state() == Handle.CLOSED || handle.state() == Handle.GONE;
    if (charge != null && !ended) {
      for (Budget budget : charge.budgets()) {
        standing.merge(budget, 1, Integer::sum);
      }
    }
  }
}
