package dev.weir.core.hook;

import dev.weir.bootstrap.HookPoint.Words;
import dev.weir.bootstrap.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * The hooks of one JDK class: which methods, and where in them the target and the descriptors are.
 *
 * <p>A method is its name ({@code new} for constructors) and the simple names of its parameter
 * types; a final {@code ..} stands for any further ones, which lets one row fit JDKs that differ.
 *
 * <p>An expression is what {@link dev.weir.core.weave.Expression} reads: a field of {@code this},
 * an argument ({@code arg0}, or {@code Type} for the one of that simple type name) or {@code
 * return}, then {@code .field}, {@code .method()} or {@code [i]}; or {@code dirfd(..)}; or 0 or 1.
 * The owner is the FileDescriptor that a descriptor's expression yields, else the object that it
 * starts from.
 */
public final class Row {
  private final String type;
  private final List<Point> points = new ArrayList<>();
  private String shownAs;

  private Row(String type) {
    this.type = type;
    this.shownAs = type;
  }

  static Row row(String type) {
    return new Row(type);
  }

  /** The public type whose user would recognise it. */
  Row shownAs(String publicType) {
    shownAs = publicType;
    return this;
  }

  /** On normal return of {@code method}, these descriptors are open. */
  Row opened(String method, Kind kind, String target, Access access, String... descriptors) {
    points.add(
        new Point(this, Opened.class, method, kind, null, target, access, List.of(descriptors)));
    return this;
  }

  /** On entry to {@code method}, the handle that has this descriptor is closed. */
  Row closed(String method, String descriptor) {
    points.add(new Point(this, Closed.class, method, null, null, "", null, List.of(descriptor)));
    return this;
  }

  /** {@code method} may be refused before it begins; also where "Too many open files" is seen. */
  Row refused(String method, Words words, String target) {
    return refused(method, words, target, Refused.class);
  }

  /** The same by an advice class of its own. */
  Row refused(String method, Words words, String target, Class<?> advice) {
    points.add(new Point(this, advice, method, null, words, target, null, List.of()));
    return this;
  }

  /** What fits no row: an advice class of its own. */
  Row special(String method, Class<?> advice) {
    points.add(new Point(this, advice, method, Kind.MAPPING, null, "", null, List.of()));
    return this;
  }

  /** The JDK class, by its binary name. */
  public String type() {
    return type;
  }

  public String publicType() {
    return shownAs;
  }

  public List<Point> points() {
    return points;
  }

  /** Whether it is open for reading and for writing: two expressions that yield 0 or 1. */
  record Access(String reads, String writes) {
    static final Access READ = new Access("1", "0");
    static final Access WRITE = new Access("0", "1");

    static Access access(String reads, String writes) {
      return new Access(reads, writes);
    }
  }

  /**
   * One hooked method.
   *
   * @param kind what is opened; null where nothing is
   * @param words how a refusal speaks; null where nothing is refused
   */
  public record Point(
      Row row,
      Class<?> advice,
      String method,
      Kind kind,
      Words words,
      String target,
      Access access,
      List<String> descriptors) {

    public String reads() {
      return access == null ? "0" : access.reads();
    }

    public String writes() {
      return access == null ? "0" : access.writes();
    }

    @Override
    public String toString() {
      return row.type + "." + method;
    }
  }
}
