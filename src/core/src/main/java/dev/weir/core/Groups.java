package dev.weir.core;

import dev.weir.core.config.Policy;
import dev.weir.core.hook.Group;
import java.util.EnumSet;
import java.util.Set;

/** Which hooks a policy needs. */
final class Groups {
  private Groups() {}

  /** Always {@link Group#HANDLES}, and what its limits ask for. */
  static Set<Group> of(Policy policy) {
    Set<Group> groups = EnumSet.of(Group.HANDLES);
    Policy.Sockets sockets = policy.sockets();
    if (sockets.maxOpen() != null
        || sockets.maxConnections() != null
        || sockets.maxConnectionsPerListener() > 0
        || sockets.maxConnectionsPerPeer() > 0) {
      groups.add(Group.CONNECTIONS);
    }
    if (sockets.allowConnect() != null) {
      groups.add(Group.DATAGRAMS);
    }
    return groups;
  }
}
