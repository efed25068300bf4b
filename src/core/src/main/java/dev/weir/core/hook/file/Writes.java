package dev.weir.core.hook.file;

import dev.weir.bootstrap.WriteGate;
import dev.weir.core.hook.Bound.Owner;
import dev.weir.core.hook.Bound.Point;
import java.io.FileDescriptor;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.OnMethodEnter;

/**
 * Inlined where bytes are about to be written to a file: how many, and where. Without {@code
 * suppress}, see {@code Admitted}: what the gate returns is thrown, and then nothing is written.
 */
public final class Writes {
  private Writes() {}

  /** One byte. */
  public static final class One {
    private One() {}

    @OnMethodEnter
    static void enter(@Point int point, @Owner FileDescriptor fd) throws Throwable {
      Throwable refusal = WriteGate.before(point, fd, 1);
      if (refusal != null) {
        throw refusal;
      }
    }
  }

  /** A whole array; null is for the JDK to refuse. */
  public static final class All {
    private All() {}

    @OnMethodEnter
    static void enter(@Point int point, @Owner FileDescriptor fd, @Argument(0) byte[] bytes)
        throws Throwable {
      Throwable refusal = WriteGate.before(point, fd, bytes == null ? 0 : bytes.length);
      if (refusal != null) {
        throw refusal;
      }
    }
  }

  /** A part of an array, or of the memory at an address. */
  public static final class Part {
    private Part() {}

    @OnMethodEnter
    static void enter(@Point int point, @Owner FileDescriptor fd, @Argument(2) int length)
        throws Throwable {
      Throwable refusal = WriteGate.before(point, fd, length);
      if (refusal != null) {
        throw refusal;
      }
    }
  }

  /** Some buffers. */
  public static final class Buffers {
    private Buffers() {}

    @OnMethodEnter
    static void enter(
        @Point int point,
        @Owner FileDescriptor fd,
        @Argument(0) ByteBuffer[] buffers,
        @Argument(1) int offset,
        @Argument(2) int length)
        throws Throwable {
      Throwable refusal = WriteGate.before(point, fd, buffers, offset, length);
      if (refusal != null) {
        throw refusal;
      }
    }
  }

  /** A part of the memory at an address, to a place of its own. */
  public static final class At {
    private At() {}

    @OnMethodEnter
    static void enter(
        @Point int point,
        @Owner FileDescriptor fd,
        @Argument(2) int length,
        @Argument(3) long position)
        throws Throwable {
      Throwable refusal = WriteGate.before(point, fd, length, position);
      if (refusal != null) {
        throw refusal;
      }
    }
  }

  /** The low byte of each character. */
  public static final class Text {
    private Text() {}

    @OnMethodEnter
    static void enter(@Point int point, @Owner FileDescriptor fd, @Argument(0) String text)
        throws Throwable {
      Throwable refusal = WriteGate.before(point, fd, text == null ? 0 : text.length());
      if (refusal != null) {
        throw refusal;
      }
    }
  }

  /** Two bytes for each character. */
  public static final class Characters {
    private Characters() {}

    @OnMethodEnter
    static void enter(@Point int point, @Owner FileDescriptor fd, @Argument(0) String text)
        throws Throwable {
      Throwable refusal = WriteGate.before(point, fd, text == null ? 0 : 2L * text.length());
      if (refusal != null) {
        throw refusal;
      }
    }
  }

  /** The file is made so long. */
  public static final class Length {
    private Length() {}

    @OnMethodEnter
    static void enter(@Point int point, @Owner FileDescriptor fd, @Argument(0) long length)
        throws Throwable {
      Throwable refusal = WriteGate.before(point, fd, 0, length);
      if (refusal != null) {
        throw refusal;
      }
    }
  }

  /** So many bytes come from another file; the descriptor in the row is that of this one. */
  public static final class Received {
    private Received() {}

    @OnMethodEnter
    static void enter(@Point int point, @Owner FileDescriptor fd, @Argument(1) int count)
        throws Throwable {
      Throwable refusal = WriteGate.before(point, fd, count);
      if (refusal != null) {
        throw refusal;
      }
    }
  }

  /** The same, of newer JDKs. */
  public static final class Sent {
    private Sent() {}

    @OnMethodEnter
    static void enter(@Point int point, @Owner FileDescriptor fd, @Argument(2) long count)
        throws Throwable {
      Throwable refusal = WriteGate.before(point, fd, count);
      if (refusal != null) {
        throw refusal;
      }
    }
  }

  /** Up to so many bytes come from another file. */
  public static final class Copied {
    private Copied() {}

    @OnMethodEnter
    static void enter(
        @Point int point,
        @Owner FileDescriptor fd,
        @Argument(0) FileDescriptor from,
        @Argument(2) long position,
        @Argument(3) long count)
        throws Throwable {
      Throwable refusal = WriteGate.copying(point, from, fd, position, count);
      if (refusal != null) {
        throw refusal;
      }
    }
  }

  /** Mapped for writing, a file becomes as long as the mapping. */
  public static final class Mapped {
    private Mapped() {}

    @OnMethodEnter
    static void enter(
        @Point int point,
        @Owner FileDescriptor fd,
        @Argument(0) MapMode mode,
        @Argument(1) long position,
        @Argument(2) long size)
        throws Throwable {
      Throwable refusal = WriteGate.map(point, fd, position, size, mode == MapMode.READ_WRITE);
      if (refusal != null) {
        throw refusal;
      }
    }
  }

  /** The descriptor is moved, and writes may go anywhere. */
  public static final class Moved {
    private Moved() {}

    @OnMethodEnter(suppress = Throwable.class)
    static void enter(@Point int point, @Owner FileDescriptor fd) {
      WriteGate.moved(point, fd);
    }
  }
}
