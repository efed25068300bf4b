package dev.weir.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SocketHandleTest {
  private static final int ANY = TestGate.SOCKET;

  private final int base = TestGate.range(4);
  private final Object owner = new Object();
  private final Object server = new Object();

  private SocketHandle socket() {
    TestGate.open(TestGate.SOCKET, owner, base);
    return (SocketHandle) Ledger.get(base);
  }

  private SocketHandle listener(Object address, int port) {
    TestGate.open(TestGate.SOCKET, server, base + 1);
    SocketGate.bound(ANY, server, base + 1, address, port);
    OpenGate.became(TestGate.LISTENER, server, base + 1);
    return (SocketHandle) Ledger.get(base + 1);
  }

  private void close() {
    Gate.closed(ANY, owner, base);
    Gate.closed(ANY, server, base + 1);
  }

  private static InetAddress ip(int... bytes) throws Exception {
    byte[] address = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      address[i] = (byte) bytes[i];
    }
    return InetAddress.getByAddress(address);
  }

  @Test
  void aNewOneHasNoAddressAndNoDirection() {
    SocketHandle socket = socket();
    assertThat(socket.direction()).isNull();
    assertThat(Arrays.asList(socket.remote(), socket.local(), socket.target())).containsOnly("");
    assertThat(socket.listener()).isNull();
    close();
  }

  @Test
  void addressesAreNumbersAndOnlyTheTargetHasTheName() throws Exception {
    SocketHandle socket = socket();
    InetAddress named = InetAddress.getByAddress("api.test", new byte[] {10, 0, 0, 5});
    SocketGate.connected(ANY, owner, base, named, 443);
    assertThat(socket.direction()).isEqualTo(SocketHandle.Direction.CONNECTED);
    assertThat(socket.remote()).isEqualTo("10.0.0.5:443");
    assertThat(socket.target()).isEqualTo("api.test/10.0.0.5:443");

    SocketGate.connected(ANY, owner, base, ip(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), 80);
    assertThat(socket.remote()).isEqualTo("[0:0:0:0:0:0:0:1]:80");
    SocketGate.connected(
        ANY, owner, base, InetSocketAddress.createUnresolved("nowhere.test", 7), 0);
    assertThat(socket.remote()).isEqualTo("nowhere.test:7");
    SocketGate.connected(ANY, owner, base, Path.of("/run/a.sock"), 0);
    assertThat(socket.target()).isEqualTo("/run/a.sock");
    close();
  }

  @Test
  void whatIsBoundAndThenConnectedIsConnected() throws Exception {
    SocketHandle socket = socket();
    SocketGate.bound(ANY, owner, base, ip(127, 0, 0, 1), 4000);
    assertThat(socket.direction()).isEqualTo(SocketHandle.Direction.BOUND);
    assertThat(socket.target()).isEqualTo("127.0.0.1:4000");
    SocketGate.connected(ANY, owner, base, ip(127, 0, 0, 1), 5000);
    assertThat(socket.direction()).isEqualTo(SocketHandle.Direction.CONNECTED);
    assertThat(socket.local()).isEqualTo("127.0.0.1:4000");
    SocketGate.bound(ANY, owner, base, null, 0);
    assertThat(socket.local()).as("a bind of which nothing is known").isEqualTo("127.0.0.1:4000");
    close();
  }

  @Test
  void aConnectOfAnotherOwnerChangesNothing() throws Exception {
    SocketHandle socket = socket();
    SocketGate.connected(ANY, new Object(), base, ip(10, 0, 0, 1), 1);
    SocketGate.bound(ANY, new Object(), base, ip(10, 0, 0, 1), 1);
    assertThat(socket.direction()).isNull();
    close();
  }

  @Test
  void aListenerCountsWhatItAccepts() throws Exception {
    SocketHandle listener = listener(ip(127, 0, 0, 9), 1000 + base % 1000);
    SocketHandle accepted = socket();
    SocketGate.accepted(ANY, base, base + 1, ip(10, 0, 0, 7), 33000);

    Listener its = accepted.listener();
    assertThat(its.address()).isEqualTo(listener.local());
    assertThat(its.open()).isOne();
    assertThat(its.total()).isOne();
    assertThat(accepted.direction()).isEqualTo(SocketHandle.Direction.ACCEPTED);
    assertThat(accepted.remote()).isEqualTo("10.0.0.7:33000");
    assertThat(listener.listener()).as("a listener came by none").isNull();

    SocketGate.accepted(ANY, base, base + 1, null, 0);
    assertThat(its.total()).as("a second hook on the same accept").isOne();
    assertThat(accepted.remote()).isEqualTo("10.0.0.7:33000");

    Gate.closed(ANY, owner, base);
    assertThat(its.open()).isZero();
    assertThat(its.total()).isOne();
    close();
    assertThat(its.open()).isZero();
  }

  @Test
  void aListenerThatWeirDoesNotKnowCountsNothing() throws Exception {
    SocketHandle accepted = socket();
    SocketGate.accepted(ANY, base, base + 3, ip(10, 0, 0, 7), 33000);
    assertThat(accepted.direction()).isEqualTo(SocketHandle.Direction.ACCEPTED);
    assertThat(accepted.listener()).isNull();
    close();
  }
}
