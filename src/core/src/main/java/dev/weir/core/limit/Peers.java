package dev.weir.core.limit;

import dev.weir.bootstrap.Addresses;
import dev.weir.bootstrap.HookPoint.Words;
import dev.weir.bootstrap.SocketHandle;
import dev.weir.core.config.Policy.Sockets;
import java.lang.StackWalker.StackFrame;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * {@code sockets.allow-connect}: to whom a connection may be opened, or a datagram sent. Compared
 * is the address that is connected to and, where the application had it looked up, its name; a path
 * is made absolute, and links in it are not followed. No name is looked up here.
 *
 * <p>Name resolution goes on: the C library's does not come here, and the JDK's own DNS client
 * ({@code com.sun.jndi.dns}, 17 and 25) is let through; it is known by the stack, walked only where
 * a refusal is due.
 */
final class Peers {
  private static final StackWalker WALKER = StackWalker.getInstance();
  private static final int DEPTH = 32;
  private static final String RESOLVER = "com.sun.jndi.dns.";

  private final PeerPattern[] allowed;
  private final Limit limit;

  Peers(Sockets policy) {
    if (policy.allowConnect() == null) {
      allowed = null;
      limit = null;
      return;
    }
    allowed = policy.allowConnect().toArray(new PeerPattern[0]);
    limit =
        new Limit(
            "sockets.allow-connect",
            "",
            policy.mode(),
            "add the peer to sockets.allow-connect, if it is one");
    // Loads what the first connect would load on an application's thread.
    isAllowed(InetAddress.getLoopbackAddress(), 0);
    isResolver();
  }

  /** Null, or with what to refuse. */
  Throwable refuse(Object address, int port) {
    if (allowed == null || address == null || isAllowed(address, port) || isResolver()) {
      return null;
    }
    return limit.refuse(Words.SOCKET, text(address, port), "Connection refused");
  }

  private boolean isAllowed(Object address, int port) {
    InetAddress ip = SocketHandle.peer(address);
    InetSocketAddress socket =
        address instanceof InetSocketAddress ? (InetSocketAddress) address : null;
    if (ip == null && socket == null) {
      String path = path(address);
      for (PeerPattern pattern : allowed) {
        if (pattern.matches(path)) {
          return true;
        }
      }
      return false;
    }
    // getHostString of an unresolved address is what the application gave.
    String name = ip == null ? socket.getHostString() : Addresses.name(ip);
    int number = socket == null ? port : socket.getPort();
    for (PeerPattern pattern : allowed) {
      if (pattern.matches(ip, name, number)) {
        return true;
      }
    }
    return false;
  }

  /** Of a domain socket; Netty's address says its path as text. */
  private static String path(Object address) {
    Path path = address instanceof Path ? (Path) address : Path.of(address.toString());
    return path.toAbsolutePath().normalize().toString();
  }

  private static String text(Object address, int port) {
    InetAddress ip = SocketHandle.peer(address);
    if (ip == null) {
      return address.toString();
    }
    String name = Addresses.name(ip);
    String number = ip.getHostAddress();
    number = number.indexOf(':') >= 0 ? "[" + number + "]" : number;
    return (name == null ? number : name + "/" + number)
        + ":"
        + (address instanceof InetSocketAddress ? ((InetSocketAddress) address).getPort() : port);
  }

  private static boolean isResolver() {
    return WALKER.walk(new Resolver());
  }

  /** (Named classes: the first lambda costs an application's thread milliseconds.) */
  private static final class Resolver
      implements Function<Stream<StackFrame>, Boolean>, Predicate<StackFrame> {
    @Override
    public Boolean apply(Stream<StackFrame> frames) {
      return frames.limit(DEPTH).anyMatch(this);
    }

    @Override
    public boolean test(StackFrame frame) {
      return frame.getClassName().startsWith(RESOLVER);
    }
  }
}
