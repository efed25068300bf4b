package dev.weir.bootstrap;

import java.util.Arrays;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/** The ledger and the gate do, step by step, what {@link LedgerModel} does. */
class LedgerModelTest {
  @Property
  void agreesWithTheModel(@ForAll("steps") ActionChain<LedgerModel> steps) {
    steps.withInvariant("agree", LedgerModel::agree).run().finish();
  }

  @Provide
  Arbitrary<ActionChain<LedgerModel>> steps() {
    return ActionChain.startWith(LedgerModel::new)
        .withAction(6, opens())
        .withAction(1, one("open again", LedgerModel::openAgain))
        .withAction(5, closes())
        .withAction(1, one("become late", LedgerModel::becomeLate))
        .withAction(2, one("closing", LedgerModel::closing))
        .withAction(2, one("collect", LedgerModel::collect))
        .withAction(1, one("gone", LedgerModel::gone))
        .withAction(1, one("closed unseen", LedgerModel::closedUnseen))
        .withAction(1, one("sweep", (model, ignored) -> model.sweep()))
        .withAction(2, one("map", LedgerModel::map))
        .withAction(2, one("unmap", LedgerModel::unmap))
        .withAction(1, one("collect mapping", LedgerModel::collectMapping))
        .withMaxTransformations(48);
  }

  /** A file has one descriptor; a directory has two, and one of three stands for what may come. */
  private static Action.Independent<LedgerModel> opens() {
    Arbitrary<Set<Integer>> one = places(1);
    Arbitrary<Set<Integer>> more = Arbitraries.of(2, 3).flatMap(LedgerModelTest::places);
    return () ->
        Arbitraries.oneOf(
            one.map(places -> open(TestGate.FILE, places)),
            one.map(places -> open(TestGate.SOCKET, places)),
            more.map(places -> open(TestGate.DIRECTORY, places)));
  }

  private static Transformer<LedgerModel> open(int point, Set<Integer> places) {
    int[] numbers = places.stream().mapToInt(Integer::intValue).toArray();
    return Transformer.mutate(
        "open " + TestGate.POINTS[point].name() + " " + Arrays.toString(numbers),
        model -> model.open(point, numbers));
  }

  private static Arbitrary<Set<Integer>> places(int count) {
    return Arbitraries.integers().between(0, LedgerModel.FDS - 1).set().ofSize(count);
  }

  private static Action.Independent<LedgerModel> closes() {
    Arbitrary<Integer> which = Arbitraries.integers().between(0, 50);
    Arbitrary<Integer> fd = Arbitraries.integers().between(0, 5);
    return () ->
        which.flatMap(
            a ->
                fd.map(b -> Tuple.of(a, b))
                    .map(
                        pair ->
                            Transformer.mutate(
                                "close " + pair, model -> model.close(pair.get1(), pair.get2()))));
  }

  private interface Step {
    void on(LedgerModel model, int which);
  }

  private static Action.Independent<LedgerModel> one(String name, Step step) {
    return () ->
        Arbitraries.integers()
            .between(0, 50)
            .map(which -> Transformer.mutate(name + " " + which, model -> step.on(model, which)));
  }
}
