package dev.weir.core.endpoint;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The head of one HTTP/1 request (RFC 9112). Immutable. */
public final class Request {
  /** Bytes of the request line and all headers together. */
  static final int MAX_HEAD = 8192;

  static final int MAX_HEADERS = 100;

  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern VERSION = Pattern.compile("HTTP/(\\d)\\.(\\d)");
  private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://([^/?]*)(.*)");

  final String method;
  final boolean http10;
  final String host;
  private final String path;
  private final Map<String, String> parameters;
  private final Map<String, String> headers;

  private Request(String line, Map<String, String> headers) throws Refusal {
    this.headers = headers;
    String[] parts = line.split(" ", -1);
    if (parts.length != 3 || !TOKEN.matcher(parts[0]).matches()) {
      throw new Refusal(400, "Bad request line.");
    }
    method = parts[0];
    Matcher version = VERSION.matcher(parts[2]);
    if (!version.matches()) {
      throw new Refusal(400, "Bad request line.");
    }
    if (!version.group(1).equals("1")) {
      throw new Refusal(505, "Only HTTP/1 is spoken here.");
    }
    http10 = version.group(2).equals("0");

    String target = parts[1];
    Matcher absolute = ABSOLUTE.matcher(target);
    if (absolute.matches()) {
      // A request meant for a proxy: its authority goes before the Host header.
      host = absolute.group(1);
      target = absolute.group(2).startsWith("/") ? absolute.group(2) : "/" + absolute.group(2);
    } else {
      host = headers.get("host");
    }
    if (host == null && !http10) {
      throw new Refusal(400, "No Host header.");
    }
    int question = target.indexOf('?');
    path = decode(question < 0 ? target : target.substring(0, question), false);
    parameters = question < 0 ? Map.of() : parameters(target.substring(question + 1));
  }

  /** The decoded path, without the query. */
  public String path() {
    return path;
  }

  /** The decoded query, in its order; a parameter without a value has an empty one. */
  public Map<String, String> parameters() {
    return parameters;
  }

  /** The headers; names in any case; the values of a repeated one are joined by a comma. */
  public Map<String, String> headers() {
    return headers;
  }

  /**
   * Reads up to and including the empty line that ends the headers.
   *
   * @return null if the client closed before its first byte
   * @throws Refusal if what came is no request; bytes of it may be left unread
   */
  static Request read(InputStream in) throws IOException, Refusal {
    Lines lines = new Lines(in);
    String line = lines.next();
    if (line != null && line.isEmpty()) {
      // RFC 9112, 2.2: an empty line before the request line is ignored.
      line = lines.next();
    }
    if (line == null) {
      return null;
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    int count = 0;
    for (String header = lines.next(); ; header = lines.next()) {
      if (header == null) {
        throw new EOFException("request ended in its headers");
      }
      if (header.isEmpty()) {
        return new Request(line, Collections.unmodifiableMap(headers));
      }
      if (++count > MAX_HEADERS) {
        throw new Refusal(431, "Too many headers.");
      }
      int colon = header.indexOf(':');
      String name = header.substring(0, Math.max(colon, 0));
      if (!TOKEN.matcher(name).matches()) {
        throw new Refusal(400, "Bad header.");
      }
      String value = header.substring(colon + 1).strip();
      String before = headers.get(name);
      if (before != null && (name.equalsIgnoreCase("host") || isLength(name))) {
        throw new Refusal(400, "Header given twice.");
      }
      headers.put(name, before == null ? value : before + ", " + value);
    }
  }

  /** Whether a body follows the head. */
  boolean hasBody() throws Refusal {
    String length = headers.getOrDefault("content-length", "0");
    if (!length.matches("[0-9]+")) {
      throw new Refusal(400, "Bad Content-Length.");
    }
    return headers.containsKey("transfer-encoding") || !length.matches("0+");
  }

  private static boolean isLength(String name) {
    return name.equalsIgnoreCase("content-length");
  }

  private static Map<String, String> parameters(String query) throws Refusal {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : query.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
      if (parameters.put(name, value) != null) {
        throw new Refusal(400, "Query parameter given twice.");
      }
    }
    return Collections.unmodifiableMap(parameters);
  }

  private static String decode(String text, boolean form) throws Refusal {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#') {
        throw new Refusal(400, "Bad character in the request target.");
      }
      if (c == '%') {
        int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw new Refusal(400, "Bad escape in the request target.");
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(form && c == '+' ? ' ' : c);
      }
    }
    try {
      // Unlike the String constructor, a fresh decoder throws on what is not UTF-8.
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new Refusal(400, "Bad escape in the request target.");
    }
  }

  /** The lines of the head, ended by CRLF or LF, bounded together. */
  private static final class Lines {
    private final InputStream in;
    private int used;

    Lines(InputStream in) {
      this.in = in;
    }

    /** Null at the end of the stream. */
    String next() throws IOException, Refusal {
      StringBuilder line = new StringBuilder(80);
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          return null;
        }
        if (++used > MAX_HEAD) {
          throw new Refusal(431, "Request line and headers are over " + MAX_HEAD + " bytes.");
        }
        line.append((char) c);
      }
      used++;
      int end = line.length() - 1;
      if (end >= 0 && line.charAt(end) == '\r') {
        line.setLength(end);
      }
      for (int i = 0; i < line.length(); i++) {
        char c = line.charAt(i);
        if (c < ' ' && c != '\t' || c == 0x7f) {
          throw new Refusal(400, "Control character in the request.");
        }
      }
      return line.toString();
    }
  }
}
