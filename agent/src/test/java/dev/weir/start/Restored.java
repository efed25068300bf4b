package dev.weir.start;

import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Tally;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A program that can tell whether a woven instruction is left in the JDK. It opens the gate itself,
 * with a point for every number: whatever were still woven would be counted then. Commands: {@code
 * use} opens and closes a bit of everything, {@code prove} does so with the gate open and says how
 * many opens were seen.
 */
public final class Restored {
  private Restored() {}

  public static void main(String[] arguments) throws Exception {
    use();
    System.out.println("ready");
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.equals("use")) {
        use();
        System.out.println("ok");
      } else {
        System.out.println("seen " + Proof.seen());
      }
    }
  }

  static void use() throws Exception {
    Path file = Files.createTempFile("weir", ".txt");
    new RandomAccessFile(file.toFile(), "r").close();
    FileChannel.open(file).close();
    Files.newDirectoryStream(Path.of("/proc/self")).close();
    Selector.open().close();
    FileSystems.getDefault().newWatchService().close();
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept();
        SocketChannel channel = SocketChannel.open(server.getLocalSocketAddress())) {
      accepted.getOutputStream().write(client.getPort() + channel.validOps());
    }
    new ProcessBuilder("true").start().waitFor();
    Files.delete(file);
  }

  /** In a class of its own: what it refers to is on the boot path after an attach only. */
  private static final class Proof {
    static long seen() throws Exception {
      HookPoint[] points = new HookPoint[500];
      for (int i = 0; i < points.length; i++) {
        points[i] = new HookPoint(i, "p", "P", Kind.FILE, null, null);
      }
      long before = opened();
      Gate.install(points);
      use();
      Gate.off();
      return opened() - before;
    }

    private static long opened() {
      long sum = 0;
      for (Kind kind : Kind.values()) {
        sum += Tally.opened(kind.ordinal());
      }
      return sum;
    }
  }
}
