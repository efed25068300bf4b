package dev.weir.policy;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Currency;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ServiceLoader;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.xml.parsers.DocumentBuilderFactory;

/**
 * Does what every JVM must be able to do, holding the one file that it may; {@code WRONG} if not.
 */
public final class Strict {
  private Strict() {}

  /** For the service loader. */
  public static final class Service implements Runnable {
    @Override
    public void run() {}
  }

  public static void main(String[] arguments) throws Exception {
    Path inside = Path.of(arguments[0]);
    try (FileInputStream held = new FileInputStream(inside.toFile())) {
      refused("a second file", () -> new FileInputStream(inside.toFile()).close());
      refused("outside", () -> Files.readString(Path.of("/etc/passwd")));
      refused("a command", () -> new ProcessBuilder("true").start());
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        refused("a peer", () -> new Socket(server.getInetAddress(), server.getLocalPort()).close());
      }
      works("dates", Strict::dates);
      works("classes", Strict::classes);
      works("names", Strict::names);
      works("tls", Strict::tls);
      expect("still held", true, held.read() >= 0);
    }
    System.out.println("done");
    System.in.read();
  }

  private static void dates() {
    ZonedDateTime then = ZonedDateTime.of(2026, 1, 2, 3, 4, 5, 0, ZoneId.of("Europe/Berlin"));
    expect(
        "a date",
        "Freitag, 2. Januar 2026",
        then.format(
            DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(Locale.GERMANY)));
    expect("a zone", "America/New_York", ZoneId.of("America/New_York").getId());
    expect("a currency", "€", Currency.getInstance("EUR").getSymbol(Locale.GERMANY));
    expect("a default zone", true, ZoneId.systemDefault().getRules() != null);
  }

  private static void classes() throws Exception {
    expect("services", 1L, ServiceLoader.load(Runnable.class).stream().count());
    expect("bundle", "Hallo", ResourceBundle.getBundle("words").getString("hello"));
    expect("charset", 2, "日".getBytes(Charset.forName("Shift_JIS")).length);
    expect("normalizer", "e\u0301", Normalizer.normalize("é", Normalizer.Form.NFD));
    expect(
        "xml",
        "a",
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new java.io.ByteArrayInputStream("<a/>".getBytes(StandardCharsets.UTF_8)))
            .getDocumentElement()
            .getNodeName());
    Logger.getLogger("a").fine("b");
    expect("a class", true, Class.forName("java.sql.DriverManager") != null);
    expect("a driver", false, java.sql.DriverManager.getDrivers().hasMoreElements());
    expect("random", 8, new SecureRandom().generateSeed(8).length);
  }

  private static void names() throws Exception {
    expect("localhost", true, InetAddress.getByName("localhost").isLoopbackAddress());
    expect("interfaces", true, NetworkInterface.getNetworkInterfaces().hasMoreElements());
  }

  /** In memory: the key store and the trust store are read, no socket is needed. */
  private static void tls() throws Exception {
    KeyPairGenerator.getInstance("EC").generateKeyPair();
    SSLContext context = SSLContext.getDefault();
    SSLEngine client = context.createSSLEngine("localhost", 443);
    client.setUseClientMode(true);
    SSLEngine server = context.createSSLEngine();
    server.setUseClientMode(false);
    ByteBuffer toServer = ByteBuffer.allocate(1 << 16);
    ByteBuffer toClient = ByteBuffer.allocate(1 << 16);
    client.beginHandshake();
    server.beginHandshake();
    for (int i = 0; i < 100 && !(ended(client) && ended(server)); i++) {
      step(client, toClient, toServer);
      step(server, toServer, toClient);
    }
    expect("handshake", true, ended(client) && ended(server));
  }

  private static boolean ended(SSLEngine engine) {
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
        && !engine.getSession().getCipherSuite().contains("NULL");
  }

  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws Exception {
    ByteBuffer application = ByteBuffer.allocate(1 << 16);
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK:
        for (Runnable task = engine.getDelegatedTask();
            task != null;
            task = engine.getDelegatedTask()) {
          task.run();
        }
        break;
      case NEED_WRAP:
        engine.wrap(ByteBuffer.allocate(0), out);
        break;
      default:
        in.flip();
        engine.unwrap(in, application);
        in.compact();
        break;
    }
  }

  /** Work. */
  private interface Work {
    void run() throws Exception;
  }

  private static void works(String what, Work work) {
    try {
      work.run();
    } catch (Throwable t) {
      System.out.println("WRONG " + what + ": " + t);
      t.printStackTrace();
    }
  }

  private static void refused(String what, Work work) throws Exception {
    try {
      work.run();
      System.out.println("WRONG " + what + " is not refused");
    } catch (IOException e) {
      expect(what + ": " + e, true, String.valueOf(e.getMessage()).contains("weir "));
    }
  }

  private static void expect(String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      System.out.println("WRONG " + what + ": " + expected + ", found " + found);
    }
  }
}
