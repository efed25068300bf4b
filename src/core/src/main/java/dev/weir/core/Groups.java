package dev.weir.core;

import dev.weir.core.config.Policy;
import dev.weir.core.hook.Group;
import dev.weir.core.limit.InForce;
import dev.weir.core.limit.path.PathRules;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Which hooks a policy needs. */
final class Groups {
  private Groups() {}

  /** Always {@link Group#HANDLES}, and what its limits ask for. */
  static Set<Group> of(Policy policy) {
    Set<Group> groups = EnumSet.of(Group.HANDLES);
    if (PathRules.needs(policy.files())) {
      groups.add(Group.PATHS);
    }
    if (InForce.limitsReads(policy)) {
      groups.add(Group.READS);
    }
    if (InForce.limitsWrites(policy)) {
      groups.add(Group.WRITES);
    }
    sockets(policy.sockets(), groups);
    forced(policy.inject(), groups);
    if (!policy.leaks().closeOverdue().isEmpty()) {
      groups.add(Group.CLOSERS);
      groups.add(Group.TRAFFIC); // which tells the reader that the end is not the peer's
    }
    return groups;
  }

  private static void forced(Policy.Inject inject, Set<Group> groups) {
    for (Policy.InjectRule rule :
        inject.enabled() ? inject.rules() : List.<Policy.InjectRule>of()) {
      switch (rule.on()) {
        case READ -> groups.add(Group.READS);
        case WRITE -> groups.add(Group.WRITES);
        case ACCEPT -> groups.add(Group.FORCED);
        default -> {
          // Opens, connects and starts have hooks always.
        }
      }
    }
  }

  private static void sockets(Policy.Sockets sockets, Set<Group> groups) {
    if (sockets.maxOpen() != null
        || sockets.maxConnections() != null
        || sockets.maxConnectionsPerListener() > 0
        || sockets.maxConnectionsPerPeer() > 0) {
      groups.add(Group.CONNECTIONS);
    }
    if (sockets.allowConnect() != null) {
      groups.add(Group.DATAGRAMS);
    }
    if (sockets.connectTimeout() != null
        || sockets.acceptTimeout() != null
        || sockets.readTimeout() != null) {
      groups.add(Group.TIMES);
    }
    if (sockets.firstByteTimeout() != null || sockets.idleTimeout() != null) {
      groups.add(Group.TRAFFIC);
      groups.add(Group.CLOSERS);
    }
  }
}
