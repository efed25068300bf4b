package com.acme;

import com.sun.net.httpserver.HttpServer;
import dev.weir.junit.LeakFree;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.util.TimeZone;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** What the JDK opens once: all pass, in whatever order. */
@LeakFree
class ForeverCase {
  @Test
  void goodRandom() throws Exception {
    new SecureRandom().nextInt();
    SecureRandom.getInstance("NativePRNGBlocking").nextInt();
    SecureRandom.getInstance("NativePRNGNonBlocking").generateSeed(4);
  }

  @Test
  void goodDefaultGroup() throws Exception {
    AsynchronousSocketChannel.open().close();
  }

  @Test
  void goodMarker() throws Exception {
    SocketChannel.open().close();
  }

  @Test
  void goodTimeAndTrust() throws Exception {
    ZoneId.of("America/Sao_Paulo").getRules();
    TimeZone.getTimeZone("Asia/Tokyo");
    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm())
        .init((KeyStore) null);
    SSLContext.getDefault();
  }

  @Test
  void goodClassPath() throws Exception {
    try (InputStream in = Test.class.getResource("/META-INF/MANIFEST.MF").openStream()) {
      in.readAllBytes();
    }
    var url = org.junit.jupiter.api.Assertions.class.getResource("Assertions.class");
    try (InputStream in = url.openStream()) {
      in.readAllBytes(); // the jar stays in JarFileFactory's cache
    }
    Class.forName("org.opentest4j.MultipleFailuresError");
  }

  @Test
  void goodClients() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("ok".getBytes());
          exchange.close();
        });
    server.start();
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    try (InputStream in = uri.toURL().openStream()) {
      in.readAllBytes();
    }
    server.stop(0);
  }
}
