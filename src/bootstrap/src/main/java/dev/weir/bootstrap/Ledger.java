package dev.weir.bootstrap;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What is open: an array indexed by file descriptor; and apart, mappings and child processes, which
 * have none.
 *
 * <p>The kernel already gives every open file a small, dense, unique number, so there is no hashing
 * and no lock: an open is one atomic exchange, a close one compare-and-set. The number alone proves
 * nothing (many JDK objects keep theirs after close), so a close must come from the handle's owner.
 *
 * <p>An open that finds its slot taken is no evidence of a leak: the old handle goes to the
 * sweeper, which decides. All methods may be called by any thread, unless they say otherwise.
 */
public final class Ledger {
  private static final int SEGMENT_BITS = 10;
  private static final int SEGMENT = 1 << SEGMENT_BITS;

  /** The largest number the kernel gives: fs.nr_open can be raised to 2^30. */
  private static final int LARGEST = 1 << 30;

  private static final ReferenceQueue<Object> COLLECTED = new ReferenceQueue<>();
  private static final ConcurrentLinkedQueue<Handle> HANDED_OVER = new ConcurrentLinkedQueue<>();

  /**
   * Mappings by owner. A map and its allocations are affordable here: mmap(2) costs microseconds,
   * and the first touch of each page more.
   */
  private static final ConcurrentHashMap<Object, Mapping> MAPPINGS = new ConcurrentHashMap<>();

  /** Child processes by pid: fork(2) costs a thousand times as much. */
  private static final ConcurrentHashMap<Integer, ChildProcess> PROCESSES =
      new ConcurrentHashMap<>();

  private static volatile Segment[] segments = new Segment[16];

  /** Null in a JVM that serves. */
  private static volatile OpenListener listener;

  private Ledger() {}

  /** The handle that holds descriptor {@code fd}, or null. */
  public static Handle get(int fd) {
    Segment[] all = segments;
    int index = fd >>> SEGMENT_BITS;
    Segment segment = fd >= 0 && index < all.length ? all[index] : null;
    return segment == null ? null : segment.get(place(fd));
  }

  /** One more than the largest descriptor that has a slot. */
  public static int capacity() {
    return segments.length << SEGMENT_BITS;
  }

  /** Whether any descriptor from {@code fd} to the end of its segment can be there; skips gaps. */
  public static int nextSlot(int fd) {
    Segment[] all = segments;
    int index = fd >>> SEGMENT_BITS;
    if (index < all.length && all[index] != null) {
      return fd;
    }
    while (index < all.length && all[index] == null) {
      index++;
    }
    return index << SEGMENT_BITS;
  }

  /** All mappings, live. */
  public static Collection<Mapping> mappings() {
    return Collections.unmodifiableCollection(MAPPINGS.values());
  }

  /** All child processes that run, live. */
  public static Collection<ChildProcess> processes() {
    return Collections.unmodifiableCollection(PROCESSES.values());
  }

  /** Has this one told of every open from now on; null for nobody. Not of mappings. */
  public static void listen(OpenListener to) {
    listener = to;
  }

  /** Something was opened: told last, when it is in its slot and counted. */
  static void tell(Handle handle) {
    OpenListener to = listener;
    if (to != null) {
      to.opened(handle);
    }
  }

  /** A temp file was made. */
  static void tell(TempFile file) {
    OpenListener to = listener;
    if (to != null) {
      to.made(file);
    }
  }

  static ReferenceQueue<Object> queue() {
    return COLLECTED;
  }

  /** Writes a new handle into the slots of its descriptors. */
  static void put(Handle handle) {
    put(handle.fd, handle);
    if (handle.second >= 0) {
      put(handle.second, handle);
    }
    if (handle.third >= 0) {
      put(handle.third, handle);
    }
  }

  static void put(Mapping mapping) {
    MAPPINGS.put(mapping, mapping);
  }

  static void put(ChildProcess child) {
    PROCESSES.put(child.pid(), child);
  }

  static void remove(ChildProcess child) {
    PROCESSES.remove(child.pid(), child);
  }

  /** Takes out the mapping of this owner; null if there is none. */
  static Mapping removeMapping(Object owner) {
    return MAPPINGS.remove(new Mapping.Probe(owner));
  }

  /** Takes out a mapping whose owner is gone. */
  public static void remove(Mapping mapping) {
    MAPPINGS.remove(mapping);
  }

  /** Clears the slots that this handle still has. True if it still had its first one. */
  static boolean clear(Handle handle) {
    boolean had = clear(handle.fd, handle);
    if (handle.second >= 0) {
      clear(handle.second, handle);
    }
    if (handle.third >= 0) {
      clear(handle.third, handle);
    }
    return had;
  }

  /** Gives a handle to the sweeper. Lock-free; allocates, and only where a close was not seen. */
  static void handOver(Handle handle) {
    HANDED_OVER.add(handle);
  }

  /** A handle that was handed over, or null; for the sweeper only. */
  public static Handle pollHandedOver() {
    return HANDED_OVER.poll();
  }

  /** A handle whose owner was collected, or null; for the sweeper only. */
  public static Handle pollCollected() {
    Reference<?> reference = COLLECTED.poll();
    return (Handle) reference;
  }

  /** Forgets everything; the gate is closed. */
  static synchronized void clear() {
    segments = new Segment[16];
    MAPPINGS.clear();
    PROCESSES.clear();
    HANDED_OVER.clear();
    while (COLLECTED.poll() != null) {
      // Of handles that are no more.
    }
  }

  private static void put(int fd, Handle handle) {
    Handle old = segment(fd).getAndSet(place(fd), handle);
    if (old != null && old != handle) {
      handOver(old);
    }
  }

  private static boolean clear(int fd, Handle handle) {
    Segment[] all = segments;
    int index = fd >>> SEGMENT_BITS;
    Segment segment = fd >= 0 && index < all.length ? all[index] : null;
    return segment != null && segment.compareAndSet(place(fd), handle, null);
  }

  /**
   * Where in its segment a descriptor's slot is. Neighbours are 16 references apart, which is a
   * cache line: the numbers that busy threads open and close at the same time are next to each
   * other.
   */
  private static int place(int fd) {
    return (fd & 63) << 4 | (fd >>> 6 & 15);
  }

  private static Segment segment(int fd) {
    Segment[] all = segments;
    int index = fd >>> SEGMENT_BITS;
    Segment segment = index < all.length ? all[index] : null;
    return segment != null ? segment : grow(fd, index);
  }

  /**
   * Once for every 1024 descriptors in the JVM's life. The lock is held for one allocation; the
   * same growth that makes a thread wait here has made the kernel grow its own table.
   */
  private static synchronized Segment grow(int fd, int index) {
    if (fd < 0 || fd >= LARGEST) {
      throw new IllegalArgumentException("descriptor " + fd);
    }
    Segment[] all = segments;
    if (index >= all.length) {
      Segment[] larger = new Segment[Math.max(index + 1, all.length * 2)];
      System.arraycopy(all, 0, larger, 0, all.length);
      all = larger;
    }
    if (all[index] == null) {
      all[index] = new Segment();
    }
    segments = all;
    return all[index];
  }

  /** So that the table of segments is an array without unchecked casts. */
  private static final class Segment extends AtomicReferenceArray<Handle> {
    Segment() {
      super(SEGMENT);
    }
  }
}
