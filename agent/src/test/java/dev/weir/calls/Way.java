package dev.weir.calls;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A public way to open something. */
public interface Way {
  /** What becomes of it when it is dropped. */
  enum Dropped {
    /** Garbage-collected: Weir has proof of the leak. */
    COLLECTED,
    /** The JDK itself refers to it for as long as it is open: only its age and growth can tell. */
    PINNED,
    /** Kept for the next request, for a while; then collected. */
    CACHED
  }

  String name();

  /** The kind of each descriptor, in alphabetical order, separated by spaces. */
  String kinds();

  /** The first JDK that has it. */
  int since();

  Dropped dropped();

  /** Opens; {@code dir} was {@linkplain JdkCalls#prepare prepared}. */
  Closeable open(Path dir) throws Exception;

  /** Every way. */
  static List<Way> all() {
    List<Way> all = new ArrayList<>(List.of(JdkCalls.values()));
    all.addAll(List.of(NetCalls.values()));
    all.removeIf(way -> way.since() > Runtime.version().feature());
    return all;
  }
}
