package dev.weir.core.endpoint;

import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;

/**
 * How an {@link Endpoint} listens and what it allows.
 *
 * @param host name or address to bind to; {@code 0.0.0.0} is every IPv4 address, {@code ::} every
 *     address
 * @param port 0 picks a free one
 * @param credentials what basic authentication asks for; null for none
 * @param tls null for plain HTTP
 * @param maxConnections how many connections are served at once; one more gets a 503
 * @param requestTime from accept to the last byte; a connection that takes longer is cut
 */
public record Settings(
    String host,
    int port,
    Credentials credentials,
    SSLContext tls,
    int maxConnections,
    Duration requestTime) {

  /**
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Settings {
    Objects.requireNonNull(host, "host");
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not in 0..65535");
    }
    if (maxConnections < 1) {
      throw new IllegalArgumentException("maxConnections " + maxConnections + " is below 1");
    }
    if (requestTime.isNegative() || requestTime.isZero()) {
      throw new IllegalArgumentException("requestTime " + requestTime + " is not positive");
    }
  }

  /** Plain HTTP on 127.0.0.1: 16 connections, 5 s per request, no authentication. */
  public static Settings loopback(int port) {
    return new Settings("127.0.0.1", port, null, null, 16, Duration.ofSeconds(5));
  }

  /** A user and a password; its text does not show the password. */
  public record Credentials(String user, String password) {
    /**
     * @throws IllegalArgumentException if the user has a colon, which basic authentication (RFC
     *     7617) cannot carry
     */
    public Credentials {
      Objects.requireNonNull(password, "password");
      if (user.indexOf(':') >= 0) {
        throw new IllegalArgumentException("a user name must not have a colon");
      }
    }

    @Override
    public String toString() {
      return "Credentials[" + user + "]";
    }
  }
}
