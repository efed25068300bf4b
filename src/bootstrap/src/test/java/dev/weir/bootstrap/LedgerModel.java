package dev.weir.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * What is open, kept as plainly as can be, beside the real ledger: each step is done in both, and
 * {@link #agree} compares them. Descriptors are few, so that numbers are often used again.
 */
final class LedgerModel {
  static final int FDS = 8;

  /** One handle: opened once, and ended at most once. */
  private static final class Thing {
    final int point;
    final int[] fds;
    Object owner = new Object();
    Handle handle;
    HookPoint shownAs;
    int state = Handle.OPEN;
    boolean leaked;

    Thing(int point, int... fds) {
      this.point = point;
      this.fds = fds;
      shownAs = TestGate.POINTS[point];
    }

    boolean live() {
      return isOpen() || state == Handle.COLLECTED;
    }

    boolean isOpen() {
      return state == Handle.OPEN || state == Handle.CLOSING;
    }

    Kind kind() {
      return shownAs.kind();
    }

    @Override
    public String toString() {
      return shownAs.name() + java.util.Arrays.toString(fds) + " state " + state;
    }
  }

  private final int base = TestGate.range(FDS);
  private final TestGate.Counts counts = new TestGate.Counts();
  private final List<Thing> things = new ArrayList<>();
  private final List<Thing> mappings = new ArrayList<>();
  private final Thing[] slots = new Thing[FDS];
  private final Deque<Thing> handedOver = new ArrayDeque<>();
  private final Set<Handle> leaks = Collections.newSetFromMap(new IdentityHashMap<>());

  LedgerModel() {
    // What earlier tests have left.
    while (Ledger.pollHandedOver() != null) {}
    while (Ledger.pollCollected() != null) {}
  }

  /** An open, of numbers that may have been closed past the ledger. */
  void open(int point, int... places) {
    Thing thing = new Thing(point, places);
    TestGate.open(point, thing.owner, numbers(places));
    thing.handle = Ledger.get(base + places[0]);
    for (int place : places) {
      if (slots[place] != null && slots[place] != thing) {
        handedOver.add(slots[place]);
      }
      slots[place] = thing;
    }
    things.add(thing);
  }

  /** A second event for the same open: a channel over a file, a socket that begins to listen. */
  void openAgain(int which) {
    Thing thing = pick(which);
    if (thing == null || slots[thing.fds[0]] != thing) {
      return;
    }
    int better =
        thing.point == TestGate.FILE
            ? TestGate.CHANNEL
            : thing.point == TestGate.SOCKET ? TestGate.LISTENER : -1;
    if (better == TestGate.LISTENER) {
      OpenGate.became(better, thing.owner, base + thing.fds[0]);
      thing.shownAs = TestGate.POINTS[better];
    } else if (better >= 0) {
      TestGate.open(better, thing.owner, numbers(thing.fds));
      thing.shownAs = TestGate.POINTS[better];
    }
  }

  /** A socket begins to listen after another thread has closed it: nothing comes of it. */
  void becomeLate(int which) {
    Thing thing = pick(which);
    if (thing == null || thing.point != TestGate.SOCKET || slots[thing.fds[0]] == thing) {
      return;
    }
    OpenGate.became(TestGate.LISTENER, thing.owner, base + thing.fds[0]);
  }

  /** The application closes what stays open for a while. */
  void closing(int which) {
    Thing thing = pick(which);
    if (thing == null) {
      return;
    }
    Gate.closing(thing.point, thing.owner, base + thing.fds[0]);
    if (slots[thing.fds[0]] == thing && thing.state == Handle.OPEN) {
      thing.state = Handle.CLOSING;
    }
  }

  /** A close: the first, a second one, or one whose number is another's by now. */
  void close(int which, int whichFd) {
    Thing thing = pick(which);
    if (thing == null) {
      return;
    }
    int place = thing.fds[whichFd % thing.fds.length];
    Gate.closed(thing.point, thing.owner, base + place);
    if (slots[place] == thing && thing.isOpen()) {
      end(thing, Handle.CLOSED);
    }
  }

  /** The owner is dropped and collected; the sweeper hears of it. */
  void collect(int which) {
    Thing thing = pick(which);
    if (thing == null) {
      return;
    }
    thing.owner = null;
    // What the garbage collector does, at a time of the test's choice.
    thing.handle.enqueue();
    assertThat(Ledger.pollCollected()).isSameAs(thing.handle);
    boolean first = Gate.collected(thing.handle);
    assertThat(first).isEqualTo(thing.isOpen());
    if (first) {
      leak(thing);
      if (slots[thing.fds[0]] != thing) {
        Gate.gone(thing.handle);
        end(thing, Handle.GONE);
      }
    }
  }

  /** The sweeper sees that the number of a collected handle is free again. */
  void gone(int which) {
    if (things.isEmpty()) {
      return;
    }
    Thing thing = things.get(which % things.size());
    Gate.gone(thing.handle);
    if (thing.state == Handle.COLLECTED) {
      end(thing, Handle.GONE);
    }
  }

  /** The sweeper sees that a descriptor was closed past every hook. */
  void closedUnseen(int which) {
    Thing thing = pick(which);
    if (thing == null) {
      return;
    }
    Gate.closedUnseen(thing.handle);
    if (thing.isOpen()) {
      end(thing, Handle.CLOSED);
    }
  }

  /** The sweeper takes what was handed over, and decides. */
  void sweep() {
    for (Handle handle = Ledger.pollHandedOver();
        handle != null;
        handle = Ledger.pollHandedOver()) {
      assertThat(nextHandedOver()).as("handed over").isSameAs(handle);
      Gate.closedUnseen(handle);
      Gate.gone(handle);
    }
    assertThat(handedOver).as("handed over").isEmpty();
  }

  private Handle nextHandedOver() {
    Thing thing = handedOver.poll();
    if (thing == null) {
      return null;
    }
    if (thing.live()) {
      end(thing, thing.isOpen() ? Handle.CLOSED : Handle.GONE);
    }
    return thing.handle;
  }

  void map(int bytes) {
    Thing thing = new Thing(TestGate.MAPPING);
    Set<Mapping> before = Collections.newSetFromMap(new IdentityHashMap<>());
    before.addAll(Ledger.mappings());
    MappingGate.mapped(null, TestGate.MAPPING, thing.owner, "target", bytes, true);
    for (Mapping mapping : Ledger.mappings()) {
      if (!before.contains(mapping)) {
        assertThat(thing.handle).isNull();
        thing.handle = mapping;
        assertThat(mapping.bytes()).isEqualTo(bytes);
      }
    }
    mappings.add(thing);
  }

  void unmap(int which) {
    Thing thing = mappings.isEmpty() ? null : mappings.get(which % mappings.size());
    if (thing == null || thing.owner == null) {
      return;
    }
    MappingGate.unmapped(TestGate.MAPPING, thing.owner);
    if (thing.state == Handle.OPEN) {
      thing.state = Handle.CLOSED;
    }
  }

  void collectMapping(int which) {
    Thing thing = mappings.isEmpty() ? null : mappings.get(which % mappings.size());
    if (thing == null || thing.owner == null) {
      return;
    }
    thing.owner = null;
    thing.handle.enqueue();
    Mapping mapping = (Mapping) Ledger.pollCollected();
    assertThat(mapping).isSameAs(thing.handle);
    Ledger.remove(mapping);
    boolean first = Gate.collected(mapping);
    assertThat(first).isEqualTo(thing.state == Handle.OPEN);
    if (first) {
      leak(thing);
      Gate.gone(mapping);
      thing.state = Handle.GONE;
    }
  }

  /** Everything that must hold after each step. */
  void agree() {
    for (int place = 0; place < FDS; place++) {
      assertThat(Ledger.get(base + place))
          .as("slot %s", place)
          .isSameAs(slots[place] == null ? null : slots[place].handle);
    }
    long[] opened = new long[Kind.values().length];
    long[] ended = new long[Kind.values().length];
    long[] open = new long[Kind.values().length];
    for (List<Thing> some : List.of(things, mappings)) {
      for (Thing thing : some) {
        assertThat(thing.handle).as("%s", thing).isNotNull();
        assertThat(thing.handle.state()).as("%s", thing).isEqualTo(thing.state);
        assertThat(thing.handle.point()).isSameAs(thing.shownAs);
        assertThat(leaks.contains(thing.handle)).as("leak: %s", thing).isEqualTo(thing.leaked);
        opened[thing.kind().ordinal()]++;
        Kind before = TestGate.POINTS[thing.point].kind();
        opened[before.ordinal()] += before == thing.kind() ? 0 : 1;
        open[thing.kind().ordinal()] += thing.live() ? 1 : 0;
        ended[thing.kind().ordinal()] += thing.live() ? 0 : 1;
        // Not lost: what has not ended is in its slot, or the sweeper will hear of it.
        if (thing.live() && thing.kind() != Kind.MAPPING) {
          assertThat(slots[thing.fds[0]] == thing || handedOver.contains(thing))
              .as("%s is in a slot or handed over", thing)
              .isTrue();
        }
      }
    }
    for (Kind kind : Kind.values()) {
      assertThat(counts.opened(kind)).as("opened").isEqualTo(opened[kind.ordinal()]);
      assertThat(counts.ended(kind)).as("ended").isEqualTo(ended[kind.ordinal()]);
      assertThat(counts.open(kind)).as("open").isEqualTo(open[kind.ordinal()]);
    }
    for (Thing mapping : mappings) {
      assertThat(Ledger.mappings().contains(mapping.handle)).isEqualTo(mapping.live());
    }
    assertThat(counts.errors()).as("errors of the gate's own").isZero();
  }

  /** Leaves nothing behind for the tests that follow. */
  void finish() {
    sweep();
    for (int i = 0; i < things.size(); i++) {
      close(i, 0);
      gone(i);
    }
    for (int i = 0; i < mappings.size(); i++) {
      unmap(i);
    }
    agree();
    for (Kind kind : Kind.values()) {
      assertThat(counts.open(kind)).isZero();
    }
  }

  private void leak(Thing thing) {
    thing.state = Handle.COLLECTED;
    thing.leaked = true;
    leaks.add(thing.handle);
  }

  private void end(Thing thing, int state) {
    thing.state = state;
    for (int place : thing.fds) {
      if (slots[place] == thing) {
        slots[place] = null;
      }
    }
  }

  /** One whose owner is still there; null if that is none. */
  private Thing pick(int which) {
    List<Thing> some = new ArrayList<>();
    for (Thing thing : things) {
      if (thing.owner != null) {
        some.add(thing);
      }
    }
    return some.isEmpty() ? null : some.get(which % some.size());
  }

  private int[] numbers(int[] places) {
    int[] numbers = new int[places.length];
    for (int i = 0; i < places.length; i++) {
      numbers[i] = base + places[i];
    }
    return numbers;
  }
}
