package dev.weir.core.limit;

import dev.weir.bootstrap.Budget;
import dev.weir.bootstrap.Charge;
import dev.weir.bootstrap.Listener;
import dev.weir.bootstrap.SocketHandle;
import dev.weir.core.config.Policy.Sockets;
import dev.weir.core.limit.ConnectionTally.Refused;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * How many accepted connections may be open: all, of one listener, of one remote address. One that
 * is exempt always gets in, and takes nobody's place but that of a socket.
 */
final class Connections {
  private static final Budget[] NONE = {};

  private final Object version;
  private final Cap sockets;
  private final Cap all;
  private final int perListener;
  private final Limit perListenerLimit;
  private final int perPeer;
  private final Limit perPeerLimit;
  private final PeerBudgets peers;
  private final Network[] proxies;
  private final Network[] exempt;
  private final int[] exemptPorts;
  private final boolean limits;

  /** Of those that stand in no budget. */
  private final Held none;

  /**
   * @param sockets the cap on all sockets; null for none
   * @param all the cap on connections; null for none
   * @param before of the version that this one follows, or null
   */
  Connections(Sockets policy, Object version, Cap sockets, Cap all, Connections before) {
    this.version = version;
    this.sockets = sockets;
    this.all = all;
    perListener = policy.maxConnectionsPerListener();
    perListenerLimit =
        limit(policy, "sockets.max-connections-per-listener", perListener, "the listener's server");
    perPeer = policy.maxConnectionsPerPeer();
    perPeerLimit =
        limit(
            policy,
            "sockets.max-connections-per-peer",
            perPeer,
            "the peer, or add it to sockets.trusted-proxies,");
    peers = before == null ? new PeerBudgets() : before.peers;
    proxies = policy.trustedProxies().toArray(new Network[0]);
    exempt = policy.exempt().toArray(new Network[0]);
    exemptPorts = policy.exemptPorts().stream().mapToInt(Integer::intValue).toArray();
    Arrays.sort(exemptPorts);
    none = new Held(new Charge(version, NONE), null);
    limits = sockets != null || all != null || perListener > 0 || perPeer > 0;
    Refused.values(); // so that an acceptor does not load it
  }

  private static Limit limit(Sockets policy, String key, int max, String who) {
    return max == 0
        ? null
        : new Limit(
            key, Integer.toString(max), policy.mode(), "raise " + key + ", or look after " + who);
  }

  /** Whether it is always accepted, and never closed for being slow. */
  boolean isExempt(SocketHandle by, InetAddress peer) {
    return isIn(exempt, peer)
        || by != null
            && exemptPorts.length > 0
            && Arrays.binarySearch(exemptPorts, by.localPort()) >= 0;
  }

  /** The same of one that is open. */
  boolean isExempt(SocketHandle accepted) {
    if (isIn(exempt, accepted.peer())) {
      return true;
    }
    Listener by = accepted.listener();
    return by != null && exemptPorts.length > 0 && Arrays.binarySearch(exemptPorts, by.port()) >= 0;
  }

  private static boolean isIn(Network[] networks, InetAddress peer) {
    if (peer != null) {
      for (Network network : networks) {
        if (network.contains(peer)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * The places of a connection that has just been accepted; null if there is none left. (A few
   * objects a connection, beside a system call.)
   */
  Charge admit(SocketHandle by, Object address) {
    InetAddress peer = SocketHandle.peer(address);
    if (isExempt(by, peer)) {
      return exempted();
    }
    Listener listener = by == null ? null : by.accepting();
    Budget[] taken = new Budget[4];
    int n = 0;
    if (sockets != null) {
      if (!sockets.take("")) {
        return refuse(sockets.limit(), Refused.MAX_OPEN, peer, taken, n);
      }
      taken[n++] = sockets.budget();
    }
    if (all != null) {
      if (!all.take("")) {
        return refuse(all.limit(), Refused.MAX_CONNECTIONS, peer, taken, n);
      }
      taken[n++] = all.budget();
    }
    if (perListener > 0 && listener != null) {
      if (!listener.budget().take(perListener)) {
        if (perListenerLimit.enforces()) {
          return refuse(perListenerLimit, Refused.MAX_CONNECTIONS_PER_LISTENER, peer, taken, n);
        }
        perListenerLimit.observe(text(peer));
        listener.budget().take();
      }
      taken[n++] = listener.budget();
    }
    if (counts(peer)) {
      Budget its = peers.take(peer, perPeer);
      if (its == null) {
        if (perPeerLimit.enforces()) {
          return refuse(perPeerLimit, Refused.MAX_CONNECTIONS_PER_PEER, peer, taken, n);
        }
        perPeerLimit.observe(text(peer));
        its = peers.take(peer, Integer.MAX_VALUE);
      }
      taken[n++] = its;
    }
    return new Charge(version, Arrays.copyOf(taken, n));
  }

  private boolean counts(InetAddress peer) {
    return perPeer > 0 && peer != null && !isIn(proxies, peer);
  }

  private Charge exempted() {
    if (sockets == null) {
      return new Charge(version, NONE);
    }
    sockets.budget().take();
    return new Charge(version, sockets.budget());
  }

  private static Charge refuse(
      Limit limit, Refused reason, InetAddress peer, Budget[] taken, int n) {
    for (int i = 0; i < n; i++) {
      taken[i].give();
    }
    reason.add();
    limit.observe(text(peer)); // counts; there is nobody to throw an exception at
    return null;
  }

  private static String text(InetAddress peer) {
    return peer == null ? "" : peer.getHostAddress();
  }

  /**
   * Where a connection stands that is open already, with a place of its address' taken: else its
   * budget might end before it stands there. To be given back once it does.
   */
  Held held(SocketHandle accepted) {
    if (!limits) {
      return none;
    }
    InetAddress peer = accepted.peer();
    Budget its = null;
    Budget[] budgets = new Budget[4];
    int n = 0;
    if (sockets != null) {
      budgets[n++] = sockets.budget();
    }
    if (!isExempt(accepted)) {
      Listener listener = accepted.listener();
      if (all != null) {
        budgets[n++] = all.budget();
      }
      if (perListener > 0 && listener != null) {
        budgets[n++] = listener.budget();
      }
      if (counts(peer)) {
        its = peers.take(peer, Integer.MAX_VALUE);
        budgets[n++] = its;
      }
    }
    return new Held(new Charge(version, Arrays.copyOf(budgets, n)), its);
  }

  /**
   * @param charge what it is to stand in
   * @param place one more in its address' budget; or null
   */
  record Held(Charge charge, Budget place) {
    void release() {
      if (place != null) {
        place.give();
      }
    }
  }
}
