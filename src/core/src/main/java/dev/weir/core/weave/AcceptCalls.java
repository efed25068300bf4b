package dev.weir.core.weave;

import dev.weir.bootstrap.SocketGate;
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
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Asks the gate after each call of {@code sun.nio.ch.Net.accept(FileDescriptor, FileDescriptor,
 * InetSocketAddress[])}, native on 17 and 25. The last two arguments are copied beneath all three
 * before the call, so no local variable and no frame of the method is touched.
 */
final class AcceptCalls extends AsmVisitorWrapper.AbstractBase {
  private static final String GATE = SocketGate.class.getName().replace('.', '/');
  private static final String ACCEPTED =
      "(Ljava/io/FileDescriptor;[Ljava/net/SocketAddress;ILjava/io/FileDescriptor;I)I";

  private final List<MethodDescription.InDefinedShape> methods;
  private final int point;
  private int found;

  AcceptCalls(List<MethodDescription.InDefinedShape> methods, int point) {
    this.methods = methods;
    this.point = point;
  }

  /** How many calls it has found, once the class is made. */
  int found() {
    return found;
  }

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
            return asking(hooked.getInternalName(), next);
          }
        }
        return next;
      }
    };
  }

  private MethodVisitor asking(String hooked, MethodVisitor next) {
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
          found++;
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
