package dev.weir.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerPatternTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8:443, 10.1.2.3, , 443, true",
    "10.0.0.0/8:443, 10.1.2.3, , 80, false",
    "10.0.0.0/8:443, 11.1.2.3, , 443, false",
    "10.0.0.0/8, 10.1.2.3, , 1, true",
    "10.0.0.1:*, 10.0.0.1, , 9, true",
    "[2001:db8::/32]:443, 2001:db8::1, , 443, true",
    "[2001:db8::/32]:443, 2001:db8::1, , 444, false",
    "[2001:db8::/32], 2001:db8::1, , 444, true",
    "2001:db8::/32, 2001:db8::1, , 444, true",
    "2001:db8::1, 2001:db8::1, , 444, true",
    "[::1]:80, ::1, localhost, 80, true",
    "api.acme.com:443, 1.2.3.4, api.acme.com, 443, true",
    "api.acme.com:443, 1.2.3.4, API.Acme.COM., 443, true",
    "API.acme.com:443, , api.acme.com, 443, true",
    "api.acme.com:443, 1.2.3.4, , 443, false",
    "api.acme.com:443, 1.2.3.4, api.acme.com.evil.org, 443, false",
    "api.acme.com:443, 1.2.3.4, xapi.acme.com, 443, false",
    "*.acme.com:443, , a.acme.com, 443, true",
    "*.acme.com:443, , a.b.acme.com, 443, false",
    "*.acme.com:443, , acme.com, 443, false",
    "*.acme.com:443, , evilacme.com, 443, false",
    "**.acme.com:443, , a.b.acme.com, 443, true",
    "**.acme.com:443, , acme.com, 443, true",
    "**.acme.com:443, , evilacme.com, 443, false",
    "db-*:5432, , db-7, 5432, true",
    "db:*, , db, 1, true",
    "db, , db, 65535, true",
    "*:443, 1.2.3.4, , 443, true",
    "*:443, 1.2.3.4, x, 444, false",
    "*, 1.2.3.4, x, 444, true",
    "/run/x.sock, 1.2.3.4, x, 1, false"
  })
  void matches(String pattern, String address, String name, int port, boolean expected)
      throws UnknownHostException {
    InetAddress known = address == null ? null : InetAddress.getByName(address);
    assertThat(PeerPattern.of(pattern).matches(known, name, port)).isEqualTo(expected);
  }

  @Test
  void unixDomainSockets() {
    assertThat(PeerPattern.of("/run/x.sock").matches("/run/x.sock")).isTrue();
    assertThat(PeerPattern.of("/run/x.sock").matches("/run/y.sock")).isFalse();
    assertThat(PeerPattern.of("/run/**").matches("/run/a/y.sock")).isTrue();
    assertThat(PeerPattern.of("*").matches("/run/y.sock")).isFalse();
    assertThat(PeerPattern.of("*:1")).isEqualTo(PeerPattern.of("*:1")).hasToString("*:1");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1/8:443, 10.0.0.0/8:443",
    "10.0.0.0/40:443, 0 to 32",
    "http://acme.com:80, it without http://",
    "acme.com:0, a port from 1",
    "acme.com:70000, a port from 1",
    "acme.com:, a port from 1",
    "acme.com:http, a port from 1",
    "acme.com:99999999999999, a port from 1",
    ":443, *:443",
    ".acme.com:443, *.acme.com:443",
    "10.*:443, 10.0.0.0/8",
    "1:2:3:4:5:6:7:8:443, [ADDRESS]:PORT",
    "[::1:443, [ADDRESS]:PORT",
    "[::1]443, [ADDRESS]:PORT",
    "b\u00fccher.de:443, xn--",
    "/run/, /run/**"
  })
  void whatIsNone(String pattern, String instead) {
    assertThatThrownBy(() -> PeerPattern.of(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(instead);
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "10.0.0:443",
    "300.1.1.1:1",
    "acme..com:1",
    "a b:1",
    "a@b:1",
    "[acme.com]:1",
    "acme.com/x:1"
  })
  void whatIsNoneWithoutAWayOut(String pattern) {
    assertThatThrownBy(() -> PeerPattern.of(pattern)).isInstanceOf(IllegalArgumentException.class);
  }
}
