package dev.weir.core.track;

import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.SocketHandle;
import dev.weir.bootstrap.Tally;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.channels.Channel;
import java.nio.channels.SocketChannel;

/**
 * How a socket is ended from outside. Reads {@code sun.nio.ch}, which is opened to this package.
 */
final class Shutdown {
  /** SHUT_RDWR (shutdown(2)). */
  private static final int BOTH = 2;

  private Shutdown() {}

  /**
   * Ends both directions of a channel that a selector serves; false if that cannot be done. Under
   * {@code stateLock}, which the channel's close holds too (SocketChannelImpl.tryClose, 17 and 25):
   * so the number cannot become another's meanwhile. By its own methods the channel would take it
   * for an orderly end.
   */
  static boolean both(SocketHandle handle, SocketChannel channel) {
    try {
      Field lock = channel.getClass().getDeclaredField("stateLock");
      lock.setAccessible(true);
      Method shutdown =
          Class.forName("sun.nio.ch.Net", true, null)
              .getDeclaredMethod("shutdown", FileDescriptor.class, int.class);
      shutdown.setAccessible(true);
      synchronized (lock.get(channel)) {
        Object fd = handle.get();
        if (channel.isOpen()
            && fd instanceof FileDescriptor
            && handle.state() == Handle.OPEN
            && Ledger.get(handle.fd()) == handle) {
          shutdown.invoke(null, fd, BOTH);
        }
      }
      return true;
    } catch (InvocationTargetException e) {
      return false; // not connected any more
    } catch (ReflectiveOperationException | RuntimeException e) {
      Tally.error(e);
      return false;
    }
  }

  /** Closes a channel, or the {@code NioSocketImpl} under a socket, or a library's channel. */
  static void close(Object closer) {
    try {
      if (closer instanceof Channel) {
        ((Channel) closer).close();
        return;
      }
      Method close = method(closer.getClass());
      close.setAccessible(true);
      close.invoke(closer);
    } catch (IOException | InvocationTargetException e) {
      // It is closed, whatever it says.
    } catch (ReflectiveOperationException | RuntimeException e) {
      Tally.error(e);
    }
  }

  private static Method method(Class<?> type) throws NoSuchMethodException {
    try {
      return type.getDeclaredMethod("close");
    } catch (NoSuchMethodException e) {
      return type.getMethod("close");
    }
  }
}
