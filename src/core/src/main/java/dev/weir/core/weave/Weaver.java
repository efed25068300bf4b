package dev.weir.core.weave;

import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.HookPoint.State;
import dev.weir.core.hook.Row;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.ParameterList;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;

/**
 * Weaves the rows into the JDK's classes. The JVM swallows what a transformer throws, and ByteBuddy
 * skips in silence what matches nothing; so each point is counted here, and one that did not take
 * is {@link State#MISSING} or {@link State#FAILED} with its reason, while all others are woven.
 *
 * <p>The transformer stays registered: another agent that retransforms one of these classes starts
 * from the JDK's own bytes, and what Weir wove would be lost.
 */
public final class Weaver implements ClassFileTransformer {
  private final List<Row.Point> points = new ArrayList<>();
  private final HookPoint[] hookPoints;
  private final List<Advice> advices = new ArrayList<>();
  private final List<Binding> bindings = new ArrayList<>();
  private final Map<String, List<Integer>> byType = new HashMap<>();
  private final Map<Integer, String> reasons = new HashMap<>();
  private final ClassFileLocator jdk;

  /** Resolves every advice class now: inside a transformer it would load classes in a circle. */
  public Weaver(List<Row> rows) {
    this(rows, ClassFileLocator.ForClassLoader.ofBootLoader());
  }

  /** For the classes of any JDK: {@code jdk} has their class files. */
  Weaver(List<Row> rows, ClassFileLocator jdk) {
    this.jdk = jdk;
    for (Row row : rows) {
      for (Row.Point point : row.points()) {
        byType
            .computeIfAbsent(row.type().replace('.', '/'), k -> new ArrayList<>())
            .add(points.size());
        points.add(point);
      }
    }
    hookPoints = new HookPoint[points.size()];
    ClassFileLocator own =
        new ClassFileLocator.Compound(
            ClassFileLocator.ForClassLoader.of(Weaver.class.getClassLoader()), jdk);
    TypePool pool = TypePool.Default.of(own);
    for (int id = 0; id < points.size(); id++) {
      Row.Point point = points.get(id);
      hookPoints[id] =
          new HookPoint(
              id, point.toString(), point.row().publicType(), point.kind(), point.words());
      Binding binding = new Binding(point, id);
      bindings.add(binding);
      advices.add(binding.advice(pool.describe(point.advice().getName()).resolve(), own));
    }
  }

  /** All points, each at its id. */
  public HookPoint[] points() {
    return hookPoints.clone();
  }

  /** Why a point is missing or has failed; null if it did not. */
  public synchronized String reason(HookPoint point) {
    return reasons.get(point.id());
  }

  /** Loads the classes and weaves them. */
  public void weave(Instrumentation instrumentation) {
    List<Class<?>> classes = new ArrayList<>();
    for (Map.Entry<String, List<Integer>> entry : byType.entrySet()) {
      String name = entry.getKey().replace('/', '.');
      try {
        classes.add(Class.forName(name, false, null));
      } catch (ClassNotFoundException | LinkageError e) {
        for (int id : entry.getValue()) {
          drop(id, State.MISSING, "this JDK has no class " + name);
        }
      }
    }
    instrumentation.addTransformer(this, true);
    try {
      instrumentation.retransformClasses(classes.toArray(new Class<?>[0]));
    } catch (Throwable together) {
      // One of them was not accepted; which one, and that the others are, shows one by one.
      for (Class<?> type : classes) {
        try {
          instrumentation.retransformClasses(type);
        } catch (Throwable alone) {
          for (int id : byType.get(type.getName().replace('.', '/'))) {
            drop(id, State.FAILED, alone.toString());
          }
        }
      }
    }
  }

  @Override
  public byte[] transform(
      ClassLoader loader,
      String name,
      Class<?> redefined,
      ProtectionDomain domain,
      byte[] classFile) {
    List<Integer> ids = loader == null && name != null ? byType.get(name) : null;
    if (ids == null) {
      return null;
    }
    try {
      return woven(name.replace('/', '.'), ids, classFile);
    } catch (Throwable t) {
      for (int id : ids) {
        drop(id, State.FAILED, t.toString());
      }
      return null;
    }
  }

  private byte[] woven(String name, List<Integer> ids, byte[] classFile) {
    ClassFileLocator locator =
        new ClassFileLocator.Compound(ClassFileLocator.Simple.of(name, classFile), jdk);
    TypeDescription type = TypePool.Default.of(locator).describe(name).resolve();
    List<AsmVisitorWrapper> wrappers = new ArrayList<>();
    for (int id : ids) {
      Row.Point point = points.get(id);
      List<MethodDescription.InDefinedShape> matched = new ArrayList<>();
      for (MethodDescription.InDefinedShape method : type.getDeclaredMethods()) {
        if (matches(point.method(), method)) {
          matched.add(method);
        }
      }
      if (matched.isEmpty()) {
        drop(id, State.MISSING, "this JDK has no method " + point);
        continue;
      }
      try {
        for (MethodDescription method : matched) {
          bindings.get(id).check(type, method);
        }
      } catch (RuntimeException e) {
        drop(id, State.FAILED, e.getMessage());
        continue;
      }
      wrappers.add(advices.get(id).on(ElementMatchers.anyOf(matched.toArray())));
      take(id);
    }
    if (wrappers.isEmpty()) {
      return null;
    }
    // A retransformation may add no member and change no format: decorate, and no more.
    return new ByteBuddy()
        .with(TypeValidation.DISABLED)
        .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
        .with(Implementation.Context.Disabled.Factory.INSTANCE)
        .decorate(type, locator)
        .visit(new AsmVisitorWrapper.Compound(wrappers))
        .make()
        .getBytes();
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

  private synchronized void take(int id) {
    hookPoints[id].state(State.WOVEN);
    reasons.remove(id);
  }

  private synchronized void drop(int id, State state, String reason) {
    hookPoints[id].state(state);
    reasons.put(id, reason);
  }
}
