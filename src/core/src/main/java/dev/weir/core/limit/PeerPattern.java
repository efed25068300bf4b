package dev.weir.core.limit;

import java.net.InetAddress;

/**
 * Who may be at the other end, as the policy writes it: a host or a network with a port, or the
 * path of a Unix domain socket.
 *
 * <ul>
 *   <li>{@code 10.0.0.0/8:443}, {@code [2001:db8::/32]:443}, {@code 127.0.0.1:*}: by address; see
 *       {@link Network}.
 *   <li>{@code api.acme.com:443}, {@code *.acme.com:443}: by the name that the application gave;
 *       {@code *} is any text without a dot, {@code **.acme.com} is acme.com and all below it.
 *   <li>{@code *:443}: anyone, at that port.
 *   <li>{@code /run/x.sock}, {@code /run/**}: a {@link PathPattern}.
 * </ul>
 *
 * Without a port it is any port. Nothing here looks up a name: an address that comes without one is
 * in no pattern of names. Immutable, for any thread; equal by text. Matching makes no objects.
 */
public final class PeerPattern {
  private static final int ANY_PORT = -1;

  private final String text;
  private final PathPattern path;
  private final Network network;
  private final Glob host;
  private final int port;

  private PeerPattern(String text, PathPattern path, Network network, Glob host, int port) {
    this.text = text;
    this.path = path;
    this.network = network;
    this.host = host;
    this.port = port;
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if it is none; the message says what to write instead, or is
   *     null if there is no telling
   */
  public static PeerPattern of(String text) {
    if (text.startsWith("/")) {
      return new PeerPattern(text, PathPattern.of(text), null, null, ANY_PORT);
    }
    int scheme = text.indexOf("://");
    if (scheme >= 0) {
      throw new IllegalArgumentException("it without " + text.substring(0, scheme + 3));
    }
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[");
    if (bracketed) {
      int end = text.indexOf(']');
      if (end < 0 || end < text.length() - 1 && colon != end + 1) {
        throw new IllegalArgumentException("[ADDRESS]:PORT");
      }
      colon = colon > end ? colon : -1;
    } else if (colon >= 0 && text.indexOf(':') != colon) {
      colon = -1; // an IPv6 address, without a port
    }
    int port = colon < 0 ? ANY_PORT : port(text.substring(colon + 1));
    String host = colon < 0 ? text : text.substring(0, colon);
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty()) {
      throw new IllegalArgumentException("*" + text + " for any host");
    }
    if (host.indexOf(':') >= 0 || host.indexOf('/') >= 0 || isNumeric(host)) {
      return new PeerPattern(text, null, network(text, host), null, port);
    }
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!letter && "-._*".indexOf(c) < 0) {
        throw new IllegalArgumentException(c < 128 ? null : "the name as xn--...");
      }
    }
    if (bracketed || host.startsWith(".") || host.contains("..")) {
      throw new IllegalArgumentException(host.startsWith(".") ? "*" + text : null);
    }
    if (host.indexOf('*') >= 0 && isNumeric(host.replace("*", "")) && host.indexOf('.') >= 0) {
      throw new IllegalArgumentException("a network, such as 10.0.0.0/8, for addresses");
    }
    boolean anyone = host.equals("*") || host.equals("**");
    return new PeerPattern(
        text, null, null, anyone ? null : new Glob(host, '.', false, true), port);
  }

  private static Network network(String text, String host) {
    try {
      return Network.of(host);
    } catch (IllegalArgumentException e) {
      String instead = e.getMessage();
      if (instead == null) {
        boolean port = host.indexOf(':') >= 0 && host.indexOf('/') < 0 && !text.startsWith("[");
        instead = port ? "[ADDRESS]:PORT for IPv6" : null;
      } else if (instead.indexOf(' ') < 0) {
        instead = text.replace(host, instead);
      }
      throw new IllegalArgumentException(instead, e);
    }
  }

  /** Whether it can be an address only; true for nothing at all. */
  private static boolean isNumeric(String host) {
    for (int i = 0; i < host.length(); i++) {
      if ((host.charAt(i) < '0' || host.charAt(i) > '9') && host.charAt(i) != '.') {
        return false;
      }
    }
    return true;
  }

  private static int port(String digits) {
    if (digits.equals("*")) {
      return ANY_PORT;
    }
    int port = 0;
    for (int i = 0; i < digits.length() && port >= 0; i++) {
      char c = digits.charAt(i);
      port = c < '0' || c > '9' || port > 65535 ? -1 : port * 10 + c - '0';
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("a port from 1 to 65535, or *, after the last colon");
    }
    return port;
  }

  /**
   * Whether it is about this peer.
   *
   * @param address of the peer; null if it is not known yet
   * @param name as the application gave it; null if it gave an address only. A dot at its end does
   *     not count
   */
  public boolean matches(InetAddress address, String name, int port) {
    if (path != null || this.port != ANY_PORT && this.port != port) {
      return false;
    }
    if (network != null) {
      return address != null && network.contains(address);
    }
    if (host == null) {
      return true;
    }
    if (name == null) {
      return false;
    }
    int length = name.length();
    return host.matches(name, length > 0 && name.charAt(length - 1) == '.' ? length - 1 : length);
  }

  /** Whether it is about the Unix domain socket of this path. */
  public boolean matches(String socket) {
    return path != null && path.matches(socket);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerPattern that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As it is written in the policy. */
  @Override
  public String toString() {
    return text;
  }
}
