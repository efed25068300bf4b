package dev.weir.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.config.PolicyLoader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersTest {
  @TempDir Path dir;

  private Peers peers(String list) throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("weir.yml"), "mode: enforce\nsockets: { allow-connect: " + list + " }\n");
    var loaded = PolicyLoader.load("config=" + file, Map.of(), Map.of());
    assertThat(loaded.problems()).isEmpty();
    return new Peers(loaded.policy().sockets());
  }

  private static InetAddress address(String name, int last) throws Exception {
    return InetAddress.getByAddress(name, new byte[] {10, 0, 0, (byte) last});
  }

  @Test
  void byAddressByNameAndByPath() throws Exception {
    Peers peers = peers("[\"10.0.0.0/30:443\", \"*.acme.com:80\", /run/x.sock]");
    assertThat(peers.refuse(address(null, 3), 443)).isNull();
    assertThat(peers.refuse(address(null, 3), 444)).isNotNull();
    assertThat(peers.refuse(address(null, 4), 443)).isNotNull();
    assertThat(peers.refuse(address("api.acme.com", 9), 80)).isNull();
    assertThat(peers.refuse(address("api.acme.org", 9), 80)).isNotNull();
    assertThat(peers.refuse(InetSocketAddress.createUnresolved("api.acme.com", 80), 0)).isNull();
    assertThat(peers.refuse(new InetSocketAddress(address("b.acme.com", 9), 80), 0)).isNull();
    assertThat(peers.refuse(Path.of("/run/x.sock"), 0)).isNull();
    assertThat(peers.refuse(Path.of("/run/y/../x.sock"), 0)).isNull();
    assertThat(peers.refuse(Path.of("/run/x.sock/../y.sock"), 0)).isNotNull();
  }

  @Test
  void theRefusalNamesThePeer() throws Exception {
    assertThat(peers("[]").refuse(address("api.acme.com", 9), 80))
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessage("Connection refused: weir sockets.allow-connect: api.acme.com/10.0.0.9:80");
  }

  @Test
  void unsetIsAll() throws Exception {
    Path file = Files.writeString(dir.resolve("weir.yml"), "mode: enforce\n");
    var loaded = PolicyLoader.load("config=" + file, Map.of(), Map.of());
    assertThat(new Peers(loaded.policy().sockets()).refuse(address(null, 1), 1)).isNull();
  }
}
