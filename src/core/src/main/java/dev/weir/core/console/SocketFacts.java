package dev.weir.core.console;

import com.google.gson.stream.JsonWriter;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.SocketHandle;
import dev.weir.core.track.Proc;
import dev.weir.core.track.SocketTable;
import dev.weir.core.track.Sweep;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * What the kernel says of this process' sockets, beside what the hooks have seen: the local address
 * of a connection, its state ({@code CLOSE_WAIT}: the peer has closed, and the application has
 * not), the bytes that wait. One reading for one answer.
 */
final class SocketFacts {
  private final Map<Integer, SocketTable.Row> byFd = new HashMap<>();

  private SocketFacts() {}

  /** Of every socket that is open now. */
  static SocketFacts read(Sweep sweep) {
    Map<Integer, Long> inodes = new HashMap<>();
    for (int fd = Ledger.nextSlot(0); fd < Ledger.capacity(); fd = Ledger.nextSlot(fd + 1)) {
      Handle handle = Ledger.get(fd);
      if (handle instanceof SocketHandle && !handle.own()) {
        add(inodes, fd, Proc.link(fd));
      }
    }
    for (List<Sweep.Unseen> unseen : List.of(sweep.fds().untracked(), sweep.fds().before())) {
      for (Sweep.Unseen one : unseen) {
        add(inodes, one.fd(), one.target());
      }
    }
    SocketFacts facts = new SocketFacts();
    if (!inodes.isEmpty()) {
      Map<Long, SocketTable.Row> rows = SocketTable.read(new HashSet<>(inodes.values()));
      inodes.forEach(
          (fd, inode) -> {
            SocketTable.Row row = rows.get(inode);
            if (row != null) {
              facts.byFd.put(fd, row);
            }
          });
    }
    return facts;
  }

  private static void add(Map<Integer, Long> inodes, int fd, String link) {
    long inode = SocketTable.inode(link);
    if (inode >= 0) {
      inodes.put(fd, inode);
    }
  }

  /** What hooks and kernel say together. */
  void write(JsonWriter json, int fd, SocketHandle socket) throws IOException {
    json.name("direction");
    if (socket.direction() == null) {
      json.nullValue();
    } else {
      json.value(socket.direction().label());
    }
    SocketTable.Row row = byFd.get(fd);
    json.name("local").value(row == null || row.local() == null ? socket.local() : row.local());
    String remote = socket.remote();
    json.name("remote")
        .value(remote.isEmpty() && row != null && row.remote() != null ? row.remote() : remote);
    if (socket.listener() != null) {
      json.name("listener").value(socket.listener().address());
    }
    kernel(json, row);
  }

  /** What the kernel says alone. */
  void write(JsonWriter json, int fd) throws IOException {
    SocketTable.Row row = byFd.get(fd);
    if (row != null) {
      json.name("local").value(row.local() == null ? "" : row.local());
      json.name("remote").value(row.remote() == null ? "" : row.remote());
      kernel(json, row);
    }
  }

  /** {@code listener}, {@code datagram} or {@code socket}. */
  String kind(int fd) {
    SocketTable.Row row = byFd.get(fd);
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
