package dev.weir.examples.dashboard;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A service that the dashboard watches.
 *
 * @param address where it answers a GET with JSON about its health
 */
record Service(String name, URI address) {

  /**
   * Reads {@code name=http://host:port,...}; where an address has no path, it is {@code /health}.
   *
   * @throws IllegalArgumentException if a name is used twice, or an entry has another form
   */
  static List<Service> parse(String text) {
    List<Service> services = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String entry : text.split(",")) {
      String[] parts = entry.split("=", 2);
      if (parts.length != 2 || !parts[0].matches("[a-z][a-z0-9-]{0,30}")) {
        throw new IllegalArgumentException("a service is name=http://host:port, not: " + entry);
      }
      if (!names.add(parts[0])) {
        throw new IllegalArgumentException("two services have the name " + parts[0]);
      }
      services.add(new Service(parts[0], address(parts[1])));
    }
    return services;
  }

  /** Host and port as a connection needs them; the host's name is looked up anew. */
  InetSocketAddress endpoint() {
    return new InetSocketAddress(
        address.getHost(), address.getPort() == -1 ? 80 : address.getPort());
  }

  /**
   * The head of a request for its health, for those who write it themselves. HTTP/1.0, so that the
   * answer is not in chunks and ends with the connection.
   */
  String request() {
    return "GET "
        + address.getRawPath()
        + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery())
        + " HTTP/1.0\r\nHost: "
        + address.getRawAuthority()
        + "\r\nAccept: application/json\r\n\r\n";
  }

  private static URI address(String text) {
    URI address = URI.create(text);
    if (!"http".equals(address.getScheme()) || address.getHost() == null) {
      throw new IllegalArgumentException("a service's address is http://host:port, not: " + text);
    }
    return address.getRawPath().isEmpty() ? address.resolve("/health") : address;
  }
}
