package dev.weir.core.hook.file;

import dev.weir.bootstrap.MappingGate;
import dev.weir.bootstrap.OpenGate;
import dev.weir.core.hook.Bound.Point;
import java.nio.channels.FileChannel.MapMode;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.FieldValue;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.Thrown;

/**
 * A file is mapped. {@code FileChannelImpl.mapInternal} is under every public way to map, and
 * returns the {@code Unmapper}; null for a mapping of no bytes. Without {@code suppress}, see
 * {@code Admitted}.
 */
public final class Mapped {
  private Mapped() {}

  @OnMethodEnter
  static Object enter(
      @Point int point,
      @FieldValue("path") String path,
      @Argument(0) MapMode mode,
      @Argument(2) long size)
      throws Throwable {
    Object admitted = MappingGate.mapping(point, path, size, mode == MapMode.READ_ONLY);
    if (admitted instanceof Throwable) {
      throw (Throwable) admitted;
    }
    return admitted;
  }

  @OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
  static void exit(
      @Enter Object admitted,
      @Point int point,
      @Return Object unmapper,
      @FieldValue("path") String path,
      @Argument(0) MapMode mode,
      @Argument(2) long size,
      @Thrown Throwable thrown) {
    if (thrown != null) {
      OpenGate.failed(point, path, admitted, thrown);
    } else {
      MappingGate.mapped(admitted, point, unmapper, path, size, mode == MapMode.READ_ONLY);
    }
  }
}
