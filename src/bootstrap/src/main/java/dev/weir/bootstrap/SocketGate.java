package dev.weir.bootstrap;

import java.io.FileDescriptor;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;

/**
 * What woven methods ask before a socket connects, sends or accepts, and tell of its addresses and
 * of the bytes that move on it. As fail-open as {@link Gate}: what goes wrong inside is counted,
 * and the connection is the application's.
 */
public final class SocketGate {
  /**
   * {@code IOStatus.UNAVAILABLE} (17 and 25): nothing to accept. Whoever accepts goes on: a
   * selector's thread does something else, all others wait for the next, within their time.
   */
  private static final int UNAVAILABLE = -2;

  private SocketGate() {}

  /** Before an accept: null, or the exception to throw. */
  public static Throwable accepting(int point) {
    return Gate.force(point, Rules.ACCEPT, null);
  }

  /** Before a connect: null, or the exception to throw. */
  public static Throwable connected(int point, Object owner, int fd, Object address, int port) {
    if (!Gate.isOn()) {
      return null;
    }
    try {
      HookPoint where = Gate.point(point);
      where.seen();
      Rules rules = Gate.asked();
      if (rules != null) {
        Throwable refusal = rules.connect(where, address, port);
        if (refusal != null) {
          return refusal;
        }
      }
      SocketHandle its = of(owner, fd);
      if (its != null) {
        its.connected(address, port);
      }
      return null;
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /** After a bind: to what; {@code address} is null where it did not come to that. */
  public static void bound(int point, Object owner, int fd, Object address, int port) {
    if (!Gate.isOn() || address == null) {
      return;
    }
    try {
      Gate.point(point).seen();
      SocketHandle its = of(owner, fd);
      if (its != null) {
        its.bound(address, port);
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /**
   * After a connection was accepted and {@link OpenGate#opened}; nobody else has it yet, so its
   * number proves who it is.
   *
   * @param by the listener's descriptor
   * @param address the peer's; null where the hook does not know it
   */
  public static void accepted(int point, int fd, int by, Object address, int port) {
    if (!Gate.isOn()) {
      return;
    }
    try {
      Gate.point(point).seen();
      Handle handle = Ledger.get(fd);
      if (handle instanceof SocketHandle) {
        Handle listener = Ledger.get(by);
        SocketHandle socket = (SocketHandle) handle;
        boolean known = socket.direction() == SocketHandle.Direction.ACCEPTED;
        Listener before = socket.listener();
        socket.accepted(
            address,
            port,
            listener instanceof SocketHandle && listener.kind() == Kind.LISTENER
                ? (SocketHandle) listener
                : null);
        if ((!known || socket.listener() != before) && !socket.own()) {
          known(socket);
        }
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /**
   * After a call of {@code Net.accept}: what is taken for its return value.
   *
   * @param from of the peer, its only element
   * @param n what it has returned
   */
  public static int accepted(
      FileDescriptor fresh, SocketAddress[] from, int n, FileDescriptor listener, int point) {
    return n > 0 && tooMany(point, listener, fresh, from[0]) ? UNAVAILABLE : n;
  }

  /**
   * After a read: null, or what to throw in its place. An end that Weir has made is no end of the
   * data.
   *
   * @param n bytes; -1 at the end
   */
  public static Throwable read(int point, FileDescriptor fd, long n) {
    try {
      SocketHandle its = of(fd);
      if (its == null) {
        return null;
      }
      if (its.cut() != null) {
        return new SocketException(its.cut());
      }
      if (n > 0) {
        Gate.point(point).seen();
        its.moved(true);
      }
      return null;
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /** After a write of {@code n} bytes. */
  public static void wrote(int point, FileDescriptor fd, long n) {
    try {
      SocketHandle its = n > 0 ? of(fd) : null;
      if (its != null) {
        Gate.point(point).seen();
        its.moved(false);
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  private static SocketHandle of(FileDescriptor fd) {
    return of(fd, Descriptors.number(fd));
  }

  private static SocketHandle of(Object owner, int fd) {
    Handle handle = Ledger.get(fd);
    return handle instanceof SocketHandle && handle.refersTo(owner) ? (SocketHandle) handle : null;
  }

  /** By which object the socket of this descriptor is closed. The reference is weak. */
  public static void closedBy(int point, Object owner, int fd, Object object) {
    try {
      Handle handle = Ledger.get(fd);
      if (handle instanceof SocketHandle && handle.refersTo(owner) && !handle.own()) {
        Gate.point(point).seen();
        ((SocketHandle) handle).closedBy(object);
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /** Before a datagram is sent: null, or the exception to throw. */
  public static Throwable sending(int point, Object to) {
    try {
      Rules its = Gate.asked();
      if (its == null || to == null) {
        return null;
      }
      HookPoint where = Gate.point(point);
      where.seen();
      if (to instanceof DatagramPacket) {
        DatagramPacket packet = (DatagramPacket) to;
        return its.connect(where, packet.getAddress(), packet.getPort());
      }
      return its.connect(where, to, 0);
    } catch (Throwable t) {
      Tally.error(t);
      return null;
    }
  }

  /**
   * Whether a connection was one too many: then it is closed. Else it has its handle from now on,
   * which gives its places back however it ends, and the hooks that come later find it. (The kernel
   * has just made a connection: what is allocated here does not count beside it.)
   */
  private static boolean tooMany(
      int point, FileDescriptor listener, FileDescriptor fresh, Object address) {
    Charge charge = null;
    try {
      Rules its = Gate.asked();
      if (its == null) {
        return false;
      }
      HookPoint where = Gate.point(point);
      where.seen();
      Handle by = Ledger.get(Descriptors.number(listener));
      SocketHandle from =
          by instanceof SocketHandle && by.refersTo(listener) ? (SocketHandle) by : null;
      charge = its.accept(where, from, address);
      if (charge == null) {
        Descriptors.close(fresh);
        return true;
      }
      long now = System.nanoTime();
      SocketHandle handle =
          new SocketHandle(
              fresh,
              Ledger.queue(),
              where,
              Handle.READ | Handle.WRITE,
              Descriptors.number(fresh),
              now,
              Stacks.sample(now),
              Thread.currentThread(),
              false,
              charge);
      charge = null;
      handle.accepted(address, 0, from);
      Ledger.put(handle);
      Gate.taken(handle);
      Tally.opened(Kind.SOCKET);
      Ledger.tell(handle);
      return false;
    } catch (Throwable t) {
      if (charge != null) {
        charge.giveBeyond(null);
      }
      Tally.error(t);
      return false;
    }
  }

  /**
   * After Netty's own accept: whether it is to be made once more. What gets in has its handle where
   * Netty makes a socket of the number, on this thread.
   *
   * @param from its length, and then the address as Netty writes it: four bytes or sixteen, more
   *     behind them
   * @param number of the connection; negative for none
   */
  public static boolean tooMany(
      int point, Object listener, int listening, byte[] from, int number) {
    try {
      Rules its = number < 0 ? null : Gate.asked();
      if (its == null) {
        return false;
      }
      HookPoint where = Gate.point(point);
      where.seen();
      Handle handle = Ledger.get(listening);
      SocketHandle by =
          handle instanceof SocketHandle && handle.refersTo(listener)
              ? (SocketHandle) handle
              : null;
      Charge charge = its.accept(where, by, address(from));
      if (charge == null) {
        Descriptors.close(number);
        return true;
      }
      OpenGate.pend(charge);
      return false;
    } catch (Throwable t) {
      Tally.error(t);
      return false;
    }
  }

  /** io.netty.channel.unix.NativeInetAddress (4.1, 4.2): address, scope of IPv6, port. */
  private static InetAddress address(byte[] from) throws UnknownHostException {
    int length = from.length == 0 ? 0 : from[0];
    if (length != 8 && length != 24) {
      return null;
    }
    byte[] address = new byte[length == 8 ? 4 : 16];
    System.arraycopy(from, 1, address, 0, address.length);
    return InetAddress.getByAddress(address);
  }

  /** After bytes have moved by Netty's own call; {@code owner} is Netty's descriptor. */
  public static void moved(int point, Object owner, int fd, long n, boolean in) {
    try {
      Handle handle = n > 0 ? Ledger.get(fd) : null;
      if (handle instanceof SocketHandle && handle.refersTo(owner)) {
        Gate.point(point).seen();
        ((SocketHandle) handle).moved(in);
      }
    } catch (Throwable t) {
      Tally.error(t);
    }
  }

  /** A handle is known to be an accepted connection's; rules may be put in force just now. */
  static void known(SocketHandle socket) {
    Rules its = Gate.inForce();
    while (its != null) {
      its.accepted(socket);
      Rules now = Gate.inForce();
      if (now == its) {
        return;
      }
      its = now;
    }
  }
}
