package dev.weir.core.limit;

import dev.weir.bootstrap.Addresses;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Addresses, as the policy writes them: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, {@code
 * 127.0.0.1}.
 *
 * <p>An IPv4 address in the clothes of IPv6 (RFC 4291, section 2.5.5.2: {@code ::ffff:10.0.0.1}) is
 * the IPv4 address, in a policy and in an {@link InetAddress}. A network of one kind holds none of
 * the other: {@code ::/0} is every IPv6 address. The zone of an address ({@code fe80::1%eth0}) does
 * not count. Nothing here looks up a name. Immutable, for any thread; equal by value.
 */
public final class Network {
  private static final int V4_BITS = 32;
  private static final int V6_BITS = 128;

  /** The bits above an IPv4 address in IPv6. */
  private static final int MAPPED_BITS = V6_BITS - V4_BITS;

  private static final long MAPPED = 0xffffL << V4_BITS;

  private final boolean v4;
  private final int bits;
  private final long high;
  private final long low;
  private final String text;

  private Network(boolean v4, int bits, long high, long low, String text) {
    this.v4 = v4;
    this.bits = bits;
    this.high = high;
    this.low = low;
    this.text = text;
  }

  /**
   * Reads an address with or without {@code /BITS}.
   *
   * @throws IllegalArgumentException if it is none; the message says what to write instead, or is
   *     null if there is no telling
   */
  public static Network of(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    boolean v4 = address.indexOf(':') < 0;
    long[] halves = v4 ? v4(address) : v6(address);
    if (halves == null) {
      throw new IllegalArgumentException(
          v4 && isName(address) ? "the address; a name is not looked up" : null);
    }
    int most = v4 ? V4_BITS : V6_BITS;
    int bits = slash < 0 ? most : number(text.substring(slash + 1), most);
    if (bits < 0) {
      throw new IllegalArgumentException("0 to " + most + " after the slash");
    }
    if (v4) {
      bits += MAPPED_BITS;
    } else if (isMapped(halves[0], halves[1]) && bits >= MAPPED_BITS) {
      v4 = true;
    }
    long high = halves[0] & mask(bits);
    long low = halves[1] & mask(bits - 64);
    if (high != halves[0] || low != halves[1]) {
      String network = show(address.indexOf(':') < 0, high, low);
      throw new IllegalArgumentException(network + text.substring(slash));
    }
    return new Network(v4, bits, high, low, text);
  }

  /** Whether the address is in it. Makes no objects. */
  public boolean contains(InetAddress address) {
    if (address instanceof Inet4Address four) {
      return v4 && ((Addresses.value(four) & 0xffffffffL | MAPPED) & mask(bits - 64)) == low;
    }
    if (!(address instanceof Inet6Address six)) {
      return false;
    }
    long first = Addresses.half(six, false);
    long second = Addresses.half(six, true);
    return v4 == isMapped(first, second)
        && (first & mask(bits)) == high
        && (second & mask(bits - 64)) == low;
  }

  private static boolean isName(String text) {
    boolean letter = false;
    for (int i = 0; i < text.length(); i++) {
      letter |= Character.isLetter(text.charAt(i));
    }
    return letter;
  }

  private static boolean isMapped(long high, long low) {
    return high == 0 && low >>> V4_BITS == 0xffff;
  }

  /** The first {@code bits} of 64 set; fewer than none is none, more than all is all. */
  private static long mask(int bits) {
    return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
  }

  /** Four decimal numbers; no octal, no short forms, which inet_aton(3) would take. */
  private static long[] v4(String text) {
    long value = 0;
    int start = 0;
    for (int i = 0; i < 4; i++) {
      int dot = text.indexOf('.', start);
      int end = i < 3 ? dot : text.length();
      if (end < start) {
        return null;
      }
      String part = text.substring(start, end);
      int number = part.length() > 1 && part.charAt(0) == '0' ? -1 : number(part, 255);
      if (number < 0) {
        return null;
      }
      value = value << 8 | number;
      start = end + 1;
    }
    return new long[] {0, MAPPED | value};
  }

  /** RFC 4291, section 2.2: groups in hexadecimal, one {@code ::}, an IPv4 address at the end. */
  private static long[] v6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text, 8);
    }
    String before = text.substring(0, gap);
    String after = text.substring(gap + 2);
    int groups = count(after);
    if (after.contains("::") || after.startsWith(":") || count(before) + groups > 7) {
      return null;
    }
    long[] left = groups(before, count(before));
    long[] right = groups(after, groups);
    if (left == null || right == null || before.indexOf('.') >= 0) {
      return null;
    }
    for (int i = count(before); i < 8; i++) {
      shift(left, 0);
    }
    return new long[] {left[0] | right[0], left[1] | right[1]};
  }

  private static int count(String groups) {
    if (groups.isEmpty()) {
      return 0;
    }
    int count = groups.indexOf('.') < 0 ? 1 : 2;
    for (int i = 0; i < groups.length(); i++) {
      count += groups.charAt(i) == ':' ? 1 : 0;
    }
    return count;
  }

  private static long[] groups(String text, int count) {
    long[] value = new long[2];
    if (count(text) != count) {
      return null;
    }
    int start = 0;
    for (int i = 0; i < count; i++) {
      int colon = text.indexOf(':', start);
      String group = text.substring(start, colon < 0 ? text.length() : colon);
      if (group.indexOf('.') >= 0) {
        long[] four = i == count - 2 && colon < 0 ? v4(group) : null;
        if (four == null) {
          return null;
        }
        shift(value, (int) (four[1] >>> 16) & 0xffff);
        shift(value, (int) four[1] & 0xffff);
        return value;
      }
      int number = 0;
      for (int j = 0; j < group.length(); j++) {
        int digit = group.charAt(j) < 128 ? Character.digit(group.charAt(j), 16) : -1;
        number = digit < 0 ? -1 : number << 4 | digit;
        if (number < 0) {
          return null;
        }
      }
      if (group.isEmpty() || group.length() > 4) {
        return null;
      }
      shift(value, number);
      start = colon + 1;
    }
    return value;
  }

  private static void shift(long[] value, int group) {
    value[0] = value[0] << 16 | value[1] >>> 48;
    value[1] = value[1] << 16 | group;
  }

  private static int number(String digits, int most) {
    if (digits.isEmpty() || digits.length() > 3) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + c - '0';
    }
    return number > most ? -1 : number;
  }

  private static String show(boolean v4, long high, long low) {
    StringBuilder shown = new StringBuilder();
    if (v4) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        shown.append(low >>> shift & 0xff).append(shift > 0 ? "." : "");
      }
      return shown.toString();
    }
    int groups = 8; // without the zeros at the end, which :: stands for
    while (groups > 0 && group(high, low, groups - 1) == 0) {
      groups--;
    }
    for (int i = 0; i < groups; i++) {
      shown.append(i > 0 ? ":" : "").append(Integer.toHexString(group(high, low, i)));
    }
    return groups == 8 ? shown.toString() : shown.append("::").toString();
  }

  private static int group(long high, long low, int i) {
    return (int) ((i < 4 ? high : low) >>> 48 - 16 * (i & 3)) & 0xffff;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Network that
        && v4 == that.v4
        && bits == that.bits
        && high == that.high
        && low == that.low;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(high * 31 + low) * 31 + bits;
  }

  /** As it is written in the policy. */
  @Override
  public String toString() {
    return text;
  }
}
