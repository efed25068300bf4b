package dev.weir.core.track;

import java.nio.ByteOrder;

/**
 * An address and port as /proc/net/tcp and its like print them, {@code 0100007F:1F90}: words of 32
 * bits in network order, each printed as a number of the host's (tcp4_seq_show and tcp6_seq_show in
 * net/ipv4/tcp_ipv4.c and net/ipv6/tcp_ipv6.c), so on a little-endian host its bytes are reversed;
 * the port is a plain number.
 */
final class HexAddress {
  private static final boolean REVERSED = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  private static final int PORT = 4;

  private HexAddress() {}

  /**
   * As text: {@code 127.0.0.1:8080}, {@code [::1]:8080} (RFC 5952), a v4-mapped address (RFC 4291,
   * section 2.5.5.2) as the IPv4 address that it is. A scope id is not in the table. Null for no
   * address and no port, and for what is none.
   */
  static String text(byte[] line, int start, int end) {
    int digits = end - start - 1 - PORT;
    if ((digits != 8 && digits != 32) || line[start + digits] != ':') {
      return null;
    }
    long port = hex(line, end - PORT, end);
    byte[] address = new byte[digits / 2];
    boolean any = port != 0;
    for (int word = 0; word < digits / 8; word++) {
      long value = hex(line, start + word * 8, start + word * 8 + 8);
      if (value < 0 || port < 0) {
        return null;
      }
      int bytes = REVERSED ? Integer.reverseBytes((int) value) : (int) value;
      any |= bytes != 0;
      for (int i = 0; i < 4; i++) {
        address[word * 4 + i] = (byte) (bytes >>> (24 - 8 * i));
      }
    }
    if (!any) {
      return null;
    }
    StringBuilder text = new StringBuilder(48);
    if (address.length == 4) {
      v4(address, 0, text);
    } else if (isV4Mapped(address)) {
      v4(address, 12, text);
    } else {
      v6(address, text.append('['));
      text.append(']');
    }
    return text.append(':').append(port).toString();
  }

  /** A number in hexadecimal, at most 16 digits; -1 if it is none. */
  static long hex(byte[] line, int start, int end) {
    if (end <= start || end - start > 16) {
      return -1;
    }
    long value = 0;
    for (int i = start; i < end; i++) {
      int digit = Character.digit(line[i], 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static boolean isV4Mapped(byte[] address) {
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[10] == -1 && address[11] == -1;
  }

  private static void v4(byte[] address, int from, StringBuilder text) {
    for (int i = 0; i < 4; i++) {
      text.append(i == 0 ? "" : ".").append(address[from + i] & 0xff);
    }
  }

  /** RFC 5952, section 4: the longest run of zero groups, the first of equals, is {@code ::}. */
  private static void v6(byte[] address, StringBuilder text) {
    int from = -1;
    int length = 1; // A single group of zero is not shortened.
    for (int i = 0; i < 8; i++) {
      int run = 0;
      while (i + run < 8 && group(address, i + run) == 0) {
        run++;
      }
      if (run > length) {
        from = i;
        length = run;
      }
    }
    for (int i = 0; i < 8; i++) {
      if (i == from) {
        text.append("::");
        i += length - 1;
      } else {
        text.append(i == 0 || i == from + length && from >= 0 ? "" : ":");
        text.append(Integer.toHexString(group(address, i)));
      }
    }
  }

  private static int group(byte[] address, int index) {
    return (address[2 * index] & 0xff) << 8 | address[2 * index + 1] & 0xff;
  }
}
