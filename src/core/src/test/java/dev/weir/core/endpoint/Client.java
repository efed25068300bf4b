package dev.weir.core.endpoint;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;

/** Writes requests byte by byte as the tests want them; the JDK's client corrects too much. */
final class Client implements Closeable {
  final Socket socket;

  Client(Endpoint endpoint) throws IOException {
    this(endpoint, null);
  }

  Client(Endpoint endpoint, SSLContext tls) throws IOException {
    String host = endpoint.uri().getHost();
    socket =
        tls == null
            ? new Socket(host, endpoint.port())
            : tls.getSocketFactory().createSocket(host, endpoint.port());
    // Not a time under test: a test that would hang fails instead.
    socket.setSoTimeout(60_000);
  }

  static Answer ask(Endpoint endpoint, String request) throws IOException {
    try (Client client = new Client(endpoint)) {
      return client.send(request).answer();
    }
  }

  /** A GET with the right Host header and, after it, the given lines. */
  static Answer get(Endpoint endpoint, String target, String... headers) throws IOException {
    return ask(endpoint, request("GET", target, headers));
  }

  static String request(String method, String target, String... headers) {
    StringBuilder text =
        new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    return text.append("\r\n").toString();
  }

  Client send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** Reads to the end and takes off the chunks. */
  Answer answer() throws IOException {
    byte[] all = socket.getInputStream().readAllBytes();
    String text = new String(all, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IOException("no answer but: " + text);
    }
    String[] lines = text.substring(0, end).split("\r\n");
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line : Arrays.asList(lines).subList(1, lines.length)) {
      headers.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
    }
    byte[] body = Arrays.copyOfRange(all, end + 4, all.length);
    return new Answer(
        Integer.parseInt(lines[0].split(" ")[1]),
        headers,
        "chunked".equals(headers.get("Transfer-Encoding")) ? dechunked(body) : body);
  }

  /** Null if the last chunk is missing. */
  private static byte[] dechunked(byte[] body) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    String text = new String(body, StandardCharsets.ISO_8859_1);
    for (int at = 0; at < body.length; ) {
      int line = text.indexOf("\r\n", at);
      int length = Integer.parseInt(text.substring(at, line), 16);
      if (length == 0) {
        return whole.toByteArray();
      }
      if (line + 2 + length > body.length) {
        return null;
      }
      whole.write(body, line + 2, length);
      at = line + 2 + length + 2;
    }
    return null;
  }

  /** Reads until the server is gone, by an end or by a reset. */
  long readUntilGone() {
    long sum = 0;
    byte[] buffer = new byte[1 << 16];
    try {
      InputStream in = socket.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sum += n;
      }
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("still connected", e);
    } catch (IOException e) {
      return sum;
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  record Answer(int status, Map<String, String> headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }
}
