package dev.weir.core.endpoint;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One accepted connection: one request, one answer, close. */
final class Connection {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final int MAX_DRAIN = 1 << 18;

  /** When it is cut, by {@link System#nanoTime()}. */
  final long deadline;

  private final SocketChannel channel;
  private final Settings settings;
  private final Map<String, Page> pages;
  private final Pattern hosts;

  /**
   * @param hosts what the Host header must match; null for anything
   */
  Connection(SocketChannel channel, Settings settings, Map<String, Page> pages, Pattern hosts) {
    this.channel = channel;
    this.settings = settings;
    this.pages = pages;
    this.hosts = hosts;
    deadline = System.nanoTime() + settings.requestTime().toNanos();
  }

  /** Serves the request on the calling thread. */
  void serve() {
    boolean answered = false;
    try {
      // Chunks are written whole; Nagle's algorithm would only hold back the last one.
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      Socket socket = channel.socket();
      if (settings.tls() != null) {
        socket = settings.tls().getSocketFactory().createSocket(socket, null, true);
      }
      InputStream in = new BufferedInputStream(socket.getInputStream(), Request.MAX_HEAD);
      boolean unread = answer(in, socket.getOutputStream()) || in.available() > 0;
      socket.shutdownOutput();
      if (unread) {
        drain();
      }
      answered = true;
    } catch (IOException e) {
      LOG.debug("connection ended early", e);
    } finally {
      close(!answered);
    }
  }

  /**
   * Closes the channel at once, from any thread; a read or a write that blocks in it fails.
   *
   * <p>Only the channel: closing a TLS socket waits for the writer that is to be freed.
   */
  void cut() {
    close(true);
  }

  private void close(boolean reset) {
    try (channel) {
      if (reset && channel.isOpen()) {
        // A reset: the kernel drops what the client did not read, and an answer that ends where
        // the connection ends does not look complete.
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      LOG.debug("close", e);
    }
  }

  /**
   * @return whether bytes of the request may be left unread
   */
  private boolean answer(InputStream in, OutputStream out) throws IOException {
    Request request = null;
    Page page;
    try {
      request = Request.read(in);
      if (request == null) {
        return false;
      }
      page = check(request);
    } catch (Refusal refusal) {
      refuse(refusal, request, out);
      return request == null || refusal.status == 413 || refusal.status == 400;
    }
    Response response = new Response(channel, out, request);
    try {
      page.write(request, response);
      response.finish();
    } catch (Throwable failure) {
      if (response.lost()) {
        throw new IOException("client gone or cut", failure);
      }
      LOG.warn("page {} failed", request.path(), failure);
      if (response.sent()) {
        throw new IOException("page failed", failure);
      }
      refuse(new Refusal(500, "This page failed; the log has the reason."), request, out);
    } finally {
      response.release();
    }
    return false;
  }

  private Page check(Request request) throws Refusal {
    // Before all else, since a body is left unread whatever the answer is.
    if (request.hasBody()) {
      throw new Refusal(413, "No request body is taken.");
    }
    if (hosts != null && request.host != null && !hosts.matcher(request.host).matches()) {
      // A site whose name was pointed at this machine must not read through its visitor's browser.
      throw new Refusal(403, "This endpoint is local; ask for it as localhost.");
    }
    if (settings.credentials() != null && !authorized(request.headers().get("authorization"))) {
      throw new Refusal(401, "User and password, please.");
    }
    if (!request.method.equals("GET") && !request.method.equals("HEAD")) {
      throw new Refusal(405, "Only GET and HEAD.");
    }
    Page page = pages.get(request.path());
    if (page == null) {
      throw new Refusal(404, "No such page. There are:\n" + String.join("\n", pages.keySet()));
    }
    return page;
  }

  private boolean authorized(String header) {
    if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return false;
    }
    String expected = settings.credentials().user() + ":" + settings.credentials().password();
    try {
      byte[] given = Base64.getDecoder().decode(header.substring(6).strip());
      return MessageDigest.isEqual(given, expected.getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void refuse(Refusal refusal, Request request, OutputStream out) throws IOException {
    Response response = new Response(channel, out, request);
    response.status(refusal.status);
    if (refusal.status == 401) {
      response.header("WWW-Authenticate", "Basic realm=\"weir\", charset=\"UTF-8\"");
    } else if (refusal.status == 405) {
      response.header("Allow", "GET, HEAD");
    }
    try {
      response.body().write((refusal.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
      response.finish();
    } finally {
      response.release();
    }
  }

  /**
   * Reads what the client still sends, until it closes: closing on unread bytes sends a reset,
   * which can overtake the answer.
   */
  private void drain() throws IOException {
    channel.shutdownOutput();
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    for (int n = 0, sum = 0; n >= 0 && sum < MAX_DRAIN; sum += n) {
      n = channel.read(buffer.clear());
    }
  }
}
