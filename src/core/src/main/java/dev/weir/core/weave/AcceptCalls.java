package dev.weir.core.weave;

import dev.weir.bootstrap.SocketGate;
import java.util.List;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Asks the gate after each call of {@code sun.nio.ch.Net.accept(FileDescriptor, FileDescriptor,
 * InetSocketAddress[])}, native on 17 and 25. The last two arguments are copied beneath all three
 * before the call, so no local variable and no frame of the method is touched.
 */
final class AcceptCalls extends Instructions {
  private static final String GATE = SocketGate.class.getName().replace('.', '/');
  private static final String ACCEPTED =
      "(Ljava/io/FileDescriptor;[Ljava/net/SocketAddress;ILjava/io/FileDescriptor;I)I";

  private final int point;

  AcceptCalls(List<MethodDescription.InDefinedShape> methods, int point) {
    super(methods);
    this.point = point;
  }

  @Override
  String lacking() {
    return "it does not call Net.accept";
  }

  @Override
  MethodVisitor asking(String hooked, String method, MethodVisitor next) {
    return new MethodVisitor(OpenedClassReader.ASM_API, next) {
      @Override
      public void visitMethodInsn(
          int opcode, String of, String called, String descriptor, boolean isInterface) {
        boolean accept = of.equals("sun/nio/ch/Net") && called.equals("accept");
        if (accept) {
          super.visitInsn(Opcodes.DUP2_X1);
        }
        super.visitMethodInsn(opcode, of, called, descriptor, isInterface);
        if (accept) {
          count();
          super.visitVarInsn(Opcodes.ALOAD, 0);
          super.visitFieldInsn(Opcodes.GETFIELD, hooked, "fd", "Ljava/io/FileDescriptor;");
          super.visitLdcInsn(point);
          super.visitMethodInsn(Opcodes.INVOKESTATIC, GATE, "accepted", ACCEPTED, false);
        }
      }

      @Override
      public void visitMaxs(int stack, int locals) {
        super.visitMaxs(stack + 3, locals);
      }
    };
  }
}
