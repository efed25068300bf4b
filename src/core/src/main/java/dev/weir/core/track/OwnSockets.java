package dev.weir.core.track;

import java.lang.reflect.Method;
import java.nio.channels.Channel;
import java.util.BitSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sockets of Weir's own endpoint, so that they are not reported as somebody's. Their numbers
 * come from {@code sun.nio.ch.SelChImpl.getFDVal()}, a public method (17 and 25) of a package that
 * the agent has exported to itself.
 */
public final class OwnSockets {
  private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
  private final Method number;

  public OwnSockets() {
    Method found;
    try {
      found = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal");
      found.setAccessible(true); // The interface is not public.
    } catch (ReflectiveOperationException | RuntimeException e) {
      found = null; // Then they are named as untracked.
    }
    number = found;
  }

  public void add(Object channel) {
    if (number != null && channel instanceof Channel) {
      channels.add((Channel) channel);
    }
  }

  /** The descriptors of those that are open. */
  BitSet descriptors() {
    BitSet fds = new BitSet();
    for (Iterator<Channel> all = channels.iterator(); all.hasNext(); ) {
      Channel channel = all.next();
      if (!channel.isOpen()) {
        all.remove();
        continue;
      }
      try {
        fds.set((Integer) number.invoke(channel));
      } catch (ReflectiveOperationException e) {
        all.remove();
      }
    }
    return fds;
  }
}
