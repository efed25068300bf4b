package dev.weir.core.endpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The endpoint's TLS key and certificate, from files. */
public final class TlsKeys {
  private TlsKeys() {}

  /**
   * Reads a PKCS12 or JKS key store, whose key must have the store's password.
   *
   * @param keystore must hold a private key
   * @param passwordFile its first line is the password, in UTF-8
   * @throws IOException whatever is wrong; its text names the file
   */
  public static SSLContext load(Path keystore, Path passwordFile) throws IOException {
    char[] password = password(passwordFile);
    try {
      KeyStore keys = KeyStore.getInstance(keystore.toFile(), password);
      boolean hasKey = false;
      for (String alias : Collections.list(keys.aliases())) {
        hasKey |= keys.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class);
      }
      if (!hasKey) {
        throw new IOException("it has no private key");
      }
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      // The last: JDK's answer to a path that is no file.
      throw new IOException("key store " + keystore + ": " + e.getMessage(), e);
    }
  }

  private static char[] password(Path file) throws IOException {
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.isEmpty() || lines.get(0).isEmpty()) {
        throw new IOException("its first line is empty");
      }
      return lines.get(0).toCharArray();
    } catch (IOException e) {
      throw new IOException("password file " + file + ": " + e, e);
    }
  }
}
