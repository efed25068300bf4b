package dev.weir.core.track;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the kernel says of the sockets of this process' network namespace, by inode: the tables in
 * /proc/self/net (proc_pid_net(5), Documentation/networking/proc_net_tcp.rst). They list the
 * sockets of every process of the namespace, so one reading answers for many inodes.
 *
 * <p>The tables change while they are read: a socket may be missed. One that is neither bound nor
 * connected is in none; nor is a socket of another namespace. The kernel prints the path of a unix
 * socket as it stands: a newline in one begins a line of its owner's making, so what a row says is
 * for people to read, not to decide by.
 *
 * <p>For the agent's own threads: it reads files. It throws nothing for what it finds in them.
 */
public final class SocketTable {
  /**
   * One socket.
   *
   * @param protocol {@code tcp}, {@code udp} or {@code unix}
   * @param local {@code 127.0.0.1:8080}, {@code [::1]:8080}, a path, {@code @name} for an abstract
   *     name; null if it has none
   * @param remote the other side; null if there is none, and for {@code unix}, where the table does
   *     not tell
   * @param state of tcp {@code ESTABLISHED}, {@code LISTEN}, {@code CLOSE_WAIT} and so on; of udp
   *     and unix {@code CONNECTED}, {@code UNCONNECTED}, of unix also {@code LISTEN}
   * @param receiveQueue bytes that wait to be read; of a tcp socket that listens, the connections
   *     that wait to be accepted; -1 for {@code unix}, where the table does not tell
   */
  public record Row(
      String protocol, String local, String remote, String state, long receiveQueue) {}

  /** By number: include/net/tcp_states.h. */
  private static final String[] TCP_STATES = {
    null,
    "ESTABLISHED",
    "SYN_SENT",
    "SYN_RECV",
    "FIN_WAIT1",
    "FIN_WAIT2",
    "TIME_WAIT",
    "CLOSE",
    "CLOSE_WAIT",
    "LAST_ACK",
    "LISTEN",
    "CLOSING",
    "NEW_SYN_RECV"
  };

  private static final int TCP_ESTABLISHED = 1;

  /** {@code __SO_ACCEPTCON} and {@code SS_CONNECTED}: include/uapi/linux/net.h. */
  private static final long ACCEPTS = 0x10000;

  private static final int SS_CONNECTED = 3;

  /** The kernel gives at most a page a call; up to 8 KiB the JDK copies on the thread's stack. */
  private static final int BUFFER = 8192;

  /** Of one table: more than 800,000 connections. */
  private static final long MOST_BYTES = 128L << 20;

  private static final String PREFIX = "socket:[";

  private SocketTable() {}

  /** The inode in {@code socket:[123]}, as a descriptor's link says it; -1 for another link. */
  public static long inode(String link) {
    int end = link == null ? 0 : link.length() - 1;
    if (end <= PREFIX.length() || !link.startsWith(PREFIX) || link.charAt(end) != ']') {
      return -1;
    }
    long inode = 0;
    for (int i = PREFIX.length(); i < end; i++) {
      int digit = link.charAt(i) - '0';
      if (digit < 0 || digit > 9 || inode > Long.MAX_VALUE / 10 - 1) {
        return -1;
      }
      inode = inode * 10 + digit;
    }
    return inode;
  }

  /**
   * Reads the tables until every inode is found. Costs about as much as the kernel takes to print
   * them, so ask for all inodes at once, and not for those that are known.
   *
   * @return what was found, by inode
   */
  public static Map<Long, Row> read(Set<Long> inodes) {
    Search search = new Search(inodes);
    // The JDK's sockets are of IPv6 where the system has it.
    search.table("tcp6", "tcp");
    search.table("tcp", "tcp");
    search.table("udp6", "udp");
    search.table("udp", "udp");
    search.table("unix", "unix");
    return search.found;
  }

  /** One table, from anywhere. */
  static Map<Long, Row> read(Set<Long> inodes, String protocol, InputStream table)
      throws IOException {
    Search search = new Search(inodes);
    search.table(protocol, table);
    return search.found;
  }

  private static final class Search {
    final Map<Long, Row> found = new HashMap<>();

    /** Sorted, so that a row that nobody asked for allocates nothing. */
    private final long[] wanted;

    private final byte[] buffer = new byte[BUFFER];
    private TableLines lines;

    /** Where in the line the next field is looked for; the field itself. */
    private int position;

    private int start;
    private int end;

    Search(Set<Long> inodes) {
      wanted = new long[inodes.size()];
      int count = 0;
      for (Long inode : inodes) {
        wanted[count++] = inode;
      }
      Arrays.sort(wanted);
    }

    void table(String name, String protocol) {
      if (found.size() == wanted.length) {
        return;
      }
      try (InputStream in = new FileInputStream("/proc/self/net/" + name)) {
        table(protocol, in);
      } catch (IOException e) {
        // No IPv6, no /proc, or no descriptor left: then this table has nothing.
      }
    }

    void table(String protocol, InputStream in) throws IOException {
      lines = new TableLines(in, buffer, MOST_BYTES);
      while (found.size() < wanted.length && lines.next()) {
        position = lines.start;
        if (protocol.equals("unix")) {
          unix();
        } else {
          inet(protocol);
        }
      }
    }

    /** {@code sl local remote st tx:rx tr:when retrnsmt uid timeout inode ...} */
    private void inet(String protocol) {
      skip(1);
      skip(1);
      int localStart = start;
      int localEnd = end;
      skip(1);
      int remoteStart = start;
      int remoteEnd = end;
      skip(1);
      int stateStart = start;
      int stateEnd = end;
      skip(1);
      int queueStart = start;
      int queueEnd = end;
      skip(5);
      long inode = inode();
      if (inode < 0) {
        return;
      }
      int state = (int) HexAddress.hex(buffer, stateStart, stateEnd);
      int colon = queueStart;
      while (colon < queueEnd && buffer[colon] != ':') {
        colon++;
      }
      found.put(
          inode,
          new Row(
              protocol,
              HexAddress.text(buffer, localStart, localEnd),
              remote(remoteStart, remoteEnd),
              protocol.equals("udp") ? connected(state == TCP_ESTABLISHED) : tcpState(state),
              HexAddress.hex(buffer, colon + 1, queueEnd)));
    }

    /** One that listens has the remote address zero. A connection never has the port zero. */
    private String remote(int from, int to) {
      return to - from > 4 && HexAddress.hex(buffer, to - 4, to) == 0
          ? null
          : HexAddress.text(buffer, from, to);
    }

    /** {@code Num: RefCount Protocol Flags Type St Inode Path} */
    private void unix() {
      skip(4);
      long flags = HexAddress.hex(buffer, start, end);
      skip(2);
      int state = (int) HexAddress.hex(buffer, start, end);
      skip(1);
      long inode = inode();
      if (inode < 0) {
        return;
      }
      // After one blank, to the end of the line: a path may hold blanks.
      int path = end + 1;
      String local =
          path >= lines.end
              ? null
              : new String(buffer, path, lines.end - path, StandardCharsets.UTF_8);
      boolean listens = flags > 0 && (flags & ACCEPTS) != 0;
      found.put(
          inode,
          new Row("unix", local, null, listens ? "LISTEN" : connected(state == SS_CONNECTED), -1));
    }

    private static String tcpState(int state) {
      return state > 0 && state < TCP_STATES.length ? TCP_STATES[state] : "UNKNOWN";
    }

    private static String connected(boolean connected) {
      return connected ? "CONNECTED" : "UNCONNECTED";
    }

    /** Goes on by fields; at the end of the line the field is empty. */
    private void skip(int fields) {
      for (int i = 0; i < fields; i++) {
        start = position;
        while (start < lines.end && buffer[start] == ' ') {
          start++;
        }
        end = start;
        while (end < lines.end && buffer[end] != ' ') {
          end++;
        }
        position = end;
      }
    }

    /** The field as an inode that was asked for and not found yet, else -1. */
    private long inode() {
      long inode = ProcFile.decimal(buffer, start, end);
      // 0 is a connection that no process holds (any more, or not yet accepted).
      if (inode <= 0 || Arrays.binarySearch(wanted, inode) < 0 || found.containsKey(inode)) {
        return -1;
      }
      return inode;
    }
  }
}
