package dev.weir.core.weave;

import dev.weir.core.hook.Bound;
import java.lang.annotation.Annotation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.ArgumentHandler;
import net.bytebuddy.asm.Advice.OffsetMapping;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.ParameterDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;

/**
 * The advice classes, each resolved from its class file once and used by all points: resolving
 * takes milliseconds in a JVM that has just started. Which point it is for is looked up when the
 * advice comes to a method. (No lambda here: the first one in a JVM costs some 20 ms of its start.)
 */
final class Advices {
  private final ClassFileLocator locator;
  private final TypePool pool;
  private final Map<String, Advice> resolved = new HashMap<>();
  private final Map<String, Set<String>> parameters = new HashMap<>();

  /** By advice, turn, hooked class and method. */
  private final Map<String, Binding> places = new ConcurrentHashMap<>();

  Advices(ClassFileLocator locator) {
    this.locator = locator;
    this.pool = TypePool.Default.of(locator);
  }

  /**
   * Resolves now: inside a transformer, the first time would load classes in a circle.
   *
   * @param turn 0, or which one of several points with the same advice on one method it is
   */
  synchronized Advice resolve(Class<?> advice, int turn) {
    String key = advice.getName() + turn;
    Advice known = resolved.get(key);
    if (known == null) {
      known =
          Advice.withCustomMapping()
              .bind(new Filled<>(Bound.Point.class, key))
              .bind(new Filled<>(Bound.Owner.class, key))
              .bind(new Filled<>(Bound.Target.class, key))
              .bind(new Filled<>(Bound.Reads.class, key))
              .bind(new Filled<>(Bound.Writes.class, key))
              .bind(new Filled<>(Bound.Port.class, key))
              .bind(new Filled<>(Bound.Descriptor.class, key))
              .to(pool.describe(advice.getName()).resolve(), locator);
      resolved.put(key, known);
    }
    return known;
  }

  /** Names of the annotations on the advice's parameters: what it asks of a row. */
  synchronized Set<String> parameters(Class<?> advice) {
    Set<String> known = parameters.get(advice.getName());
    if (known == null) {
      known = new HashSet<>();
      for (MethodDescription method :
          pool.describe(advice.getName()).resolve().getDeclaredMethods()) {
        for (ParameterDescription parameter : method.getParameters()) {
          for (AnnotationDescription annotation : parameter.getDeclaredAnnotations()) {
            known.add(annotation.getAnnotationType().getName());
          }
        }
      }
      parameters.put(advice.getName(), known);
    }
    return known;
  }

  /** Puts the advice of {@code binding}'s point on these methods of one class. */
  AsmVisitorWrapper on(
      TypeDescription hooked,
      List<MethodDescription.InDefinedShape> methods,
      Class<?> advice,
      int turn,
      Binding binding) {
    for (MethodDescription method : methods) {
      places.put(place(advice.getName() + turn, hooked, method), binding);
    }
    return resolve(advice, turn).on(ElementMatchers.anyOf(methods.toArray()));
  }

  private static String place(String key, TypeDescription hooked, MethodDescription method) {
    return key + ' ' + hooked.getName() + '.' + method.getInternalName() + method.getDescriptor();
  }

  /** ByteBuddy asks a factory for each annotated parameter, then for its code in each method. */
  private final class Filled<A extends Annotation> implements OffsetMapping.Factory<A> {
    private final Class<A> annotation;
    private final String key;

    Filled(Class<A> annotation, String key) {
      this.annotation = annotation;
      this.key = key;
    }

    @Override
    public Class<A> getAnnotationType() {
      return annotation;
    }

    @Override
    public OffsetMapping make(
        ParameterDescription.InDefinedShape parameter,
        AnnotationDescription.Loadable<A> present,
        AdviceType adviceType) {
      int n =
          annotation == (Class<?>) Bound.Descriptor.class
              ? present.getValue("value").resolve(Integer.class)
              : 0;
      return new OffsetMapping() {
        @Override
        public Target resolve(
            TypeDescription hooked,
            MethodDescription method,
            Assigner assigner,
            ArgumentHandler arguments,
            Sort sort) {
          Expression expression = new Expression(hooked, method, new Expression.Locals(arguments));
          Binding binding = places.get(place(key, hooked, method));
          return new Target.ForStackManipulation(binding.value(annotation, n, expression));
        }
      };
    }
  }
}
