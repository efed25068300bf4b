package dev.weir.core.endpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The answer to one request; for the thread that serves it. Nothing is sent before {@value #BUFFER}
 * bytes of body are there or the page is done.
 */
public final class Response {
  static final int BUFFER = 16384;

  private static final Pattern TEXTUAL =
      Pattern.compile("(text/.*|application/([^;]*[+-])?(json|text|javascript|xml)\\b.*)");
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Channel channel;
  private final OutputStream out;
  private final boolean head;
  private final boolean http10;
  private final boolean gzipAccepted;
  private final Map<String, String> extra = new LinkedHashMap<>();
  private final Sink sink = new Sink();
  private int status = 200;
  private String type = "text/plain; charset=utf-8";
  private OutputStream body;
  private Gzip gzip;
  private boolean sent;
  private boolean chunked;
  private boolean lost;

  /**
   * @param request null if there was none to understand
   */
  Response(Channel channel, OutputStream out, Request request) {
    this.channel = channel;
    this.out = out;
    head = request != null && request.method.equals("HEAD");
    http10 = request != null && request.http10;
    gzipAccepted = request != null && acceptsGzip(request.headers().get("accept-encoding"));
  }

  /**
   * Sets the status, 200 if not called.
   *
   * @throws IllegalArgumentException unless it is in 200..599 and may have a body
   * @throws IllegalStateException after {@link #body()}
   */
  public void status(int status) {
    if (status < 200 || status > 599 || status == 204 || status == 304) {
      throw new IllegalArgumentException("status " + status);
    }
    notBegun();
    this.status = status;
  }

  /**
   * Sets the content type, plain text if not called.
   *
   * @throws IllegalArgumentException if it is not visible ASCII and spaces
   * @throws IllegalStateException after {@link #body()}
   */
  public void type(String contentType) {
    if (!contentType.matches("[ -~]+")) {
      throw new IllegalArgumentException("not a content type");
    }
    notBegun();
    this.type = contentType;
  }

  /**
   * The stream for the body, always the same one. It is buffered and compressed as the client
   * wishes; flushing it does nothing and closing it is not needed. Its writes block while the
   * client does not read, and throw once the client is gone or was cut.
   */
  public OutputStream body() throws IOException {
    if (body == null) {
      if (gzipAccepted && TEXTUAL.matcher(type.toLowerCase(Locale.ROOT)).matches()) {
        gzip = new Gzip(sink);
      }
      body = gzip == null ? sink : gzip;
    }
    return body;
  }

  /** Adds a header; the caller vouches for both texts. */
  void header(String name, String value) {
    extra.put(name, value);
  }

  /** Whether the status line is out. */
  boolean sent() {
    return sent;
  }

  /** Whether a write to the client failed. */
  boolean lost() {
    return lost;
  }

  /** Sends what is left. */
  void finish() throws IOException {
    if (gzip != null) {
      gzip.finish();
    }
    if (!sent) {
      sendHead(sink.count);
    }
    if (sink.count > 0) {
      sink.send();
    }
    if (chunked && !head) {
      toClient(LAST_CHUNK, 0, LAST_CHUNK.length);
    }
  }

  /** Frees native memory; nothing may be written afterwards. */
  void release() {
    if (gzip != null) {
      gzip.release();
    }
  }

  private void notBegun() {
    if (body != null) {
      throw new IllegalStateException("the body was begun");
    }
  }

  /**
   * @param length of the body in bytes, -1 if it is not known yet
   */
  private void sendHead(int length) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Date", date());
    fields.put("Content-Type", type);
    if (gzip != null) {
      fields.put("Content-Encoding", "gzip");
    }
    if (length >= 0) {
      fields.put("Content-Length", Integer.toString(length));
    } else if (!http10) {
      chunked = true;
      fields.put("Transfer-Encoding", "chunked");
    }
    fields.put("Cache-Control", "no-store");
    fields.put("X-Content-Type-Options", "nosniff");
    fields.put("Connection", "close");
    fields.putAll(extra);
    StringBuilder text = new StringBuilder(320);
    text.append("HTTP/1.1 ").append(status).append(' ').append(reason(status)).append("\r\n");
    fields.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    byte[] bytes = text.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    sent = true;
    toClient(bytes, 0, bytes.length);
  }

  private void toClient(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      lost = true;
      throw e;
    }
  }

  private static String date() {
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    // HTTP (RFC 9110, 5.6.7) wants two digits for the day where the JDK writes one.
    return date.length() == 28 ? date.substring(0, 5) + "0" + date.substring(5) : date;
  }

  static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 413 -> "Content Too Large";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      case 503 -> "Service Unavailable";
      case 505 -> "HTTP Version Not Supported";
      default -> "";
    };
  }

  /** RFC 9110, 12.5.3: a coding named by itself goes before the star; a weight of 0 forbids it. */
  private static boolean acceptsGzip(String header) {
    if (header == null) {
      return false;
    }
    Boolean star = null;
    for (String part : header.toLowerCase(Locale.ROOT).split(",")) {
      String[] coding = part.replace(" ", "").replace("\t", "").split(";", 2);
      boolean wanted = coding.length == 1 || !coding[1].matches("q=0(\\.0*)?");
      if (coding[0].equals("gzip") || coding[0].equals("x-gzip")) {
        return wanted;
      }
      if (coding[0].equals("*")) {
        star = wanted;
      }
    }
    return star != null && star;
  }

  /** The buffer; each time it is full it becomes one chunk, framed in place for a single write. */
  private final class Sink extends OutputStream {
    private static final int FRAME = 6;
    private final byte[] buffer = new byte[FRAME + BUFFER + 2];
    private int count;

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int done = 0; done < length; ) {
        if (count == BUFFER) {
          if (!sent) {
            sendHead(-1);
          }
          send();
        }
        int part = Math.min(length - done, BUFFER - count);
        System.arraycopy(bytes, offset + done, buffer, FRAME + count, part);
        count += part;
        done += part;
      }
    }

    void send() throws IOException {
      int length = count;
      count = 0;
      if (head) {
        // Nothing is written, so a page without an end would not notice that it was cut.
        if (!channel.isOpen()) {
          lost = true;
          throw new ClosedChannelException();
        }
      } else if (chunked) {
        for (int i = 0; i < 4; i++) {
          buffer[i] = (byte) Character.forDigit(length >> 12 - 4 * i & 15, 16);
        }
        buffer[4] = '\r';
        buffer[5] = '\n';
        buffer[FRAME + length] = '\r';
        buffer[FRAME + length + 1] = '\n';
        toClient(buffer, 0, FRAME + length + 2);
      } else {
        toClient(buffer, FRAME, length);
      }
    }
  }

  /** Gzip whose end is up to {@link #finish} and {@link #release} alone. */
  private static final class Gzip extends GZIPOutputStream {
    Gzip(OutputStream out) throws IOException {
      super(out, 2048);
      // Scraped every few seconds from a busy JVM: time matters more than the last percent.
      def.setLevel(Deflater.BEST_SPEED);
    }

    @Override
    public void flush() {}

    @Override
    public void close() throws IOException {
      finish();
    }

    /** JDK 17's close leaves the native memory to the garbage collector if its last write fails. */
    void release() {
      def.end();
    }
  }
}
