package dev.weir.netty;

import io.netty.channel.unix.FileDescriptor;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Opens each {@link NettyWay} on a transport and says which descriptors the kernel has more for it,
 * as {@code dev.weir.calls.Truth} does for the JDK's.
 */
public final class NettyTruth {
  /** A bound for what never takes so long. */
  private static final int PATIENCE = 6000;

  private NettyTruth() {}

  public static void main(String[] arguments) throws Exception {
    Transport transport = Transport.of(arguments[0]);
    Throwable why = transport.unavailable();
    if (why != null) {
      System.out.println("unavailable " + why);
      return;
    }
    Path dir = Files.createTempDirectory("weir-netty");
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    NettyWay.On on = new NettyWay.On(transport, 1);
    for (NettyWay way : NettyWay.values()) {
      if (way.isOf(transport)) {
        way.open(on, dir).close(); // what Netty opens once with it stays, and is no part of it
      }
    }
    System.out.println("warm");
    in.readLine();
    for (NettyWay way : NettyWay.values()) {
      if (!way.isOf(transport)) {
        continue;
      }
      Map<Integer, String> before = links();
      Closeable opened = way.open(on, dir);
      Map<Integer, String> more = since(before);
      for (int i = 0; i < PATIENCE && way == NettyWay.REFUSED && !more.isEmpty(); i++) {
        Thread.sleep(10); // the ring closes it when it comes to it
        more = since(before);
      }
      StringBuilder line = new StringBuilder("open " + way);
      more.forEach((fd, link) -> line.append(' ').append(fd).append('=').append(link));
      System.out.println(line);
      in.readLine();
      opened.close();
      System.out.println("closed " + way + (gone(more) ? "" : " NOT"));
      in.readLine();
    }
    FileDescriptor.pipe(); // a leak, and the only one
    System.gc();
    System.out.println("done");
    in.readLine();
    on.end();
  }

  private static Map<Integer, String> since(Map<Integer, String> before) throws IOException {
    Map<Integer, String> more = links();
    more.entrySet().removeAll(before.entrySet());
    return more;
  }

  private static boolean gone(Map<Integer, String> links) throws Exception {
    for (int i = 0; i < PATIENCE; i++) {
      Map<Integer, String> now = links();
      now.entrySet().retainAll(links.entrySet());
      if (now.isEmpty()) {
        return true;
      }
      Thread.sleep(10);
    }
    return false;
  }

  /** Which descriptor is what, as proc(5) has it. */
  static Map<Integer, String> links() throws IOException {
    Map<Integer, String> links = new TreeMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path one : all) {
        try {
          links.put(
              Integer.parseInt(one.getFileName().toString()),
              Files.readSymbolicLink(one).toString());
        } catch (IOException e) {
          // Closed since.
        }
      }
    }
    links.values().removeIf(link -> link.startsWith("/proc/") || link.startsWith("/sys/"));
    return links;
  }
}
