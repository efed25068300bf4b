package dev.weir.core.hook;

import dev.weir.bootstrap.HookPoint.Words;
import dev.weir.bootstrap.Kind;
import dev.weir.core.hook.socket.Closer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The hooks of one class: which methods, and where in them the target and the descriptors are.
 *
 * <p>A method is its name ({@code new} for constructors) and the simple names of its parameter
 * types; a final {@code ..} stands for any further ones, which lets one row fit JDKs that differ.
 *
 * <p>Points on one method nest as they are listed: the first is the outermost, and at the end of
 * the method the last has its turn first.
 *
 * <p>An expression is what {@link dev.weir.core.weave.Expression} reads: {@code this}, a field of
 * it, an argument ({@code arg0}, or {@code Type} for the one of that simple type name) or {@code
 * return}, then {@code .field}, {@code .method()} or {@code [i]}; or {@code dirfd(..)}, or {@code
 * exit(..)} of a pid; or 0 or 1. The owner is the FileDescriptor (the JDK's or Netty's) that a
 * descriptor's expression yields, else the object that it starts from.
 */
public final class Row {
  private final String type;
  private final List<Point> points = new ArrayList<>();
  private final Set<String> optional = new HashSet<>();
  private String shownAs;
  private String site;
  private String oneOf;
  private int since;
  private Group group = Group.HANDLES;

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

  /** The site of what is opened here, where the stack's would mislead. */
  Row site(String name) {
    site = name;
    return this;
  }

  /** When the points that follow are woven; always, unless it is said. */
  Row group(Group of) {
    group = of;
    return this;
  }

  /** Older JDKs do not have it, and do not need it. */
  Row since(int feature) {
    since = feature;
    return this;
  }

  /** Of the rows of one group a JDK has one or some; that it has none would be an error. */
  Row oneOf(String group) {
    oneOf = group;
    return this;
  }

  /** On normal return of {@code method}, these descriptors are open. */
  Row opened(String method, Kind kind, String target, Access access, String... descriptors) {
    points.add(
        new Point(
            this,
            Opened.class,
            method,
            kind,
            null,
            target,
            "",
            access,
            List.of(descriptors),
            group));
    return this;
  }

  /** On normal return of {@code method}, what has this descriptor goes on as this kind. */
  Row became(String method, Kind kind, String descriptor) {
    points.add(
        new Point(
            this,
            Became.class,
            method,
            kind,
            null,
            "",
            "",
            Access.NONE,
            List.of(descriptor),
            group));
    return this;
  }

  /** On entry to {@code method}, the handle that has this descriptor is closed. */
  Row closed(String method, String descriptor) {
    return add(Closed.class, method, "", "", descriptor);
  }

  /** On entry to {@code method} the application closes it; its descriptor may be held on. */
  Row closing(String method, String descriptor) {
    return add(Closing.class, method, "", "", descriptor);
  }

  /**
   * On entry to {@code method} it begins to connect to this address, and may be refused; {@code
   * port} may be empty.
   */
  Row connected(String method, String descriptor, String address, String port) {
    return add(Connected.class, method, address, port, descriptor);
  }

  /** On normal return of {@code method} it is bound to this address. */
  Row bound(String method, String descriptor, String address, String port) {
    return add(BoundTo.class, method, address, port, descriptor);
  }

  /** On normal return of {@code method} it was accepted by the listener, from this address. */
  Row accepted(String method, String descriptor, String listener, String address, String port) {
    return add(Accepted.class, method, address, port, descriptor, listener);
  }

  /**
   * {@code method} reads or writes bytes by this descriptor; the advice says which and how many.
   */
  Row moves(String method, Class<?> advice, String descriptor) {
    return add(advice, method, "", "", descriptor);
  }

  /** Where "Too many open files" is seen, and nothing is refused. */
  Row failing(String method) {
    return add(Failed.class, method, "", "");
  }

  /** Some versions of a library do not have the method of the last point, and do not need it. */
  Row optional() {
    optional.add(points.get(points.size() - 1).method());
    return this;
  }

  private Row add(
      Class<?> advice, String method, String target, String port, String... descriptors) {
    points.add(
        new Point(
            this, advice, method, null, null, target, port, null, List.of(descriptors), group));
    return this;
  }

  /**
   * {@code method} opens one descriptor, and may be refused before it begins or when it is open;
   * also where "Too many open files" is seen.
   */
  Row admitted(
      String method, Kind kind, Words words, String target, Access access, String descriptor) {
    points.add(
        new Point(
            this,
            Admitted.class,
            method,
            kind,
            words,
            target,
            "",
            access,
            List.of(descriptor),
            group));
    return this;
  }

  /**
   * {@code method} may be refused before it begins, and what it opens is seen by an {@link #opened}
   * of another method; also where "Too many open files" is seen.
   */
  Row refused(String method, Kind kind, Words words, String target) {
    return refused(method, kind, words, target, Refused.class);
  }

  /** The same by an advice class of its own. */
  Row refused(String method, Kind kind, Words words, String target, Class<?> advice) {
    points.add(new Point(this, advice, method, kind, words, target, "", null, List.of(), group));
    return this;
  }

  /**
   * On normal return of {@code method}, what has this descriptor is closed by this object. To be
   * listed before the {@link #opened} of the same method, which then comes first.
   */
  Row closer(String method, String descriptor, String object) {
    return add(Closer.class, method, object, "", descriptor);
  }

  /** The same of an advice class of its own, which is told a descriptor. */
  Row special(String method, Class<?> advice, String descriptor) {
    return add(advice, method, "", "", descriptor);
  }

  /** Where {@code method} calls {@code Net.accept}, the gate is asked about what it has opened. */
  Row calling(String method, Kind kind) {
    return special(method, kind, "", Calling.class);
  }

  /** What fits no row: an advice class of its own. */
  Row special(String method, Kind kind, String target, Class<?> advice) {
    return special(method, kind, null, target, advice);
  }

  /** The same where it may be refused. */
  Row special(String method, Kind kind, Words words, String target, Class<?> advice) {
    points.add(new Point(this, advice, method, kind, words, target, "", null, List.of(), group));
    return this;
  }

  /** Where a rule on paths is asked. */
  Row ruled(
      String method,
      Words words,
      String target,
      Access access,
      Class<?> advice,
      String... descriptors) {
    points.add(
        new Point(
            this, advice, method, null, words, target, "", access, List.of(descriptors), group));
    return this;
  }

  /** The class, by its binary name. */
  public String type() {
    return type;
  }

  public String publicType() {
    return shownAs;
  }

  /** See {@link #site(String)}; null where the stack names it. */
  public String site() {
    return site;
  }

  /** See {@link #oneOf(String)}; null for a row that every JDK needs. */
  public String oneOf() {
    return oneOf;
  }

  /** The first release that has it. */
  public int since() {
    return since;
  }

  /** See {@link #optional()}. */
  public boolean isOptional(Point point) {
    return optional.contains(point.method());
  }

  public List<Point> points() {
    return points;
  }

  /** Whether it is open for reading and for writing: two expressions that yield 0 or 1. */
  record Access(String reads, String writes) {
    static final Access READ = new Access("1", "0");
    static final Access WRITE = new Access("0", "1");
    static final Access BOTH = new Access("1", "1");
    static final Access NONE = new Access("0", "0");

    static Access access(String reads, String writes) {
      return new Access(reads, writes);
    }
  }

  /**
   * One hooked method.
   *
   * @param kind what is opened; null where nothing is
   * @param words how a refusal speaks; null where nothing is refused
   * @param port of an address that has none itself; or empty
   * @param group when it is woven
   */
  public record Point(
      Row row,
      Class<?> advice,
      String method,
      Kind kind,
      Words words,
      String target,
      String port,
      Access access,
      List<String> descriptors,
      Group group) {

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
