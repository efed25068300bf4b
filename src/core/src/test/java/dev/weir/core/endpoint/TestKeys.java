package dev.weir.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key store of this moment, made by the JDK's keytool. */
record TestKeys(Path store, Path passwordFile) {
  private static final String PASSWORD = "changeit";

  static TestKeys in(Path dir, String type) throws IOException, InterruptedException {
    Path store = dir.resolve("keys." + type);
    keytool(
        "-genkeypair -keypass changeit -alias k -keyalg EC -dname CN=localhost "
            + "-ext san=ip:127.0.0.1 -validity 2",
        store,
        type);
    Path password = dir.resolve("password");
    Files.writeString(password, PASSWORD + "\n");
    return new TestKeys(store, password);
  }

  static void keytool(String arguments, Path store, String type)
      throws IOException, InterruptedException {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String all = keytool + " " + arguments + " -storetype " + type + " -storepass " + PASSWORD;
    ProcessBuilder process = new ProcessBuilder(all.split(" "));
    process.command().add("-keystore");
    process.command().add(store.toString());
    // Nothing to type: a question ends it instead of waiting.
    process.redirectInput(new File("/dev/null"));
    process.redirectErrorStream(true).redirectOutput(new File(store + ".log"));
    assertThat(process.start().waitFor()).as(() -> store + ".log").isZero();
  }

  /** A client's context that trusts the certificate in the store. */
  SSLContext trusting() throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore whole = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    KeyStore certificates = KeyStore.getInstance("PKCS12");
    certificates.load(null, null);
    certificates.setCertificateEntry("k", whole.getCertificate("k"));
    trust.init(certificates);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
