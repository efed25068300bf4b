package dev.weir.core.weave;

import java.util.List;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.field.FieldList;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.MethodList;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Single instructions of some methods, behind which the gate is asked. It sees the JDK's own code
 * only, if its point is listed after those whose advice is inlined into the same methods.
 */
abstract class Instructions extends AsmVisitorWrapper.AbstractBase {
  private final List<MethodDescription.InDefinedShape> methods;
  private int found;

  Instructions(List<MethodDescription.InDefinedShape> methods) {
    this.methods = methods;
  }

  /** How many it has found, once the class is made. */
  final int found() {
    return found;
  }

  /** One has been found. */
  final void count() {
    found++;
  }

  /** What is said of methods that have none. */
  abstract String lacking();

  /** Asks the gate in one method of the class {@code hooked}. */
  abstract MethodVisitor asking(String hooked, String method, MethodVisitor next);

  @Override
  public ClassVisitor wrap(
      TypeDescription hooked,
      ClassVisitor visitor,
      Implementation.Context context,
      TypePool pool,
      FieldList<FieldDescription.InDefinedShape> fields,
      MethodList<?> all,
      int writerFlags,
      int readerFlags) {
    return new ClassVisitor(OpenedClassReader.ASM_API, visitor) {
      @Override
      public MethodVisitor visitMethod(
          int access, String called, String descriptor, String signature, String[] exceptions) {
        MethodVisitor next = super.visitMethod(access, called, descriptor, signature, exceptions);
        for (MethodDescription method : methods) {
          if (method.getInternalName().equals(called)
              && method.getDescriptor().equals(descriptor)) {
            return asking(hooked.getInternalName(), called, next);
          }
        }
        return next;
      }
    };
  }
}
