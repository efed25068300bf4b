package dev.weir.core.endpoint;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small HTTP/1 server for GET and HEAD: one thread accepts, one cuts what takes too long, and
 * each connection has a thread of its own for its single request. Thread-safe.
 */
public final class Endpoint implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);
  private static final long PAUSE_MILLIS = 100;
  private static final long WARN_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final byte[] BUSY =
      ("HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n"
              + "Retry-After: 1\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
              + "Connection: close\r\n\r\nBusy.\n")
          .getBytes(StandardCharsets.US_ASCII);

  private final Settings settings;
  private final Map<String, Page> pages;
  private final ThreadFactory threads;
  private final InetSocketAddress address;
  private final URI uri;
  private final Pattern hosts;
  private final Semaphore slots;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Connections that may still be cut, the earliest deadline first; its own lock. */
  private final Set<Connection> live = new LinkedHashSet<>();

  private ServerSocketChannel listener;

  private Endpoint(
      Settings settings, Map<String, Page> pages, ThreadFactory threads, InetAddress host)
      throws IOException {
    this.settings = settings;
    this.pages = Collections.unmodifiableMap(new TreeMap<>(pages));
    this.threads = threads;
    slots = new Semaphore(settings.maxConnections());
    listener = listen(new InetSocketAddress(host, settings.port()));
    address = (InetSocketAddress) listener.getLocalAddress();
    uri = uri(host, address.getPort());
    hosts =
        !host.isLoopbackAddress()
            ? null
            : Pattern.compile(
                "(?i)(localhost|127(\\.\\d{1,3}){3}|\\[::1]|"
                    + Pattern.quote(settings.host())
                    + ")(:\\d*)?");
  }

  /**
   * Binds and begins to serve.
   *
   * @param pages by path, such as {@code /metrics}
   * @param threads makes the acceptor, the watchdog and a thread for each connection; they should
   *     be daemons
   * @throws BindException if host and port, which its text names, cannot be bound
   * @throws IOException if the host is unknown or the socket cannot be made
   */
  public static Endpoint start(Settings settings, Map<String, Page> pages, ThreadFactory threads)
      throws IOException {
    Endpoint endpoint =
        new Endpoint(settings, pages, threads, InetAddress.getByName(settings.host()));
    try {
      threads.newThread(endpoint::watch).start();
      threads.newThread(endpoint::accept).start();
    } catch (Throwable e) {
      endpoint.close();
      throw e;
    }
    return endpoint;
  }

  /** The port that is bound, also if the settings asked for 0. */
  public int port() {
    return address.getPort();
  }

  /** Where a client on this machine finds the endpoint. */
  public URI uri() {
    return uri;
  }

  /** Stops listening and cuts every connection. Does not wait for the threads, which end soon. */
  @Override
  public void close() throws IOException {
    List<Connection> rest;
    synchronized (live) {
      closed.countDown();
      rest = List.copyOf(live);
      live.notifyAll();
    }
    rest.forEach(Connection::cut);
    synchronized (this) {
      listener.close();
    }
  }

  private ServerSocketChannel listen(InetSocketAddress where) throws IOException {
    String name = settings.host() + ":" + where.getPort();
    // An IPv4 socket for an IPv4 address: the default one would listen on IPv6 for 0.0.0.0 too.
    ServerSocketChannel channel =
        where.getAddress() instanceof Inet4Address
            ? ServerSocketChannel.open(StandardProtocolFamily.INET)
            : ServerSocketChannel.open();
    try {
      channel.bind(where);
      return channel;
    } catch (Throwable e) {
      channel.close();
      if (e instanceof IOException || e instanceof IllegalArgumentException) {
        // The latter: an IPv6 address in a JVM that is set to IPv4 only.
        BindException named = new BindException("cannot listen on " + name + ": " + e.getMessage());
        named.initCause(e);
        throw named;
      }
      throw e;
    }
  }

  private URI uri(InetAddress host, int port) throws IOException {
    String name = settings.host();
    if (host.isAnyLocalAddress()) {
      name = host instanceof Inet4Address ? "127.0.0.1" : "::1";
    }
    try {
      return new URI(settings.tls() == null ? "http" : "https", null, name, port, "/", null, null);
    } catch (URISyntaxException e) {
      listener.close();
      throw new IOException("not a host: " + name, e);
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void accept() {
    long warned = System.nanoTime() - WARN_NANOS;
    while (!isClosed()) {
      try {
        admit(listener().accept());
      } catch (Throwable e) {
        // Such as no descriptor or no thread left, which may last: neither end nor spin.
        if (!isClosed() && System.nanoTime() - warned >= WARN_NANOS) {
          warned = System.nanoTime();
          LOG.warn("endpoint {} cannot accept, tries again", uri, e);
        }
        pause();
      }
    }
  }

  /** The listener; a new one if somebody interrupted the acceptor, for that closes its channel. */
  private synchronized ServerSocketChannel listener() throws IOException {
    if (!listener.isOpen() && !isClosed()) {
      listener = listen(address);
    }
    return listener;
  }

  private void pause() {
    Thread.interrupted();
    try {
      closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // Only close() ends this thread.
      LOG.debug("interrupted", e);
    }
  }

  private void admit(SocketChannel channel) throws IOException {
    boolean taken = false;
    try {
      taken = slots.tryAcquire();
      if (!taken) {
        refuse(channel);
        return;
      }
      Connection connection = new Connection(channel, settings, pages, hosts);
      Thread worker = threads.newThread(() -> serve(connection));
      synchronized (live) {
        if (isClosed()) {
          throw new IOException("closed");
        }
        // Here and not by the worker: only the acceptor adds in the order of the deadlines.
        live.add(connection);
        live.notifyAll();
      }
      worker.start();
    } catch (Throwable e) {
      // What stays in the set is closed already, and leaves it at its deadline.
      channel.close();
      if (taken) {
        slots.release();
      }
      throw e;
    }
  }

  /** Says 503 as far as that can be done without waiting; in TLS it cannot. */
  private void refuse(SocketChannel channel) throws IOException {
    try (channel) {
      if (settings.tls() == null) {
        channel.configureBlocking(false);
        channel.write(ByteBuffer.wrap(BUSY));
        channel.shutdownOutput();
        // What has come already: closing on unread bytes sends a reset.
        channel.read(ByteBuffer.allocate(Request.MAX_HEAD));
      }
    }
  }

  private void serve(Connection connection) {
    try {
      connection.serve();
    } finally {
      synchronized (live) {
        live.remove(connection);
      }
      slots.release();
    }
  }

  private void watch() {
    while (!isClosed()) {
      Connection late = null;
      synchronized (live) {
        try {
          if (live.isEmpty()) {
            live.wait();
          } else {
            Connection first = live.iterator().next();
            long left = first.deadline - System.nanoTime();
            if (left > 0) {
              TimeUnit.NANOSECONDS.timedWait(live, left);
            } else {
              live.remove(first);
              late = first;
            }
          }
        } catch (InterruptedException e) {
          // Only close() ends this thread.
          LOG.debug("interrupted", e);
        }
      }
      if (late != null) {
        late.cut();
      }
    }
  }
}
