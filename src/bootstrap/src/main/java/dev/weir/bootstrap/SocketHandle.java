package dev.weir.bootstrap;

import java.lang.ref.ReferenceQueue;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A socket, with the addresses that hooks have seen go by. They are kept as the JDK's immutable
 * objects (a library's own as text); text is made of them by the agent's threads, and never with a
 * look-up of names.
 */
public final class SocketHandle extends Handle {
  /** How it came to be. The label is the value of {@code direction} in JSON. */
  public enum Direction {
    ACCEPTED("accepted"),
    CONNECTED("connected"),
    BOUND("bound");

    private final String label;

    Direction(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /** An {@code InetAddress}, {@code SocketAddress} or {@code Path}; its port is written before. */
  private volatile Object remote;

  private int remotePort;
  private volatile Object local;
  private int localPort;
  private volatile Direction direction;

  /** Of an accepted one: the listener that it came by. Of a listener: itself, once it accepts. */
  private volatile Listener listener;

  SocketHandle(
      Object owner,
      ReferenceQueue<Object> queue,
      HookPoint point,
      int access,
      int fd,
      long openedNanos,
      RawStack stack,
      Thread thread,
      boolean own,
      Charge charge) {
    super(owner, queue, point, null, access, fd, -1, -1, openedNanos, stack, thread, own, charge);
  }

  /** Null as long as it is neither bound nor connected. */
  public Direction direction() {
    return direction;
  }

  /** The peer, as {@code 10.0.0.5:443} or a path; empty where none is known. */
  public String remote() {
    Object address = remote;
    return address == null ? "" : text(address, remotePort, false);
  }

  /** Where it is bound, likewise; of an accepted or connected socket only the kernel knows. */
  public String local() {
    Object address = local;
    return address == null ? "" : text(address, localPort, false);
  }

  /** The peer's address without its port; null where it has none, or it is a domain socket. */
  public InetAddress peer() {
    return peer(remote);
  }

  /** The same of what a hook has: an {@code InetAddress}, an {@code InetSocketAddress}. */
  public static InetAddress peer(Object address) {
    if (address instanceof InetSocketAddress) {
      return ((InetSocketAddress) address).getAddress();
    }
    return address instanceof InetAddress ? (InetAddress) address : null;
  }

  /** The port where it is bound; 0 where that is not known. */
  public int localPort() {
    Object address = local;
    return address instanceof InetSocketAddress
        ? ((InetSocketAddress) address).getPort()
        : localPort;
  }

  /** What counts the connections of this listener, or of the one that accepted this; or null. */
  public Listener accepting() {
    Listener now = listener;
    if (now == null && kind() == Kind.LISTENER && local != null) {
      now = Listener.at(local());
      listener = now;
    }
    return now;
  }

  /** The listener that accepted it, or null. */
  public Listener listener() {
    return kind() == Kind.LISTENER ? null : listener;
  }

  /** Peer or own address; with the host's name, where the application gave one. */
  @Override
  public String target() {
    Object address = remote;
    if (address != null) {
      return text(address, remotePort, true);
    }
    return local();
  }

  void connected(Object address, int port) {
    remotePort = port;
    remote = kept(address);
    direction = Direction.CONNECTED;
  }

  void bound(Object address, int port) {
    localPort = port;
    local = kept(address);
    if (direction == null) {
      direction = Direction.BOUND;
    }
  }

  /** {@code by} is null where the listener was opened before Weir came. */
  void accepted(Object address, int port, SocketHandle by) {
    if (address != null) {
      remotePort = port;
      remote = kept(address);
    }
    direction = Direction.ACCEPTED;
    if (by != null && listener == null) {
      Listener its = by.accepting();
      listener = its;
      if (its != null && !own()) {
        its.accepted();
      }
    }
  }

  /** It has ended. */
  void left() {
    Listener its = listener;
    if (its != null && kind() != Kind.LISTENER && !own()) {
      its.left();
    }
  }

  /**
   * The JDK's addresses as they are. One of a library's (Netty has its own for domain sockets) as
   * text: to refer to it would keep its class loader.
   */
  private static Object kept(Object address) {
    return address.getClass().getClassLoader() == null ? address : address.toString();
  }

  private static String text(Object address, int port, boolean named) {
    if (address instanceof InetSocketAddress) {
      InetSocketAddress socket = (InetSocketAddress) address;
      return socket.getAddress() == null
          ? socket.getHostString() + ":" + socket.getPort()
          : text(socket.getAddress(), socket.getPort(), named);
    }
    if (!(address instanceof InetAddress)) {
      return address.toString();
    }
    InetAddress ip = (InetAddress) address;
    String number = ip.getHostAddress();
    if (number.indexOf(':') >= 0) {
      number = "[" + number + "]";
    }
    // InetAddress.toString is "name/number", and the name is empty where none was given.
    String name = ip.toString();
    name = named ? name.substring(0, Math.max(0, name.indexOf('/'))) : "";
    return (name.isEmpty() || name.equals(number) ? number : name + "/" + number) + ":" + port;
  }
}
