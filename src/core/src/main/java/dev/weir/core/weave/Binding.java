package dev.weir.core.weave;

import dev.weir.core.hook.Bound;
import dev.weir.core.hook.Row;
import java.util.Set;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.implementation.bytecode.constant.IntegerConstant;
import net.bytebuddy.implementation.bytecode.constant.NullConstant;

/** Gives each parameter of an advice class the value that one point's row names. */
final class Binding {
  private static final Class<?>[] VALUES = {
    Bound.Owner.class, Bound.Target.class, Bound.Reads.class, Bound.Writes.class, Bound.Port.class
  };

  private final Row.Point point;
  private final int id;

  Binding(Row.Point point, int id) {
    this.point = point;
    this.id = id;
  }

  /**
   * Tries all expressions on a method, so that a wrong one costs its point and not the class.
   *
   * @param used names of the annotations that the advice has
   * @throws IllegalArgumentException if one does not fit the method; the message says which
   */
  void check(TypeDescription hooked, MethodDescription method, Set<String> used) {
    Expression expression = new Expression(hooked, method, Expression.Locals.UNKNOWN);
    for (Class<?> parameter : VALUES) {
      if (used.contains(parameter.getName())) {
        value(parameter, 0, expression);
      }
    }
    for (int n = 0; n < point.descriptors().size(); n++) {
      value(Bound.Descriptor.class, n, expression);
    }
  }

  /** The code that loads one parameter; {@code n} is which descriptor. */
  StackManipulation value(Class<?> parameter, int n, Expression expression) {
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
}
