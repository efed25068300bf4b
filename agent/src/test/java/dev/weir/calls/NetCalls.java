package dev.weir.calls;

import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * One constant for each public way to open what is no file: sockets, pipes, selectors, watchers,
 * child processes. What it gives closes all of it, and returns when the descriptors are free.
 */
enum NetCalls implements Way {
  SERVER_SOCKET("listener", dir -> listening()),
  SERVER_SOCKET_UNBOUND("", dir -> new ServerSocket()),
  SOCKET("socket socket", dir -> pair(new Socket(host(), server().getLocalPort()))),
  SOCKET_UNCONNECTED("", dir -> new Socket()),
  SOCKET_BOUND(
      "socket",
      dir -> {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(host(), 0));
        return socket;
      }),
  SOCKET_IPV6(
      "socket socket",
      dir ->
          Files.exists(Path.of("/proc/net/if_inet6"))
              ? pair(new Socket(InetAddress.getByName("::ffff:127.0.0.1"), port()))
              : pair(new Socket(host(), port()))),
  SOCKET_BY_PROXY_CLASS(
      "socket socket",
      dir -> {
        Socket socket = new Socket(java.net.Proxy.NO_PROXY);
        socket.connect(new InetSocketAddress(host(), port()), 5000);
        return pair(socket);
      }),
  TLS_SOCKET("socket socket", NetCalls::tls),
  SOCKET_CHANNEL("socket", dir -> SocketChannel.open()),
  SOCKET_CHANNEL_CONNECTED("socket socket", dir -> pair(SocketChannel.open(address()))),
  SOCKET_CHANNEL_NON_BLOCKING(
      "socket socket",
      dir -> {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(address());
        Closeable pair = pair(channel);
        while (!channel.finishConnect()) {
          Thread.onSpinWait();
        }
        return pair;
      }),
  SOCKET_CHANNEL_ADAPTOR(
      "socket socket",
      dir -> {
        Socket adaptor = SocketChannel.open().socket();
        adaptor.connect(address(), 5000);
        return pair(adaptor);
      }),
  SOCKET_CHANNEL_REGISTERED(
      "selector selector socket socket",
      dir -> {
        Selector selector = Selector.open();
        SocketChannel channel = SocketChannel.open(address());
        Closeable pair = pair(channel);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        return () -> {
          pair.close();
          selector.close();
        };
      }),
  SERVER_SOCKET_CHANNEL("listener", dir -> ServerSocketChannel.open().bind(any())),
  SERVER_SOCKET_CHANNEL_UNBOUND("listener", dir -> ServerSocketChannel.open()),
  SERVER_SOCKET_CHANNEL_ACCEPTED(
      "listener socket socket",
      dir -> {
        ServerSocketChannel server = ServerSocketChannel.open().bind(any());
        return all(server, SocketChannel.open(server.getLocalAddress()), server.accept());
      }),
  SERVER_SOCKET_CHANNEL_ADAPTOR(
      "listener socket socket",
      dir -> {
        ServerSocket server = ServerSocketChannel.open().socket();
        server.bind(any());
        return all(server, new Socket(host(), server.getLocalPort()), server.accept());
      }),
  UNIX_SERVER(
      "listener",
      dir -> {
        Path path = path(dir);
        ServerSocketChannel server =
            ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(path));
        return all(server, () -> Files.delete(path));
      }),
  UNIX_CONNECTED(
      "listener socket socket",
      dir -> {
        Path path = path(dir);
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        ServerSocketChannel server =
            ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
        return all(server, SocketChannel.open(address), server.accept(), () -> Files.delete(path));
      }),
  DATAGRAM_SOCKET("datagram", dir -> new DatagramSocket()),
  DATAGRAM_SOCKET_CONNECTED(
      "datagram",
      dir -> {
        DatagramSocket socket = new DatagramSocket();
        socket.connect(new InetSocketAddress(host(), 9));
        return socket;
      }),
  MULTICAST_SOCKET("datagram", dir -> new MulticastSocket(0)),
  DATAGRAM_CHANNEL("datagram", dir -> DatagramChannel.open()),
  DATAGRAM_CHANNEL_BOUND("datagram", dir -> DatagramChannel.open().bind(any())),
  ASYNCHRONOUS_SERVER(
      Dropped.PINNED, "listener", dir -> AsynchronousServerSocketChannel.open().bind(any())),
  ASYNCHRONOUS_ACCEPTED(
      Dropped.PINNED,
      "listener socket socket",
      dir -> {
        AsynchronousServerSocketChannel server = AsynchronousServerSocketChannel.open().bind(any());
        AsynchronousSocketChannel client = AsynchronousSocketChannel.open();
        client.connect(server.getLocalAddress()).get();
        return all(server, client, server.accept().get());
      }),
  ASYNCHRONOUS_GROUP(
      Dropped.PINNED,
      "async-group async-group async-group",
      dir -> {
        AsynchronousChannelGroup group =
            AsynchronousChannelGroup.withFixedThreadPool(1, Executors.defaultThreadFactory());
        return () -> {
          group.shutdownNow();
          await(() -> group.awaitTermination(60, TimeUnit.SECONDS));
        };
      }),
  PIPE(
      "pipe pipe",
      dir -> {
        Pipe pipe = Pipe.open();
        return all(pipe.sink(), pipe.source());
      }),
  SELECTOR("selector selector", dir -> Selector.open()),
  WATCH_SERVICE(
      Dropped.PINNED,
      "watcher watcher watcher",
      dir -> {
        var watcher = FileSystems.getDefault().newWatchService();
        dir.register(watcher, StandardWatchEventKinds.ENTRY_CREATE);
        return watcher;
      }),
  PROCESS(Dropped.PINNED, "pipe pipe pipe", dir -> ending(new ProcessBuilder("cat").start())),
  RUNTIME_EXEC(
      Dropped.PINNED,
      "pipe pipe pipe",
      dir -> ending(Runtime.getRuntime().exec(new String[] {"cat"}))),
  PROCESS_MERGED(
      Dropped.PINNED,
      "pipe pipe pipe",
      dir -> ending(new ProcessBuilder("cat").redirectErrorStream(true).start())),
  PROCESS_TO_FILE(
      Dropped.PINNED,
      "pipe pipe",
      dir -> ending(new ProcessBuilder("cat").redirectOutput(dir.resolve("w").toFile()).start())),
  PROCESS_INHERITED(
      Dropped.PINNED,
      "",
      dir ->
          ending(
              new ProcessBuilder("sleep", "60")
                  .redirectInput(Redirect.from(new File("/dev/null")))
                  .redirectOutput(Redirect.INHERIT)
                  .redirectError(Redirect.DISCARD)
                  .start())),
  PIPELINE(
      Dropped.PINNED,
      "pipe pipe pipe pipe",
      dir -> {
        List<Process> all =
            ProcessBuilder.startPipeline(
                List.of(new ProcessBuilder("cat"), new ProcessBuilder("cat")));
        return all(ending(all.get(0)), ending(all.get(1)));
      }),
  HTTP_SERVER(
      Dropped.PINNED,
      "listener selector selector",
      dir -> {
        HttpServer server = HttpServer.create(any(), 0);
        server.start();
        return () -> server.stop(0);
      }),
  HTTP_URL_CONNECTION(
      Dropped.CACHED,
      "listener selector selector socket socket",
      dir -> {
        HttpServer server = answering();
        HttpURLConnection connection =
            (HttpURLConnection)
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/")
                    .toURL()
                    .openConnection();
        connection.getInputStream().read();
        return () -> {
          connection.disconnect();
          server.stop(0);
        };
      }),
  HTTP_CLIENT(
      Dropped.CACHED,
      "listener selector selector selector selector socket socket",
      dir -> {
        HttpServer server = answering();
        HttpClient[] client = {HttpClient.newHttpClient()};
        client[0].send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
        return () -> {
          server.stop(0);
          // Without a close() before 21: its selector ends when it is collected.
          client[0] = null;
        };
      }),
  WRAPPED_DESCRIPTOR(
      "file",
      dir -> {
        FileOutputStream out = new FileOutputStream(dir.resolve("w").toFile());
        FileInputStream in = new FileInputStream(out.getFD());
        return all(in, out);
      }),
  ;

  /** Opens. */
  interface Open {
    Closeable in(Path directory) throws Exception;
  }

  /** Waits. */
  interface Condition {
    boolean holds() throws Exception;
  }

  private static ServerSocket server;
  private static int paths;

  private final Dropped dropped;
  private final String kinds;
  private final Open open;

  NetCalls(String kinds, Open open) {
    this(Dropped.COLLECTED, kinds, open);
  }

  NetCalls(Dropped dropped, String kinds, Open open) {
    this.dropped = dropped;
    this.kinds = kinds;
    this.open = open;
  }

  @Override
  public String kinds() {
    return kinds;
  }

  @Override
  public int since() {
    return 17;
  }

  @Override
  public Dropped dropped() {
    return dropped;
  }

  @Override
  public Closeable open(Path directory) throws Exception {
    return open.in(directory);
  }

  /** To which clients connect. */
  static synchronized ServerSocket server() throws IOException {
    if (server == null) {
      server = new ServerSocket(0, 1000, host());
    }
    return server;
  }

  private static InetAddress host() {
    return InetAddress.getLoopbackAddress();
  }

  private static int port() throws IOException {
    return server().getLocalPort();
  }

  private static InetSocketAddress address() throws IOException {
    return new InetSocketAddress(host(), port());
  }

  private static InetSocketAddress any() {
    return new InetSocketAddress(host(), 0);
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 50, host());
  }

  /** With what the server accepts: both ends are ours. */
  private static synchronized Closeable pair(Closeable client) throws IOException {
    return all(client, server().accept());
  }

  private static synchronized Path path(Path dir) {
    return dir.resolve("s" + paths++);
  }

  private static HttpServer answering() throws IOException {
    HttpServer server = HttpServer.create(any(), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          try (var body = exchange.getResponseBody()) {
            body.write(new byte[] {'o', 'k'});
          }
        });
    server.start();
    return server;
  }

  /** Without a handshake: what holds a descriptor is there before it. */
  private static Closeable tls(Path dir) throws Exception {
    var context = javax.net.ssl.SSLContext.getDefault();
    SSLServerSocket server =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 1, host());
    SSLSocket client =
        (SSLSocket) context.getSocketFactory().createSocket(host(), server.getLocalPort());
    Socket accepted = server.accept();
    server.close();
    return all(client, accepted);
  }

  private static Closeable ending(Process process) {
    return () -> {
      process.destroyForcibly();
      await(() -> process.waitFor() >= 0);
      all(process.getOutputStream(), process.getInputStream(), process.getErrorStream()).close();
    };
  }

  private static void await(Condition condition) throws IOException {
    try {
      if (!condition.holds()) {
        throw new IOException("not within its time");
      }
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /** Closes them all, the last first. */
  private static Closeable all(Closeable... closeables) {
    Deque<Closeable> all = new ArrayDeque<>(List.of(closeables));
    return () -> {
      while (!all.isEmpty()) {
        all.removeLast().close();
      }
    };
  }
}
