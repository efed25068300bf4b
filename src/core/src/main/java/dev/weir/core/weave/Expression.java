package dev.weir.core.weave;

import dev.weir.bootstrap.Descriptors;
import java.io.FileDescriptor;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.asm.Advice.ArgumentHandler;
import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.ParameterDescription;
import net.bytebuddy.description.type.TypeDefinition;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.implementation.bytecode.assign.TypeCasting;
import net.bytebuddy.implementation.bytecode.assign.primitive.PrimitiveWideningDelegate;
import net.bytebuddy.implementation.bytecode.collection.ArrayAccess;
import net.bytebuddy.implementation.bytecode.constant.IntegerConstant;
import net.bytebuddy.implementation.bytecode.constant.NullConstant;
import net.bytebuddy.implementation.bytecode.member.FieldAccess;
import net.bytebuddy.implementation.bytecode.member.MethodInvocation;
import net.bytebuddy.implementation.bytecode.member.MethodVariableAccess;

/**
 * Reads the expressions of {@link dev.weir.core.hook.Row} for one method, and gives the byte code
 * that loads their value. It is checked here, since nothing checks it later: the boot loader's
 * classes are not verified, and what throws inside woven code is suppressed.
 *
 * <p>The code runs with the rights of the hooked class. A field or method that this class may not
 * read is an error now, and not an IllegalAccessError at each call.
 */
final class Expression {
  private static final TypeDescription FILE_DESCRIPTOR =
      TypeDescription.ForLoadedType.of(FileDescriptor.class);

  /** The end of the name of Netty's own, which may be a shaded copy. */
  private static final String NETTYS = "io.netty.channel.unix.FileDescriptor";

  private static final String CLOSED = "is not accessible";
  private static final MethodDescription NUMBER = ours("number");
  private static final MethodDescription DIRFD = ours("dirfd");

  private final TypeDescription hooked;
  private final MethodDescription method;
  private final Locals locals;

  /** For one method; {@code locals} knows where its values are. */
  Expression(TypeDescription hooked, MethodDescription method, Locals locals) {
    this.hooked = hooked;
    this.method = method;
    this.locals = locals;
  }

  /** A descriptor's number. Empty text: -1. */
  StackManipulation descriptor(String text) {
    if (text.isEmpty()) {
      return IntegerConstant.MINUS_ONE;
    }
    if (text.startsWith("dirfd(") && text.endsWith(")")) {
      Value dir = value(text.substring("dirfd(".length(), text.length() - 1));
      require(dir.type.represents(long.class), text, "is no long");
      return dir.then(MethodInvocation.invoke(DIRFD));
    }
    Value value = value(text);
    if (value.type.equals(FILE_DESCRIPTOR)) {
      return value.then(MethodInvocation.invoke(NUMBER));
    }
    if (isNettys(value.type)) {
      return call(value, "intValue", text).code();
    }
    require(value.type.represents(int.class), text, "is neither int nor FileDescriptor");
    return value.code();
  }

  /**
   * The owner of a descriptor: the FileDescriptor, else the object that the expression starts from.
   */
  StackManipulation owner(String text) {
    Value value = value(text);
    if (value.type.equals(FILE_DESCRIPTOR) || isNettys(value.type)) {
      return value.code();
    }
    require(!value.rootType.isPrimitive(), text, "starts from no object, and has no owner");
    return value.root;
  }

  /** Netty's own FileDescriptor, or one of its sockets. */
  private static boolean isNettys(TypeDescription of) {
    if (of.isPrimitive() || of.isArray()) {
      return false;
    }
    for (TypeDefinition type : of) {
      String name = type.getTypeName();
      if (name.equals(NETTYS) || name.endsWith("." + NETTYS)) {
        return true;
      }
    }
    return false;
  }

  /** An object. Empty text: null. */
  StackManipulation object(String text) {
    if (text.isEmpty()) {
      return NullConstant.INSTANCE;
    }
    if (text.startsWith("exit(") && text.endsWith(")")) {
      return exit(value(text.substring("exit(".length(), text.length() - 1)), text);
    }
    Value value = value(text);
    require(!value.type.isPrimitive(), text, "is no object");
    return value.code();
  }

  /** A number. Empty text: 0. */
  StackManipulation number(String text) {
    if (text.isEmpty()) {
      return IntegerConstant.ZERO;
    }
    Value value = value(text);
    require(value.type.represents(int.class), text, "is no int");
    return value.code();
  }

  /**
   * What completes when the process with this pid has ended: {@code ProcessHandleImpl.completion}
   * (17 and 25) hands out the future on which the JDK itself waits. {@code onExit()} would run its
   * dependents on a thread of the application's, and keeps the Process alive.
   */
  private StackManipulation exit(Value pid, String text) {
    require(pid.type.represents(int.class), text, "is no int");
    require(packageName(hooked).equals("java.lang."), text, CLOSED);
    try {
      return new StackManipulation.Compound(
          pid.code(),
          PrimitiveWideningDelegate.INTEGER.widenTo(TypeDescription.ForLoadedType.of(long.class)),
          IntegerConstant.ZERO,
          MethodInvocation.invoke(
              new MethodDescription.ForLoadedMethod(
                  Class.forName("java.lang.ProcessHandleImpl", false, null)
                      .getDeclaredMethod("completion", long.class, boolean.class))));
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(text + ": " + e);
    }
  }

  /** A 0 or a 1. */
  StackManipulation flag(String text) {
    if (text.equals("0") || text.equals("1")) {
      return IntegerConstant.forValue(text.equals("1"));
    }
    Value value = value(text);
    require(value.type.represents(boolean.class), text, "is no boolean");
    return value.code();
  }

  private Value value(String text) {
    String rest = text;
    String first = head(rest);
    rest = rest.substring(first.length());
    Value value = start(first, text);
    while (!rest.isEmpty()) {
      if (rest.startsWith("[")) {
        int end = rest.indexOf(']');
        require(
            value.type.isArray() && end > 0 && isIndex(rest.substring(1, end)),
            text,
            "has no element");
        TypeDefinition element = value.type.getComponentType();
        value =
            value.next(
                element.asErasure(),
                IntegerConstant.forValue(Integer.parseInt(rest.substring(1, end))),
                ArrayAccess.of(element).load());
        rest = rest.substring(end + 1);
      } else {
        String name = head(rest.substring(1));
        value =
            name.endsWith("()")
                ? call(value, name.substring(0, name.length() - 2), text)
                : read(value, name, text);
        rest = rest.substring(1 + name.length());
      }
    }
    return value;
  }

  /** By hand: this runs before {@code main()}, where a regular expression costs milliseconds. */
  private static boolean isIndex(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() < 10;
  }

  /** Up to the next {@code .} or {@code [}. */
  private static String head(String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) != '.' && text.charAt(end) != '[') {
      end++;
    }
    return text.substring(0, end);
  }

  private Value start(String name, String text) {
    if (name.equals("return")) {
      require(!method.getReturnType().represents(void.class), text, "has no return value");
      return root(method.getReturnType().asErasure(), locals.returned());
    }
    for (ParameterDescription parameter : method.getParameters()) {
      TypeDescription type = parameter.getType().asErasure();
      if (name.equals("arg" + parameter.getIndex()) || name.equals(simpleName(type))) {
        return root(type, locals.argument(parameter.getOffset()));
      }
    }
    require(!method.isStatic(), text, "has no such argument");
    Value self = root(hooked, 0);
    return name.equals("this") ? self : read(self, name, text);
  }

  private static Value root(TypeDescription type, int offset) {
    StackManipulation load = MethodVariableAccess.of(type).loadFrom(offset);
    return new Value(type, type, load, List.of(load));
  }

  private Value read(Value from, String name, String text) {
    Value owner = from;
    FieldDescription.InDefinedShape field = field(from.type, name);
    if (from.isRoot()
        && isHookedTypesSuper(from.type)
        && (field == null || isProtectedElsewhere(field))) {
      // An argument or a returned Process is a ProcessImpl here, as the hooked class' own code has
      // it.
      owner = from.next(hooked, TypeCasting.to(hooked));
      field = field(hooked, name);
    }
    if (field == null) {
      throw new IllegalArgumentException(
          text + ": no field " + name + " in " + from.type.getName());
    }
    require(!field.isStatic(), text, "is static");
    require(mayUse(field.getModifiers(), field.getDeclaringType(), owner), text, CLOSED);
    return owner.next(field.getType().asErasure(), FieldAccess.forField(field).read());
  }

  private static FieldDescription.InDefinedShape field(TypeDescription of, String name) {
    for (TypeDefinition type : of) {
      for (FieldDescription.InDefinedShape field : type.asErasure().getDeclaredFields()) {
        if (field.getName().equals(name)) {
          return field;
        }
      }
    }
    return null;
  }

  private boolean isHookedTypesSuper(TypeDescription type) {
    return !type.isPrimitive()
        && !type.isArray()
        && !type.equals(hooked)
        && !type.represents(Object.class)
        && hooked.isAssignableTo(type);
  }

  private boolean isProtectedElsewhere(FieldDescription.InDefinedShape field) {
    return Modifier.isProtected(field.getModifiers())
        && !packageName(field.getDeclaringType()).equals(packageName(hooked));
  }

  private Value call(Value from, String name, String text) {
    for (TypeDefinition type : from.type) {
      for (MethodDescription.InDefinedShape called : type.asErasure().getDeclaredMethods()) {
        if (called.getName().equals(name) && called.getParameters().isEmpty()) {
          require(!called.isStatic(), text, "is static");
          require(mayUse(called.getModifiers(), called.getDeclaringType(), from), text, CLOSED);
          return from.next(called.getReturnType().asErasure(), MethodInvocation.invoke(called));
        }
      }
    }
    throw new IllegalArgumentException(
        text + ": no method " + name + "() in " + from.type.getName());
  }

  /**
   * Own and nest mates' private members, all else in the package, what it inherits, and what is
   * public.
   */
  private boolean mayUse(int modifiers, TypeDescription owner, Value from) {
    if (Modifier.isPrivate(modifiers)) {
      return outermost(owner).equals(outermost(hooked));
    }
    if (packageName(owner).equals(packageName(hooked))) {
      return true;
    }
    return Modifier.isPublic(modifiers)
        ? owner.isPublic()
        : Modifier.isProtected(modifiers) && from.type.isAssignableTo(hooked);
  }

  private static String outermost(TypeDescription type) {
    int end = type.getName().indexOf('$');
    return end < 0 ? type.getName() : type.getName().substring(0, end);
  }

  private static String packageName(TypeDescription type) {
    return type.getName().substring(0, type.getName().lastIndexOf('.') + 1);
  }

  static String simpleName(TypeDescription type) {
    if (type.isArray()) {
      return simpleName(type.getComponentType()) + "[]";
    }
    String name = type.getName();
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
  }

  private static void require(boolean holds, String text, String message) {
    if (!holds) {
      throw new IllegalArgumentException(text + " " + message);
    }
  }

  private static MethodDescription ours(String name) {
    for (MethodDescription.InDefinedShape method :
        TypeDescription.ForLoadedType.of(Descriptors.class).getDeclaredMethods()) {
      if (method.getName().equals(name)) {
        return method;
      }
    }
    throw new IllegalStateException("Descriptors." + name);
  }

  /** The slots of a method's local variables; {@link #UNKNOWN} where only the types matter. */
  static final class Locals {
    static final Locals UNKNOWN = new Locals(null);

    private final ArgumentHandler arguments;

    Locals(ArgumentHandler arguments) {
      this.arguments = arguments;
    }

    int argument(int offset) {
      return arguments == null ? 0 : arguments.argument(offset);
    }

    int returned() {
      return arguments == null ? 0 : arguments.returned();
    }
  }

  /**
   * A value on the way: its type, the code that loads it, and the code of the object it began at.
   */
  private static final class Value {
    final TypeDescription type;
    final TypeDescription rootType;
    final StackManipulation root;
    private final List<StackManipulation> steps;

    Value(
        TypeDescription type,
        TypeDescription rootType,
        StackManipulation root,
        List<StackManipulation> steps) {
      this.type = type;
      this.rootType = rootType;
      this.root = root;
      this.steps = steps;
    }

    Value next(TypeDescription to, StackManipulation... more) {
      List<StackManipulation> all = new ArrayList<>(steps);
      all.addAll(List.of(more));
      return new Value(to, rootType, root, all);
    }

    /** Whether it is an argument, {@code return} or {@code this} itself. */
    boolean isRoot() {
      return steps.size() == 1;
    }

    StackManipulation then(StackManipulation last) {
      return next(type, last).code();
    }

    StackManipulation code() {
      return new StackManipulation.Compound(steps);
    }
  }
}
