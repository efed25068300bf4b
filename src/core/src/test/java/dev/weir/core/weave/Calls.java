package dev.weir.core.weave;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;

/** Which methods of a class file call the gate, by name, and which of the gate's methods. */
final class Calls {
  private Calls() {}

  static Map<String, Set<String>> ofGate(byte[] classFile) {
    Map<String, Set<String>> calls = new HashMap<>();
    // Its own check of the version would refuse class files of JDKs newer than ByteBuddy.
    OpenedClassReader.of(classFile)
        .accept(
            new ClassVisitor(OpenedClassReader.ASM_API) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String method, String type, String generic, String[] thrown) {
                return new MethodVisitor(OpenedClassReader.ASM_API) {
                  @Override
                  public void visitMethodInsn(
                      int opcode, String owner, String name, String its, boolean isInterface) {
                    if (opcode == Opcodes.INVOKESTATIC
                        && owner.startsWith("dev/weir/bootstrap/")
                        && owner.endsWith("Gate")) {
                      calls.computeIfAbsent(method, key -> new TreeSet<>()).add(name);
                    }
                  }
                };
              }
            },
            ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return calls;
  }

  /** Which methods write a field of this name, once for each place. */
  static List<String> writers(byte[] classFile, String written) {
    List<String> writers = new ArrayList<>();
    OpenedClassReader.of(classFile)
        .accept(
            new ClassVisitor(OpenedClassReader.ASM_API) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String method, String type, String generic, String[] thrown) {
                return new MethodVisitor(OpenedClassReader.ASM_API) {
                  @Override
                  public void visitFieldInsn(int opcode, String of, String field, String its) {
                    if (opcode == Opcodes.PUTFIELD && field.equals(written)) {
                      writers.add(method);
                    }
                  }
                };
              }
            },
            ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return writers;
  }
}
