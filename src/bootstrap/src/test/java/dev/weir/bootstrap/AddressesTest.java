package dev.weir.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class AddressesTest {
  private static final byte[] FOUR = {127, 0, 0, 1};
  private static final byte[] SIX = {32, 1, 13, -72, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 1};

  @Test
  void theNumbersInNetworkOrder() throws Exception {
    assertThat(Addresses.value((Inet4Address) InetAddress.getByAddress(FOUR)))
        .isEqualTo(0x7f000001);
    Inet6Address six = (Inet6Address) InetAddress.getByAddress(SIX);
    assertThat(Addresses.half(six, false)).isEqualTo(0x20010db8_00000000L);
    assertThat(Addresses.half(six, true)).isEqualTo(0xff000000_00000001L);
  }

  @Test
  void theNameIsTheOneThatWasGivenAndNotALookUps() throws Exception {
    for (byte[] bytes : new byte[][] {FOUR, SIX}) {
      assertThat(Addresses.name(InetAddress.getByAddress("a.acme.com", bytes)))
          .isEqualTo("a.acme.com");
      assertThat(Addresses.name(InetAddress.getByAddress(bytes))).isNull();
    }
    InetAddress asked = InetAddress.getByAddress(FOUR);
    assertThat(asked.getHostName()).isNotNull(); // the hosts file has one
    assertThat(Addresses.name(asked)).isNull();
  }
}
