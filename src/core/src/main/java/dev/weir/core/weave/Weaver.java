package dev.weir.core.weave;

import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.HookPoint.State;
import dev.weir.core.hook.Calling;
import dev.weir.core.hook.Group;
import dev.weir.core.hook.Row;
import dev.weir.core.hook.socket.Limited;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.ParameterList;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.pool.TypePool;

/**
 * Weaves the rows into the JDK's classes, and into those of libraries when they are loaded, by
 * whichever class loader and under whichever shaded name. The JVM swallows what a transformer
 * throws, and ByteBuddy skips in silence what matches nothing; so each point is counted here, and
 * one that did not take is {@link State#MISSING} or {@link State#FAILED} with its reason, while all
 * others are woven.
 *
 * <p>The transformer stays registered: another agent that retransforms one of these classes starts
 * from the JDK's own bytes, and what Weir wove would be lost.
 */
public final class Weaver implements ClassFileTransformer {
  /** Where libraries' names begin; what a shaded copy has before it is looked through. */
  private static final String[] LIBRARIES = {"io/netty/", "jdk/internal/net/http/"};

  /** On 17, java.instrument's own native code has room for 32 references: -Xcheck:jni says so. */
  private static final int TOGETHER = 16;

  private final List<Row.Point> points = new ArrayList<>();
  private final HookPoint[] hookPoints;
  private final Advices advices;
  private final List<Binding> bindings = new ArrayList<>();
  private final Map<String, List<Integer>> byType = new HashMap<>();
  private final Map<Integer, String> reasons = new HashMap<>();
  private final ClassFileLocator jdk;
  private final int feature;
  private volatile Set<Group> groups;

  /** Resolves the advice classes that the JDK's rows of these groups need. */
  public Weaver(List<Row> rows, Set<Group> groups) {
    this(rows, groups, ClassFileLocator.ForClassLoader.ofBootLoader(), Runtime.version().feature());
  }

  /** Of all groups, for tests. */
  Weaver(List<Row> rows) {
    this(rows, EnumSet.allOf(Group.class));
  }

  /** Of all groups, for the classes of any JDK, for tests. */
  Weaver(List<Row> rows, ClassFileLocator jdk, int feature) {
    this(rows, EnumSet.allOf(Group.class), jdk, feature);
  }

  /** For the classes of any JDK: {@code jdk} has their class files, and is of that release. */
  Weaver(List<Row> rows, Set<Group> groups, ClassFileLocator jdk, int feature) {
    this.groups = EnumSet.copyOf(groups);
    this.jdk = jdk;
    this.feature = feature;
    for (Row row : rows) {
      for (Row.Point point : row.points()) {
        byType
            .computeIfAbsent(row.type().replace('.', '/'), k -> new ArrayList<>())
            .add(points.size());
        points.add(point);
      }
    }
    hookPoints = new HookPoint[points.size()];
    advices =
        new Advices(
            new ClassFileLocator.Compound(
                ClassFileLocator.ForClassLoader.of(Weaver.class.getClassLoader()), jdk));
    for (int id = 0; id < points.size(); id++) {
      Row.Point point = points.get(id);
      hookPoints[id] =
          new HookPoint(
              id,
              point.toString(),
              point.row().publicType(),
              point.kind(),
              point.words(),
              point.row().site());
      bindings.add(new Binding(point, id));
      if (!groups.contains(point.group())) {
        hookPoints[id].state(State.OFF);
      }
    }
    resolve();
  }

  private void resolve() {
    for (Row.Point point : points) {
      if (!isLibrary(point) && groups.contains(point.group()) && isAdvice(point)) {
        advices.resolve(point.advice(), 0);
      }
    }
  }

  /** Whether it is inlined; else single instructions are its points. */
  private static boolean isAdvice(Row.Point point) {
    return point.advice() != Calling.class && point.advice() != Limited.class;
  }

  /**
   * Weaves these groups too, if they are not woven yet; they stay until {@link #unweave}. On an
   * agent's thread, while the application runs.
   */
  public synchronized void need(Set<Group> also, Instrumentation instrumentation) {
    Set<Group> fresh = EnumSet.copyOf(also);
    fresh.removeAll(groups);
    if (fresh.isEmpty()) {
      return;
    }
    Set<Group> all = EnumSet.copyOf(groups);
    all.addAll(fresh);
    groups = all;
    resolve();
    Set<String> names = new HashSet<>();
    boolean libraries = false;
    for (int id = 0; id < points.size(); id++) {
      Row.Point point = points.get(id);
      if (fresh.contains(point.group())) {
        hookPoints[id].state(State.WAITING);
        libraries |= isLibrary(point);
        names.add(point.row().type().replace('.', '/'));
      }
    }
    List<Class<?>> classes = ofJdk(names);
    if (libraries) {
      classes.addAll(loadedOfLibraries(instrumentation));
    }
    retransform(instrumentation, classes);
    groups();
  }

  /** All points, each at its id. */
  public HookPoint[] points() {
    return hookPoints.clone();
  }

  /** Why a point is missing or has failed; null if it did not. */
  public synchronized String reason(HookPoint point) {
    return reasons.get(point.id());
  }

  /** How many points this JVM should have: a library's begin to count when it is loaded. */
  public int expected() {
    int count = 0;
    for (HookPoint point : hookPoints) {
      count +=
          point.state() == State.ABSENT
                  || point.state() == State.OFF
                  || isLibrary(points.get(point.id()))
              ? 0
              : 1;
    }
    return count;
  }

  /**
   * Loads the JDK's classes and weaves them.
   *
   * @param attached whether the application runs: then a library may be loaded already
   */
  public void weave(Instrumentation instrumentation, boolean attached) {
    List<Class<?>> classes = ofJdk(byType.keySet());
    if (attached) {
      classes.addAll(loadedOfLibraries(instrumentation));
    }
    instrumentation.addTransformer(this, true);
    retransform(instrumentation, classes);
    groups();
  }

  /** Those of the JDK's classes that have points in the groups of now. */
  private List<Class<?>> ofJdk(Set<String> names) {
    List<Class<?>> classes = new ArrayList<>();
    for (String internal : names) {
      String name = internal.replace('/', '.');
      if (isLibrary(points.get(byType.get(internal).get(0)))) {
        continue;
      }
      List<Integer> active = active(byType.get(internal));
      if (active.isEmpty()) {
        continue;
      }
      try {
        classes.add(Class.forName(name, false, null));
      } catch (ClassNotFoundException | LinkageError e) {
        for (int id : active) {
          missing(id, "this JDK has no class " + name);
        }
      }
    }
    return classes;
  }

  private List<Integer> active(List<Integer> ids) {
    List<Integer> active = new ArrayList<>();
    for (int id : ids) {
      if (groups.contains(points.get(id).group())) {
        active.add(id);
      }
    }
    return active;
  }

  /** Gives every class back as it was, and weaves no more; the names of those that could not be. */
  public List<String> unweave(Instrumentation instrumentation) {
    instrumentation.removeTransformer(this);
    List<Class<?>> classes = new ArrayList<>();
    for (String name : byType.keySet()) {
      try {
        classes.add(Class.forName(name.replace('/', '.'), false, null));
      } catch (ClassNotFoundException | LinkageError e) {
        // It was not woven.
      }
    }
    // Twice: one may have been on its way through the transformer.
    classes.addAll(loadedOfLibraries(instrumentation));
    List<String> left = retransform(instrumentation, classes);
    List<Class<?>> late = loadedOfLibraries(instrumentation);
    late.removeAll(classes);
    if (!late.isEmpty()) {
      left.addAll(retransform(instrumentation, late));
    }
    return left;
  }

  /** The names of those that were not accepted. */
  private List<String> retransform(Instrumentation instrumentation, List<Class<?>> classes) {
    List<String> left = new ArrayList<>();
    for (int start = 0; start < classes.size(); start += TOGETHER) {
      List<Class<?>> some = classes.subList(start, Math.min(classes.size(), start + TOGETHER));
      try {
        instrumentation.retransformClasses(some.toArray(new Class<?>[0]));
      } catch (Throwable together) {
        // One of them was not accepted; which one, and that the others are, shows one by one.
        for (Class<?> type : some) {
          try {
            instrumentation.retransformClasses(type);
          } catch (Throwable alone) {
            left.add(type.getName());
            for (int id : ids(type.getClassLoader(), type.getName().replace('.', '/'))) {
              drop(id, State.FAILED, alone.toString());
            }
          }
        }
      }
    }
    return left;
  }

  private List<Class<?>> loadedOfLibraries(Instrumentation instrumentation) {
    List<Class<?>> loaded = new ArrayList<>();
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if (type.getClassLoader() != null
          && !ids(type.getClassLoader(), type.getName().replace('.', '/')).isEmpty()) {
        loaded.add(type);
      }
    }
    return loaded;
  }

  /** Of a group, at least one must be there. */
  private void groups() {
    Map<String, Boolean> woven = new HashMap<>();
    for (Row.Point point : points) {
      String group = point.row().oneOf();
      if (group != null) {
        boolean is = hookPoints[points.indexOf(point)].state() == State.WOVEN;
        woven.put(group, is || woven.getOrDefault(group, false));
      }
    }
    for (int id = 0; id < points.size(); id++) {
      String group = points.get(id).row().oneOf();
      if (group != null && hookPoints[id].state() != State.OFF && !woven.get(group)) {
        drop(id, State.MISSING, "this JDK has none for: " + group);
      }
    }
  }

  /** The points of a class that is being loaded or retransformed. */
  private List<Integer> ids(ClassLoader loader, String name) {
    if (loader == null) {
      List<Integer> ids = byType.get(name);
      return ids == null || isLibrary(points.get(ids.get(0))) ? List.of() : ids;
    }
    for (String library : LIBRARIES) {
      int at = name.indexOf(library);
      if (at == 0 || at > 0 && name.charAt(at - 1) == '/') {
        return byType.getOrDefault(name.substring(at), List.of());
      }
    }
    return List.of();
  }

  private static boolean isLibrary(Row.Point point) {
    String name = point.row().type().replace('.', '/');
    for (String library : LIBRARIES) {
      if (name.startsWith(library)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public byte[] transform(
      ClassLoader loader,
      String name,
      Class<?> redefined,
      ProtectionDomain domain,
      byte[] classFile) {
    List<Integer> ids = name == null ? List.of() : active(ids(loader, name));
    if (ids.isEmpty()) {
      return null;
    }
    try {
      if (loader != null && !seesGate(loader)) {
        for (int id : ids) {
          drop(id, State.FAILED, "its class loader does not let it see Weir: " + loader);
        }
        return null;
      }
      return woven(loader, name.replace('/', '.'), ids, classFile);
    } catch (Throwable t) {
      for (int id : ids) {
        drop(id, State.FAILED, t.toString());
      }
      return null;
    }
  }

  /**
   * What is woven calls the gate by name. A class loader that asks its parent for {@code java.*}
   * only would make each of these calls a NoClassDefFoundError, or find some other Weir.
   */
  private static boolean seesGate(ClassLoader loader) {
    try {
      return Class.forName(Gate.class.getName(), false, loader) == Gate.class;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private byte[] woven(ClassLoader loader, String name, List<Integer> ids, byte[] classFile) {
    ClassFileLocator own = ClassFileLocator.Simple.of(name, classFile);
    ClassFileLocator locator =
        loader == null
            ? new ClassFileLocator.Compound(own, jdk)
            : new ClassFileLocator.Compound(own, ClassFileLocator.ForClassLoader.of(loader), jdk);
    TypeDescription type = TypePool.Default.of(locator).describe(name).resolve();
    List<AsmVisitorWrapper> wrappers = new ArrayList<>();
    // Of two points with the same advice on one method, each has an advice of its own.
    Map<String, Integer> turns = new HashMap<>();
    Map<Integer, Instructions> calls = new HashMap<>();
    for (int id : ids) {
      Row.Point point = points.get(id);
      List<MethodDescription.InDefinedShape> matched = new ArrayList<>();
      for (MethodDescription.InDefinedShape method : type.getDeclaredMethods()) {
        if (matches(point.method(), method)) {
          matched.add(method);
        }
      }
      if (matched.isEmpty()) {
        missing(
            id,
            isLibrary(point)
                ? "this version of the library has no method " + point
                : "this JDK has no method " + point);
        continue;
      }
      if (!isAdvice(point)) {
        Instructions replaced =
            point.advice() == Calling.class
                ? new AcceptCalls(matched, id)
                : new TimeoutReads(matched, id);
        calls.put(id, replaced);
        wrappers.add(replaced);
        continue;
      }
      try {
        for (MethodDescription method : matched) {
          bindings.get(id).check(type, method, advices.parameters(point.advice()));
        }
      } catch (RuntimeException e) {
        drop(id, State.FAILED, e.getMessage());
        continue;
      }
      int turn = 0;
      for (MethodDescription method : matched) {
        turn = Math.max(turn, turns.getOrDefault(point.advice() + " " + method, 0));
      }
      for (MethodDescription method : matched) {
        turns.put(point.advice() + " " + method, turn + 1);
      }
      wrappers.add(advices.on(type, matched, point.advice(), turn, bindings.get(id)));
      take(id);
    }
    if (wrappers.isEmpty()) {
      return null;
    }
    // A retransformation may add no member and change no format: decorate, and no more.
    byte[] made =
        new ByteBuddy()
            .with(TypeValidation.DISABLED)
            .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
            .with(Implementation.Context.Disabled.Factory.INSTANCE)
            .decorate(type, locator)
            .visit(new AsmVisitorWrapper.Compound(wrappers))
            .make()
            .getBytes();
    for (Map.Entry<Integer, Instructions> one : calls.entrySet()) {
      if (one.getValue().found() > 0) {
        take(one.getKey());
      } else {
        missing(one.getKey(), one.getValue().lacking());
      }
    }
    return made;
  }

  /** A native method is no match: ByteBuddy would skip it without a word. */
  private static boolean matches(String text, MethodDescription method) {
    int open = text.indexOf('(');
    String name = text.substring(0, open);
    if (method.isNative()
        || method.isAbstract()
        || !(name.equals("new") ? method.isConstructor() : method.getName().equals(name))) {
      return false;
    }
    String list = text.substring(open + 1, text.length() - 1);
    String[] wanted = list.isEmpty() ? new String[0] : list.split(",");
    ParameterList<?> parameters = method.getParameters();
    boolean more = wanted.length > 0 && wanted[wanted.length - 1].equals("..");
    int fixed = more ? wanted.length - 1 : wanted.length;
    if (more ? parameters.size() < fixed : parameters.size() != fixed) {
      return false;
    }
    for (int i = 0; i < fixed; i++) {
      if (!wanted[i].equals(Expression.simpleName(parameters.get(i).getType().asErasure()))) {
        return false;
      }
    }
    return true;
  }

  /** A library may be there more than once: what one copy lacks stays said. */
  private synchronized void take(int id) {
    if (!isLibrary(points.get(id)) || !reasons.containsKey(id)) {
      hookPoints[id].state(State.WOVEN);
      reasons.remove(id);
    }
  }

  private void missing(int id, String reason) {
    Row.Point point = points.get(id);
    Row row = point.row();
    if (row.isOptional(point)) {
      if (hookPoints[id].state() == State.WAITING) {
        hookPoints[id].state(State.ABSENT);
      }
    } else if (row.oneOf() != null || feature < row.since()) {
      hookPoints[id].state(State.ABSENT);
    } else {
      drop(id, State.MISSING, reason);
    }
  }

  private synchronized void drop(int id, State state, String reason) {
    hookPoints[id].state(state);
    reasons.put(id, reason);
  }
}
