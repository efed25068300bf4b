package dev.weir.core.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.track.SocketTable.Row;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SocketTableTest {
  private static final String V4 =
      """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
         0: 00000000:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000     0        0 1146 1 0000000065f57531 100 0 0 10 0
         1: 0100007F:BA18 0200A8C0:01BB 01 00000000:0000BEEF 02:000007D3 00000000  1000        0 1147 3 00000000b6f7de32 20 4 0 10 -1
         2: 0100007F:BA19 0200A8C0:01BB 06 00000000:00000000 03:000007D3 00000000     0        0 0 3 00000000b6f7de32
      100000: 0100007F:BA1A 0200A8C0:01BB 08 00000000:00000000 02:000007D3 00000000  1000        0 1148 3 00000000b6f7de32 20 4 0 10 -1
      """;

  private static final String V6 =
      """
        sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
         0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 21 1 0000000037ba1ba3 100 0 0 10 0
         1: 00000000000000000000000001000000:1F90 00000000000000000000000001000000:C001 01 00000000:00000000 00:00000000 00000000     0        0 22 1 0000000037ba1ba3 20 4 30 10 -1
         2: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000200000A:C001 08 00000000:00000001 00:00000000 00000000     0        0 23 1 0000000037ba1ba3 20 4 30 10 -1
         3: B80D012000000000000001000A000000:1F90 B80D0120010002000300040005000600:C001 03 00000000:00000000 00:00000000 00000000     0        0 24 1 0000000037ba1ba3 20 4 30 10 -1
      """;

  private static final String UDP =
      """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
       1234: 00000000:0035 00000000:0000 07 00000000:00000300 00:00000000 00000000     0        0 31 2 0000000065f57531 0
       1235: 0100007F:0036 0100007F:0035 01 00000000:00000000 00:00000000 00000000     0        0 32 2 0000000065f57531 0
      """;

  private static final String UNIX =
      """
      Num       RefCount Protocol Flags    Type St Inode Path
      00000000626e1f6f: 00000003 00000000 00000000 0001 03  1143
      0000000010145220: 00000002 00000000 00010000 0001 01  1144 /run/my app/\u00fc.sock
      0000000010145221: 00000003 00000000 00000000 0001 03  1145 @/tmp/.X11-unix/X0
      0000000010145222: 00000002 00000000 00000000 0002 01  1146 @
      0000000010145223: 00000002 00000000 00000000 0002 01     0 /nobody's
      """;

  @TempDir Path dir;

  private static Map<Long, Row> parse(String protocol, String table, Long... inodes)
      throws IOException {
    byte[] bytes = table.getBytes(StandardCharsets.UTF_8);
    return SocketTable.read(Set.of(inodes), protocol, new ByteArrayInputStream(bytes));
  }

  @Test
  void theInodeOfALink() {
    assertThat(SocketTable.inode("socket:[123]")).isEqualTo(123);
    assertThat(SocketTable.inode("socket:[4294967296123]")).isEqualTo(4294967296123L);
    for (String other :
        new String[] {
          null,
          "",
          "]",
          "/a",
          "pipe:[123]",
          "socket:[]",
          "socket:[1",
          "socket:[-1]",
          "socket:[1a]",
          "socket:[99999999999999999999999]"
        }) {
      assertThat(SocketTable.inode(other)).as(other).isEqualTo(-1);
    }
  }

  @Test
  void version4() throws IOException {
    littleEndian();
    assertThat(parse("tcp", V4, 1146L, 1147L, 1148L, 0L, 7L))
        .containsOnly(
            Map.entry(1146L, new Row("tcp", "0.0.0.0:8080", null, "LISTEN", 3)),
            Map.entry(
                1147L, new Row("tcp", "127.0.0.1:47640", "192.168.0.2:443", "ESTABLISHED", 0xBEEF)),
            Map.entry(1148L, new Row("tcp", "127.0.0.1:47642", "192.168.0.2:443", "CLOSE_WAIT", 0)))
        .doesNotContainKey(0L);
  }

  @Test
  void version6AndVersion4InIt() throws IOException {
    littleEndian();
    assertThat(parse("tcp", V6, 21L, 22L, 23L, 24L))
        .containsOnly(
            Map.entry(21L, new Row("tcp", "[::]:8080", null, "LISTEN", 0)),
            Map.entry(22L, new Row("tcp", "[::1]:8080", "[::1]:49153", "ESTABLISHED", 0)),
            Map.entry(23L, new Row("tcp", "127.0.0.1:8080", "10.0.0.2:49153", "CLOSE_WAIT", 1)),
            Map.entry(
                24L,
                new Row(
                    "tcp",
                    "[2001:db8::1:0:0:a]:8080",
                    "[2001:db8:2:1:4:3:6:5]:49153",
                    "SYN_RECV",
                    0)));
  }

  @Test
  void datagrams() throws IOException {
    littleEndian();
    assertThat(parse("udp", UDP, 31L, 32L))
        .containsOnly(
            Map.entry(31L, new Row("udp", "0.0.0.0:53", null, "UNCONNECTED", 0x300)),
            Map.entry(32L, new Row("udp", "127.0.0.1:54", "127.0.0.1:53", "CONNECTED", 0)));
  }

  @Test
  void unix() throws IOException {
    assertThat(parse("unix", UNIX, 1143L, 1144L, 1145L, 1146L))
        .containsOnly(
            Map.entry(1143L, new Row("unix", null, null, "CONNECTED", -1)),
            Map.entry(1144L, new Row("unix", "/run/my app/\u00fc.sock", null, "LISTEN", -1)),
            Map.entry(1145L, new Row("unix", "@/tmp/.X11-unix/X0", null, "CONNECTED", -1)),
            Map.entry(1146L, new Row("unix", "@", null, "UNCONNECTED", -1)));
  }

  @Test
  void readingEndsWhenAllAreFound() throws IOException {
    InputStream in =
        new InputStream() {
          private boolean read;

          @Override
          public int read() {
            throw new AssertionError("read on");
          }

          @Override
          public int read(byte[] buffer, int offset, int length) {
            assertThat(read).isFalse();
            read = true;
            byte[] table = V4.getBytes(StandardCharsets.UTF_8);
            System.arraycopy(table, 0, buffer, offset, table.length);
            return table.length;
          }
        };
    assertThat(SocketTable.read(Set.of(1146L, 1147L), "tcp", in)).hasSize(2);
  }

  @Test
  void whereTheReadsEndDoesNotMatter() throws IOException {
    String table = UNIX.repeat(100) + "x".repeat(20_000) + "\n" + "0 1 2 3 4 01 77 /last\n";
    byte[] bytes = table.getBytes(StandardCharsets.UTF_8);
    Random random = new Random(1);
    for (int round = 0; round < 50; round++) {
      int most = 1 + random.nextInt(round < 5 ? 3 : 9000);
      InputStream in =
          new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
              return super.read(buffer, offset, Math.min(length, 1 + random.nextInt(most)));
            }
          };
      assertThat(SocketTable.read(Set.of(1144L, 77L, 8L), "unix", in))
          .as("at most %s", most)
          .containsOnlyKeys(1144L, 77L);
    }
  }

  /** A kernel of another year, or a path with a newline in it: never an exception. */
  @Test
  void whatIsNoTableGivesNothing() throws IOException {
    Random random = new Random(2);
    for (String table : new String[] {V4, V6, UDP, UNIX}) {
      byte[] good = table.getBytes(StandardCharsets.UTF_8);
      for (int round = 0; round < 5000; round++) {
        byte[] bad = good.clone();
        for (int i = 1 + random.nextInt(20); i > 0; i--) {
          bad[random.nextInt(bad.length)] = (byte) " \n:0[xF\u00ff".charAt(random.nextInt(8));
        }
        for (String protocol : new String[] {"tcp", "udp", "unix"}) {
          SocketTable.read(
              Set.of(0L, 1L, 1144L, 1146L, 21L), protocol, new ByteArrayInputStream(bad));
        }
      }
    }
    assertThat(parse("tcp", "", 1L)).isEmpty();
    assertThat(parse("tcp", "\n\n 1: 2 3 4 5 6 7 8 9 1", 1L)).isEmpty(); // the line is not whole
    assertThat(parse("tcp", " 1: 2 3 4 5 6 7 8 9 1\n", 1L))
        .containsExactly(Map.entry(1L, new Row("tcp", null, null, "FIN_WAIT1", -1)));
  }

  /** Nothing is known of others than one's own sockets, so these are real. */
  @Test
  @Timeout(60)
  void realSockets() throws Exception {
    InetAddress v4 = InetAddress.getByName("127.0.0.1");
    try (ServerSocket server = new ServerSocket(0, 5, v4);
        Socket client = new Socket(v4, server.getLocalPort());
        Socket waiting = new Socket(v4, server.getLocalPort());
        Socket accepted = server.accept();
        DatagramChannel datagrams =
            DatagramChannel.open(StandardProtocolFamily.INET).bind(new InetSocketAddress(v4, 0))) {
      client.getOutputStream().write(new byte[1000]);
      accepted.getInputStream().read();
      Map<String, Row> rows = mine();
      String listener = "127.0.0.1:" + server.getLocalPort();
      String from = "127.0.0.1:" + client.getLocalPort();
      assertThat(rows.get("tcp " + listener + " null"))
          .isEqualTo(new Row("tcp", listener, null, "LISTEN", 1));
      assertThat(rows.get("tcp " + from + " " + listener))
          .isEqualTo(new Row("tcp", from, listener, "ESTABLISHED", 0));
      assertThat(rows.get("tcp " + listener + " " + from))
          .isEqualTo(new Row("tcp", listener, from, "ESTABLISHED", 999));
      int port = ((InetSocketAddress) datagrams.getLocalAddress()).getPort();
      assertThat(rows).containsKey("udp 127.0.0.1:" + port + " null");

      client.shutdownOutput();
      assertThat(waiting.isConnected()).isTrue();
      // The end of the connection arrives when it does.
      while (!mine().get("tcp " + listener + " " + from).state().equals("CLOSE_WAIT")) {
        Thread.sleep(1);
      }
    }
  }

  @Test
  void realSocketsOfVersion6() throws IOException {
    InetAddress v6 = InetAddress.getByName("::1");
    try (ServerSocket server = new ServerSocket(0, 5, v6);
        Socket client = new Socket(v6, server.getLocalPort())) {
      assertThat(server.getInetAddress()).isInstanceOf(Inet6Address.class);
      String to = "[::1]:" + server.getLocalPort();
      assertThat(mine())
          .containsKeys("tcp " + to + " null", "tcp [::1]:" + client.getLocalPort() + " " + to);
    } catch (java.net.SocketException noIpv6) {
      Assumptions.abort(noIpv6.toString());
    }
  }

  @Test
  void realUnixSockets() throws IOException {
    Path path = dir.resolve("a b.sock");
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      try (SocketChannel client = SocketChannel.open(address);
          SocketChannel accepted = server.accept()) {
        client.write(ByteBuffer.wrap(new byte[1]));
        assertThat(accepted.isConnected()).isTrue();
        Map<Long, Row> rows = SocketTable.read(inodes());
        assertThat(rows.values())
            .contains(
                new Row("unix", "" + path, null, "LISTEN", -1),
                new Row("unix", "" + path, null, "CONNECTED", -1),
                new Row("unix", null, null, "CONNECTED", -1));
      }
    }
  }

  private static Map<String, Row> mine() {
    Map<String, Row> rows = new HashMap<>();
    for (Row row : SocketTable.read(inodes()).values()) {
      rows.put(row.protocol() + " " + row.local() + " " + row.remote(), row);
    }
    return rows;
  }

  private static Set<Long> inodes() {
    Set<Long> inodes = new HashSet<>();
    BitSet open = Proc.descriptors();
    for (int fd = open.nextSetBit(0); fd >= 0; fd = open.nextSetBit(fd + 1)) {
      long inode = SocketTable.inode(Proc.link(fd));
      if (inode >= 0) {
        inodes.add(inode);
      }
    }
    return inodes;
  }

  private static void littleEndian() {
    Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
  }
}
