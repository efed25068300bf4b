package dev.weir.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One small file in a directory of its own, and listeners, for one thread: threads that open the
 * same file wait for each other in the kernel, and that is not what is measured.
 */
public final class Targets implements AutoCloseable {
  final Path directory;
  final Path path;
  final File file;
  final ServerSocket server;
  final ServerSocketChannel channel;

  public Targets() throws IOException {
    directory = Files.createTempDirectory("weir-bench");
    path = Files.writeString(directory.resolve("file"), "weir\n");
    file = path.toFile();
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    channel =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
    channel.close();
    Files.delete(path);
    Files.delete(directory);
  }
}
