package dev.weir.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.1.2, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/8, 9.255.255.255, false",
    "192.168.1.128/25, 192.168.1.127, false",
    "192.168.1.128/25, 192.168.1.128, true",
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1/32, 127.0.0.2, false",
    "255.255.255.255, 255.255.255.255, true",
    "0.0.0.0/0, 255.1.2.3, true",
    "0.0.0.0/0, ::1, false",
    "::/0, ::1, true",
    "::/0, 1.2.3.4, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::, false",
    "2001:db8:0:0:8000::/65, 2001:db8:0:0:7fff::, false",
    "2001:db8:0:0:8000::/65, 2001:db8:0:0:8001::, true",
    "2001:DB8::/64, 2001:db8::ffff:1, true",
    "2001:db8::/64, 2001:db8:0:1::, false",
    "::1, ::1, true",
    "::1, ::2, false",
    "fe80::/10, fe80::1, true",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8, true",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0, true",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8, true",
    "::ffff:10.0.0.0/104, 10.1.2.3, true",
    "::ffff:10.0.0.1, 10.0.0.1, true",
    "64:ff9b::1.2.3.4, 64:ff9b::102:304, true"
  })
  void contains(String network, String address, boolean expected) throws UnknownHostException {
    assertThat(Network.of(network).contains(InetAddress.getByName(address))).isEqualTo(expected);
  }

  /** Which the JDK makes of text and bytes by itself, but not where it is asked for IPv6. */
  @Test
  void anIpv4AddressInTheClothesOfIpv6IsTheIpv4Address() throws UnknownHostException {
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};
    InetAddress address = Inet6Address.getByAddress(null, mapped, 0);
    assertThat(address).isInstanceOf(Inet6Address.class);
    assertThat(Network.of("10.0.0.0/8").contains(address)).isTrue();
    assertThat(Network.of("11.0.0.0/8").contains(address)).isFalse();
    assertThat(Network.of("::/0").contains(address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "10",
        "10.0.0",
        "10.0.0/8",
        "10.0.0.0.0",
        "10.0.0.256",
        "010.0.0.1",
        "10.0.0.-1",
        "10..0.1",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "10.0.0.0/ 8",
        "10.0.0.0/255.0.0.0",
        "0x0a.0.0.1",
        "localhost",
        "acme.com",
        "::/129",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "12345::",
        "g::",
        ":1",
        "1:",
        "::1%eth0",
        "[::1]",
        "::1.2.3",
        "1.2.3.4::",
        "::1.2.3.4:5",
        "::\u0661",
        "10.0.0.\u0661",
        "1:2:3:4:5:6:7:1.2.3.4",
        "10.0.0.1 ",
        " 10.0.0.1",
        "*"
      })
  void whatIsNone(String text) {
    assertThatThrownBy(() -> Network.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1/8, 10.0.0.0/8",
    "192.168.1.129/25, 192.168.1.128/25",
    "2001:db8::1/32, 2001:db8::/32",
    "2001:0:0:1:8000::1/65, 2001:0:0:1:8000::/65",
    "::1/0, ::/0"
  })
  void anAddressInsideOfItsNetworkIsAMistake(String text, String instead) {
    assertThatThrownBy(() -> Network.of(text)).hasMessage(instead);
    assertThat(Network.of(instead)).hasToString(instead);
  }

  /** Against arithmetic on whole numbers, with addresses near the borders. */
  @Test
  void randomNetworks() throws UnknownHostException {
    Random random = new Random(4711);
    int inside = 0;
    for (int i = 0; i < 20_000; i++) {
      int bytes = random.nextBoolean() ? 4 : 16;
      int bits = random.nextInt(bytes * 8 + 1);
      byte[] start = new byte[bytes];
      random.nextBytes(start);
      start[0] |= 1; // no IPv4 in the clothes of IPv6
      BigInteger size = BigInteger.ONE.shiftLeft(bytes * 8 - bits);
      BigInteger first = new BigInteger(1, start).divide(size).multiply(size);
      InetAddress base = address(first, bytes);
      Network network = Network.of(base.getHostAddress() + "/" + bits);
      BigInteger near = first.add(BigInteger.valueOf(random.nextInt(5) - 2));
      BigInteger last = near.add(random.nextBoolean() ? size : BigInteger.ZERO);
      if (last.signum() < 0 || last.bitLength() > bytes * 8) {
        continue;
      }
      boolean expected = last.compareTo(first) >= 0 && last.compareTo(first.add(size)) < 0;
      assertThat(network.contains(address(last, bytes)))
          .as("%s has %s", network, address(last, bytes))
          .isEqualTo(expected);
      inside += expected ? 1 : 0;
    }
    assertThat(inside).isBetween(2_000, 18_000);
  }

  private static InetAddress address(BigInteger value, int length) throws UnknownHostException {
    byte[] bytes = new byte[length];
    byte[] all = value.toByteArray();
    for (int i = 1; i <= length && i <= all.length; i++) {
      bytes[length - i] = all[all.length - i];
    }
    return InetAddress.getByAddress(bytes);
  }

  @Test
  void askingMakesNoObjects() throws UnknownHostException {
    Network six = Network.of("2001:db8::/32");
    Network four = Network.of("10.0.0.0/8");
    InetAddress first = InetAddress.getByName("2001:db8::1");
    InetAddress second = InetAddress.getByName("10.0.0.1");
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    int found = 0;
    for (int i = 0; i < 5; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int j = 0; j < 100; j++) {
        found += six.contains(first) && four.contains(second) ? 1 : 0;
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(found).isEqualTo(500);
    assertThat(least).isLessThan(200);
  }

  @Test
  void equalByValue() {
    assertThat(Network.of("::1")).isEqualTo(Network.of("0:0::1/128"));
    assertThat(Network.of("::1")).hasSameHashCodeAs(Network.of("0:0::1/128"));
    assertThat(Network.of("10.0.0.0/8")).isEqualTo(Network.of("::ffff:10.0.0.0/104"));
    assertThat(Network.of("10.0.0.0/8")).isNotEqualTo(Network.of("10.0.0.0/9"));
  }
}
