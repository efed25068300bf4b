package dev.weir.core.limit;

import dev.weir.bootstrap.Addresses;
import dev.weir.bootstrap.Budget;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A budget for each remote address that has a connection, and for no other: the one that leaves
 * last takes its budget with it. Of IPv6 a network of 64 bits is one address, for that is what one
 * subscriber has (RFC 6177). Any thread.
 */
final class PeerBudgets {
  /** By an Integer (IPv4) or a Long (the first half of IPv6), which are never equal. */
  private final ConcurrentHashMap<Object, One> all = new ConcurrentHashMap<>();

  /** Takes a place of this address: the budget, or null if {@code most} are taken. */
  Budget take(InetAddress address, int most) {
    Object key = key(address);
    while (true) {
      One its = all.get(key);
      if (its == null) {
        One fresh = new One(key);
        One first = all.putIfAbsent(key, fresh);
        its = first == null ? fresh : first;
      }
      if (its.take(most)) {
        return its;
      }
      if (!its.isRetired()) {
        return null;
      }
      all.remove(key, its); // whoever has retired it may not have come to it yet
    }
  }

  /** How many addresses have one. */
  int size() {
    return all.size();
  }

  private static Object key(InetAddress address) {
    return address instanceof Inet4Address
        ? (Object) Addresses.value((Inet4Address) address)
        : (Object) Addresses.half((Inet6Address) address, false);
  }

  private final class One extends Budget {
    private final Object key;

    One(Object key) {
      this.key = key;
    }

    @Override
    public void give() {
      super.give();
      if (taken() == 0 && retire()) {
        all.remove(key, this);
      }
    }
  }
}
