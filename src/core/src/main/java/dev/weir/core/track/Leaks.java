package dev.weir.core.track;

import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The handles whose owner was collected without a close, grouped by site; kept for the life of the
 * JVM. One dropped object is one leak, however many descriptors it held. Written by the sweeper,
 * read by the endpoint; no application thread comes here.
 */
public final class Leaks {
  /** Groups kept; further sites are counted as one. */
  private static final int MAX_GROUPS = 1000;

  private static final int MAX_TARGETS = 5;

  private final Sites sites;
  private final Map<String, Group> groups = new LinkedHashMap<>();
  private final long[] counts = new long[Kind.values().length];

  Leaks(Sites sites) {
    this.sites = sites;
  }

  /** One more. */
  synchronized void add(Handle handle) {
    counts[handle.kind().ordinal()]++;
    String site = sites.of(handle);
    String key = handle.kind() + " " + handle.point().type() + " " + site;
    if (groups.size() >= MAX_GROUPS && !groups.containsKey(key)) {
      site = "other";
      key = handle.kind() + " " + site;
    }
    Group group = groups.get(key);
    if (group == null) {
      group = new Group();
      groups.put(key, group);
      group.kind = handle.kind();
      group.type = handle.point().type();
      group.site = site;
      group.trace = handle.trace();
      group.oldestNanos = handle.openedNanos();
    }
    group.count++;
    if (handle.openedNanos() - group.oldestNanos < 0) {
      group.oldestNanos = handle.openedNanos();
    }
    if (group.targets.size() < MAX_TARGETS) {
      group.targets.add(handle.target());
    }
  }

  /** How many there were of one kind. */
  public synchronized long count(Kind kind) {
    return counts[kind.ordinal()];
  }

  /** A copy of all groups, largest first. */
  public synchronized List<Group> groups() {
    List<Group> copy = new ArrayList<>();
    for (Group group : groups.values()) {
      copy.add(new Group(group));
    }
    copy.sort(Comparator.comparingLong(Group::count).reversed());
    return copy;
  }

  /** What one site has leaked. */
  public static final class Group {
    private Kind kind;
    private String type;
    private String site;
    private Trace trace;
    private long count;
    private long oldestNanos;
    private final Set<String> targets = new LinkedHashSet<>();

    private Group() {}

    private Group(Group other) {
      kind = other.kind;
      type = other.type;
      site = other.site;
      trace = other.trace;
      count = other.count;
      oldestNanos = other.oldestNanos;
      targets.addAll(other.targets);
    }

    public Kind kind() {
      return kind;
    }

    /** The JDK type. */
    public String type() {
      return type;
    }

    public String site() {
      return site;
    }

    /** One of its stacks, or null. */
    public Trace trace() {
      return trace;
    }

    public long count() {
      return count;
    }

    /** When the oldest was opened, on the clock of {@link System#nanoTime()}. */
    public long oldestNanos() {
      return oldestNanos;
    }

    /** Some of what was opened, at most five. */
    public Set<String> targets() {
      return targets;
    }
  }
}
