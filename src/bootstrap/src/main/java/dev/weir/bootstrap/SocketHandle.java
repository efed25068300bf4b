package dev.weir.bootstrap;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
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

  /** When bytes have last moved, on {@link #TICK}'s clock; 0 for not since somebody looks. */
  private int moved;

  /** Whether bytes have come, since somebody looks. */
  private boolean heard;

  /** What closes it, weakly: a channel, a socket's implementation; null while nobody asks. */
  private volatile WeakReference<Object> closer;

  /** Set once it is to be ended: what its reader is told. */
  private volatile String cut;

  /** Of {@link #now}: long enough not to be written at each read, short enough for a timeout. */
  public static final long TICK = 100_000_000L;

  private static final long EPOCH = System.nanoTime() - TICK;

  /** As of {@link #tick}, which a thread of Weir's calls: cheaper than a clock. */
  private static volatile int now = 1;

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

  /** Sets the clock by which bytes move. */
  public static void tick() {
    now = (int) ((System.nanoTime() - EPOCH) / TICK);
  }

  /** When bytes have last moved, on the clock of {@link System#nanoTime()}; 0 for never. */
  public long movedNanos() {
    int last = moved;
    return last == 0 ? 0 : EPOCH + last * TICK;
  }

  /** Whether bytes have come. */
  public boolean heard() {
    return heard;
  }

  /**
   * Bytes have moved. Without a fence: who looks may do so a moment later. (Read before written:
   * the cache line stays shared.)
   */
  void moved(boolean in) {
    int tick = now;
    if (moved != tick) {
      moved = tick;
    }
    if (in && !heard) {
      heard = true;
    }
  }

  void closedBy(Object object) {
    closer = new WeakReference<>(object);
  }

  /** What closes it; null if it is not known, or is gone. */
  public Object closer() {
    WeakReference<Object> its = closer;
    return its == null ? null : its.get();
  }

  /** It is about to be ended: whoever reads from now on gets this as a SocketException. */
  public void cut(String message) {
    cut = message;
  }

  /** See {@link #cut(String)}; null if it is not. */
  public String cut() {
    return cut;
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
