package dev.weir.core.console;

import com.google.gson.stream.JsonWriter;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.SocketHandle;
import dev.weir.core.track.Proc;
import dev.weir.core.track.Sites;
import dev.weir.core.track.SocketTable;
import dev.weir.core.track.Sweep;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the kernel says of this process' sockets, beside what the hooks have seen: the local address
 * of a connection, its state ({@code CLOSE_WAIT}: the peer has closed, and the application has
 * not), the bytes that wait. One reading for one answer.
 */
final class SocketFacts {
  private final Map<Handle, SocketTable.Row> ofHandles = new IdentityHashMap<>();
  private final Map<Integer, SocketTable.Row> ofUnseen = new HashMap<>();

  private SocketFacts() {}

  /** Of the sockets that are open now and asked for, and of those that nobody saw. */
  static SocketFacts read(Sweep sweep, Sites sites, HandleFilter filter, long now) {
    Map<Handle, Long> handles = new IdentityHashMap<>();
    for (int fd = Ledger.nextSlot(0); fd < Ledger.capacity(); fd = Ledger.nextSlot(fd + 1)) {
      Handle handle = Ledger.get(fd);
      if (handle instanceof SocketHandle
          && !handle.own()
          && !filter.grouped()
          && filter.admits(handle.kind().label(), sites.of(handle), now - handle.openedNanos())) {
        long inode = SocketTable.inode(Proc.link(fd));
        if (inode >= 0 && Ledger.get(fd) == handle) {
          handles.put(handle, inode);
        }
      }
    }
    Map<Integer, Long> unseen = new HashMap<>();
    for (List<Sweep.Unseen> some : List.of(sweep.fds().untracked(), sweep.fds().before())) {
      for (Sweep.Unseen one : some) {
        long inode = SocketTable.inode(one.target());
        if (inode >= 0) {
          unseen.put(one.fd(), inode);
        }
      }
    }
    Set<Long> inodes = new HashSet<>(handles.values());
    inodes.addAll(unseen.values());
    SocketFacts facts = new SocketFacts();
    if (!inodes.isEmpty()) {
      Map<Long, SocketTable.Row> rows = SocketTable.read(inodes);
      handles.forEach((handle, inode) -> facts.ofHandles.put(handle, rows.get(inode)));
      unseen.forEach((fd, inode) -> facts.ofUnseen.put(fd, rows.get(inode)));
    }
    return facts;
  }

  /** What hooks and kernel say together. */
  void write(JsonWriter json, SocketHandle socket) throws IOException {
    SocketTable.Row row = ofHandles.get(socket);
    SocketHandle.Direction direction = socket.direction();
    String remote = socket.remote();
    if (row != null && row.protocol().equals("udp")) {
      // A datagram socket may be disconnected, and connected anew.
      remote = row.remote() == null ? "" : row.remote();
      if (remote.isEmpty() && direction == SocketHandle.Direction.CONNECTED) {
        direction = SocketHandle.Direction.BOUND;
      }
    } else if (remote.isEmpty() && row != null && row.remote() != null) {
      remote = row.remote();
    }
    json.name("direction");
    if (direction == null) {
      json.nullValue();
    } else {
      json.value(direction.label());
    }
    json.name("local").value(row == null || row.local() == null ? socket.local() : row.local());
    json.name("remote").value(remote);
    if (socket.listener() != null) {
      json.name("listener").value(socket.listener().address());
    }
    kernel(json, row);
  }

  /** What the kernel says alone. */
  void write(JsonWriter json, int fd) throws IOException {
    SocketTable.Row row = ofUnseen.get(fd);
    if (row != null) {
      json.name("local").value(row.local() == null ? "" : row.local());
      json.name("remote").value(row.remote() == null ? "" : row.remote());
      kernel(json, row);
    }
  }

  /** {@code listener}, {@code datagram} or {@code socket}. */
  String kind(int fd) {
    SocketTable.Row row = ofUnseen.get(fd);
    if (row == null) {
      return "socket";
    }
    return row.state().equals("LISTEN")
        ? "listener"
        : row.protocol().equals("udp") ? "datagram" : "socket";
  }

  private static void kernel(JsonWriter json, SocketTable.Row row) throws IOException {
    if (row != null) {
      json.name("protocol").value(row.protocol());
      json.name("kernel_state").value(row.state());
      if (row.receiveQueue() >= 0) {
        json.name("receive_queue_bytes").value(row.receiveQueue());
      }
    }
  }
}
