package dev.weir.core.weave;

import dev.weir.bootstrap.Timeout;
import dev.weir.bootstrap.WaitGate;
import java.util.List;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Gives the gate what a method reads from its object's field {@code int timeout}, and the method
 * what the gate answers. No local variable and no frame of the method is touched.
 */
final class TimeoutReads extends Instructions {
  private static final String GATE = WaitGate.class.getName().replace('.', '/');

  private final int point;

  TimeoutReads(List<MethodDescription.InDefinedShape> methods, int point) {
    super(methods);
    this.point = point;
  }

  @Override
  String lacking() {
    return "it does not read its timeout";
  }

  @Override
  MethodVisitor asking(String hooked, String method, MethodVisitor next) {
    int what = method.equals("accept") ? Timeout.ACCEPT : Timeout.READ;
    return new MethodVisitor(OpenedClassReader.ASM_API, next) {
      @Override
      public void visitFieldInsn(int opcode, String of, String field, String descriptor) {
        super.visitFieldInsn(opcode, of, field, descriptor);
        if (opcode == Opcodes.GETFIELD
            && of.equals(hooked)
            && field.equals("timeout")
            && descriptor.equals("I")) {
          count();
          super.visitLdcInsn(point);
          super.visitLdcInsn(what);
          super.visitMethodInsn(Opcodes.INVOKESTATIC, GATE, "millis", "(III)I", false);
        }
      }

      @Override
      public void visitMaxs(int stack, int locals) {
        super.visitMaxs(stack + 2, locals);
      }
    };
  }
}
