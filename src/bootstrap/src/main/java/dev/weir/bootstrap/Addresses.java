package dev.weir.bootstrap;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import jdk.internal.access.JavaNetInetAddressAccess;
import jdk.internal.access.SharedSecrets;

/**
 * The numbers in the JDK's addresses, without the copy that {@code InetAddress.getAddress()} makes
 * ({@code jdk.internal.access.JavaNetInetAddressAccess}, the same on 17 and 25). For any thread.
 * Initialize it before an application's thread needs it.
 */
public final class Addresses {
  // There once java.net.InetAddress is initialized, and whoever asks has an address.
  private static final JavaNetInetAddressAccess ACCESS =
      SharedSecrets.getJavaNetInetAddressAccess();

  private Addresses() {}

  /**
   * The name that the application gave when it made the address, or null. Never one from a look-up
   * of the address, which whoever holds it may choose.
   */
  public static String name(InetAddress address) {
    return ACCESS.getOriginalHostName(address);
  }

  /** The four bytes in network order. */
  public static int value(Inet4Address address) {
    return ACCESS.addressValue(address);
  }

  /** The first or the second eight of its bytes, in network order. */
  public static long half(Inet6Address address, boolean second) {
    byte[] bytes = ACCESS.addressBytes(address); // the JDK's own: never written to
    int start = second ? 8 : 0;
    long half = 0;
    for (int i = start; i < start + 8; i++) {
      half = half << 8 | bytes[i] & 0xff;
    }
    return half;
  }
}
