package dev.weir.core.config;

import dev.weir.core.config.Policy.Amount;
import dev.weir.core.limit.Network;
import dev.weir.core.limit.PeerPattern;
import java.time.Duration;
import java.util.List;

/** The keys of {@code sockets}. */
final class SocketKeys {
  private static final Key<Mode> MODE =
      Keys.add(
              "sockets.mode",
              Types.choice(Mode.class),
              null,
              "What happens when a limit on sockets is reached.")
          .orElse(Keys.MODE);

  private static final Key<Amount> MAX_OPEN =
      Keys.add(
          "sockets.max-open",
          Types.amount(),
          "0",
          "The most sockets, listeners and datagram sockets at once, accepted ones included; 0 is"
              + " no limit, and a percentage is a share of the process' own limit on descriptors.");

  private static final Key<List<PeerPattern>> ALLOW_CONNECT =
      Keys.add(
          "sockets.allow-connect",
          Types.list(Types.peer()),
          null,
          "The peers to which a connection may be opened. Unless it is set, all; `[]` allows none.");

  private static final Key<Duration> CONNECT_TIMEOUT =
      Keys.add(
          "sockets.connect-timeout",
          Types.duration(),
          null,
          "How long a connect may take where the application has set no limit.");

  private static final Key<Duration> ACCEPT_TIMEOUT =
      Keys.add(
          "sockets.accept-timeout",
          Types.duration(),
          null,
          "How long an accept may wait where the application has set no limit.");

  private static final Key<Duration> READ_TIMEOUT =
      Keys.add(
          "sockets.read-timeout",
          Types.duration(),
          null,
          "How long a read may wait where the application has set no limit.");

  private static final Key<Amount> MAX_CONNECTIONS =
      Keys.add(
          "sockets.max-connections",
          Types.amount(),
          "0",
          "The most accepted connections at once; 0 is no limit. One more is closed at once, and"
              + " the accept goes on.");

  private static final Key<Integer> MAX_CONNECTIONS_PER_LISTENER =
      Keys.add(
          "sockets.max-connections-per-listener",
          Types.integer(0, Integer.MAX_VALUE),
          "0",
          "The most at once of one listener; 0 is no limit.");

  private static final Key<Integer> MAX_CONNECTIONS_PER_PEER =
      Keys.add(
          "sockets.max-connections-per-peer",
          Types.integer(0, Integer.MAX_VALUE),
          "0",
          "The most at once from one remote address (of IPv6, from one /64); 0 is no limit.");

  private static final Key<List<Network>> TRUSTED_PROXIES =
      Keys.add(
          "sockets.trusted-proxies",
          Types.list(Types.network()),
          "[]",
          "Addresses that `sockets.max-connections-per-peer` does not count.");

  private static final Key<List<Network>> EXEMPT =
      Keys.add(
          "sockets.exempt",
          Types.list(Types.network()),
          "[]",
          "Addresses whose connections are always accepted, and never closed for being idle.");

  private static final Key<List<Integer>> EXEMPT_PORTS =
      Keys.add(
          "sockets.exempt-ports",
          Types.list(Types.integer(1, 65535)),
          "[]",
          "Ports of the application's listeners at which connections are always accepted, and never"
              + " closed for being idle: those of probes and metrics.");

  private static final Key<Duration> FIRST_BYTE_TIMEOUT =
      Keys.add(
          "sockets.first-byte-timeout",
          Types.duration(),
          null,
          "An accepted connection on which nothing has come for so long is closed.");

  private static final Key<Duration> IDLE_TIMEOUT =
      Keys.add(
          "sockets.idle-timeout",
          Types.duration(),
          null,
          "An accepted connection on which nothing has moved for so long is closed.");

  private SocketKeys() {}

  /** Adds the keys to the table, by being called. */
  static void load() {}

  static Policy.Sockets bind(Values values) {
    return new Policy.Sockets(
        values.get(MODE),
        Keys.orNone(values.get(MAX_OPEN)),
        values.get(ALLOW_CONNECT),
        values.get(CONNECT_TIMEOUT),
        values.get(ACCEPT_TIMEOUT),
        values.get(READ_TIMEOUT),
        Keys.orNone(values.get(MAX_CONNECTIONS)),
        values.get(MAX_CONNECTIONS_PER_LISTENER),
        values.get(MAX_CONNECTIONS_PER_PEER),
        values.get(TRUSTED_PROXIES),
        values.get(EXEMPT),
        values.get(EXEMPT_PORTS),
        values.get(FIRST_BYTE_TIMEOUT),
        values.get(IDLE_TIMEOUT));
  }
}
