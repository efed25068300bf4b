package dev.weir.core.weave;

import dev.weir.core.hook.Bound;
import dev.weir.core.hook.Row;
import java.lang.annotation.Annotation;
import java.util.HashSet;
import java.util.Set;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.ArgumentHandler;
import net.bytebuddy.asm.Advice.OffsetMapping;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.ParameterDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.implementation.bytecode.constant.IntegerConstant;
import net.bytebuddy.implementation.bytecode.constant.NullConstant;

/**
 * Binds a generic advice class to one point: each parameter gets the value that the row names. (No
 * lambda here: the first one in a JVM costs some 20 ms of its start.)
 */
final class Binding {
  private final Row.Point point;
  private final int id;

  /** Names of the annotations that the advice has. */
  private final Set<String> used = new HashSet<>();

  Binding(Row.Point point, int id) {
    this.point = point;
    this.id = id;
  }

  /** The advice, resolved from class files: nothing is loaded by reflection while weaving. */
  Advice advice(TypeDescription adviceType, ClassFileLocator locator) {
    for (MethodDescription method : adviceType.getDeclaredMethods()) {
      for (ParameterDescription parameter : method.getParameters()) {
        for (AnnotationDescription annotation : parameter.getDeclaredAnnotations()) {
          used.add(annotation.getAnnotationType().getName());
        }
      }
    }
    return Advice.withCustomMapping()
        .bind(new Filled<>(Bound.Point.class))
        .bind(new Filled<>(Bound.Owner.class))
        .bind(new Filled<>(Bound.Target.class))
        .bind(new Filled<>(Bound.Reads.class))
        .bind(new Filled<>(Bound.Writes.class))
        .bind(new Filled<>(Bound.Port.class))
        .bind(new Filled<>(Bound.Descriptor.class))
        .to(adviceType, locator);
  }

  /** Tries all expressions on a method, so that a wrong one costs its point and not the class. */
  void check(TypeDescription hooked, MethodDescription method) {
    Expression expression = new Expression(hooked, method, Expression.Locals.UNKNOWN);
    for (Class<?> parameter :
        new Class<?>[] {
          Bound.Owner.class,
          Bound.Target.class,
          Bound.Reads.class,
          Bound.Writes.class,
          Bound.Port.class
        }) {
      if (used.contains(parameter.getName())) {
        value(parameter, 0, expression);
      }
    }
    for (int n = 0; n < point.descriptors().size(); n++) {
      value(Bound.Descriptor.class, n, expression);
    }
  }

  private StackManipulation value(Class<?> parameter, int n, Expression expression) {
    if (parameter == Bound.Point.class) {
      return IntegerConstant.forValue(id);
    }
    if (parameter == Bound.Owner.class) {
      return point.descriptors().isEmpty()
          ? NullConstant.INSTANCE
          : expression.owner(point.descriptors().get(0));
    }
    if (parameter == Bound.Target.class) {
      return expression.object(point.target());
    }
    if (parameter == Bound.Reads.class) {
      return expression.flag(point.reads());
    }
    if (parameter == Bound.Writes.class) {
      return expression.flag(point.writes());
    }
    if (parameter == Bound.Port.class) {
      return expression.number(point.port());
    }
    return expression.descriptor(n < point.descriptors().size() ? point.descriptors().get(n) : "");
  }

  /** ByteBuddy asks a factory for each annotated parameter, then for its code in each method. */
  private final class Filled<A extends Annotation> implements OffsetMapping.Factory<A> {
    private final Class<A> annotation;

    Filled(Class<A> annotation) {
      this.annotation = annotation;
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
          return new Target.ForStackManipulation(value(annotation, n, expression));
        }
      };
    }
  }
}
