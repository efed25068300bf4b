package dev.weir.core.hook.file;

import dev.weir.bootstrap.Gate;
import dev.weir.core.hook.Bound.Point;
import java.nio.channels.FileChannel.MapMode;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.FieldValue;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;

/**
 * A file was mapped. {@code FileChannelImpl.mapInternal} is under every public way to map, and
 * returns the {@code Unmapper}; null for a mapping of no bytes.
 */
public final class Mapped {
  private Mapped() {}

  @OnMethodExit(suppress = Throwable.class, backupArguments = false)
  static void exit(
      @Point int point,
      @Return Object unmapper,
      @FieldValue("path") String path,
      @Argument(0) MapMode mode,
      @Argument(2) long size) {
    Gate.mapped(point, unmapper, path, size, mode == MapMode.READ_ONLY);
  }
}
