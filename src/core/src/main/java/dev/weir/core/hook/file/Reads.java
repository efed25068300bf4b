package dev.weir.core.hook.file;

import dev.weir.bootstrap.ReadGate;
import dev.weir.core.hook.Bound.Owner;
import dev.weir.core.hook.Bound.Point;
import java.io.FileDescriptor;
import java.nio.channels.FileChannel;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.FieldValue;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.asm.Advice.Thrown;

/**
 * Inlined where bytes are read from a file. Without {@code suppress}, see {@code Admitted}: what
 * the gate returns is thrown. Each byte comes by one of these once: what is not listed in {@code
 * Hooks} reads by what is.
 */
public final class Reads {
  private Reads() {}

  /** Returns how many bytes were read, or a negative number. */
  public static final class Some {
    private Some() {}

    @OnMethodEnter
    static Object enter(@Point int point, @Owner FileDescriptor fd) throws Throwable {
      Object found = ReadGate.before(point, fd);
      if (found instanceof Throwable) {
        throw (Throwable) found;
      }
      return found;
    }

    @OnMethodExit(backupArguments = false)
    static void exit(@Enter Object found, @Owner FileDescriptor fd, @Return long bytes)
        throws Throwable {
      if (found != null) {
        Throwable refusal = ReadGate.read(found, fd, bytes);
        if (refusal != null) {
          throw refusal;
        }
      }
    }
  }

  /** Returns one byte, or a negative number. */
  public static final class One {
    private One() {}

    @OnMethodEnter
    static Object enter(@Point int point, @Owner FileDescriptor fd) throws Throwable {
      Object found = ReadGate.before(point, fd);
      if (found instanceof Throwable) {
        throw (Throwable) found;
      }
      return found;
    }

    @OnMethodExit(backupArguments = false)
    static void exit(@Enter Object found, @Owner FileDescriptor fd, @Return int value)
        throws Throwable {
      if (found != null) {
        Throwable refusal = ReadGate.read(found, fd, value < 0 ? -1 : 1);
        if (refusal != null) {
          throw refusal;
        }
      }
    }
  }

  /** Returns a line, or null; each of its bytes has become a character. */
  public static final class Line {
    private Line() {}

    @OnMethodEnter
    static Object enter(@Point int point, @Owner FileDescriptor fd) throws Throwable {
      Object found = ReadGate.before(point, fd);
      if (found instanceof Throwable) {
        throw (Throwable) found;
      }
      return found;
    }

    @OnMethodExit(backupArguments = false)
    static void exit(@Enter Object found, @Owner FileDescriptor fd, @Return String line)
        throws Throwable {
      if (found != null) {
        Throwable refusal =
            ReadGate.read(found, fd, line == null ? -1 : Math.max(1, line.length()));
        if (refusal != null) {
          throw refusal;
        }
      }
    }
  }

  /** Returns how many bytes went over, and must not hide that more were refused. */
  public static final class TransferredTo {
    private TransferredTo() {}

    @OnMethodEnter(suppress = Throwable.class)
    static Object enter(@Owner FileDescriptor fd, @Argument(2) Object other) {
      return ReadGate.transferring(fd, other);
    }

    @OnMethodExit(onThrowable = Throwable.class, backupArguments = false)
    static void exit(@Enter Object transfer, @Thrown Throwable thrown) throws Throwable {
      Throwable refusal = ReadGate.transferred(transfer, thrown);
      if (refusal != null) {
        throw refusal;
      }
    }
  }

  /** The same, in the other direction. */
  public static final class TransferredFrom {
    private TransferredFrom() {}

    @OnMethodEnter(suppress = Throwable.class)
    static Object enter(@Owner FileDescriptor fd, @Argument(0) Object other) {
      return ReadGate.transferring(fd, other);
    }

    @OnMethodExit(onThrowable = Throwable.class, backupArguments = false)
    static void exit(@Enter Object transfer, @Thrown Throwable thrown) throws Throwable {
      Throwable refusal = ReadGate.transferred(transfer, thrown);
      if (refusal != null) {
        throw refusal;
      }
    }
  }

  /** A channel waits here, outside of its locks; its bytes are counted under it. */
  public static final class Waiting {
    private Waiting() {}

    @OnMethodEnter
    static void enter(
        @Point int point,
        @Owner FileDescriptor fd,
        @This FileChannel channel,
        @FieldValue("uninterruptible") boolean uninterruptible)
        throws Throwable {
      Throwable refusal = ReadGate.before(point, fd, channel, uninterruptible);
      if (refusal != null) {
        throw refusal;
      }
    }
  }

  /** Under the channels: returns how many bytes went by, or a negative number. */
  public static final class Passed {
    private Passed() {}

    @OnMethodExit(backupArguments = false)
    static void exit(@Point int point, @Owner FileDescriptor fd, @Return long bytes)
        throws Throwable {
      Throwable refusal = ReadGate.passed(point, fd, bytes);
      if (refusal != null) {
        throw refusal;
      }
    }
  }

  /** What is mapped can be read whole, and nobody sees how much is. */
  public static final class Mapped {
    private Mapped() {}

    @OnMethodEnter
    static void enter(
        @Point int point,
        @Owner FileDescriptor fd,
        @Argument(1) long position,
        @Argument(2) long size)
        throws Throwable {
      Throwable refusal = ReadGate.map(point, fd, position, size);
      if (refusal != null) {
        throw refusal;
      }
    }
  }
}
