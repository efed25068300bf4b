package dev.weir.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsKeysTest {
  @TempDir private Path dir;
  private Path store;
  private Path password;

  @BeforeEach
  void files() {
    store = dir.resolve("keys.PKCS12");
    password = dir.resolve("password");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PKCS12", "JKS"})
  void aPageIsServedToTheJdksClient(String type) throws Exception {
    TestKeys keys = TestKeys.in(dir, type);
    String text = "x".repeat(3_000_000);
    Page page = (request, response) -> response.body().write(text.getBytes());
    Settings settings =
        new Settings(
            "127.0.0.1",
            0,
            null,
            TlsKeys.load(keys.store(), keys.passwordFile()),
            16,
            Duration.ofMinutes(1));
    try (Endpoint endpoint = Endpoint.start(settings, Map.of("/", page), Thread::new)) {
      URI uri = endpoint.uri();
      assertThat(uri).hasScheme("https");
      HttpClient client = HttpClient.newBuilder().sslContext(keys.trusting()).build();

      HttpResponse<String> answer =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(text);
      try (Client plain = new Client(endpoint)) {
        plain.send(Client.request("GET", "/"));
        assertThat(plain.readUntilGone()).isLessThan(100);
      }
    }
  }

  @Test
  void aMissingStoreIsNamed() throws Exception {
    Files.writeString(password, "changeit");
    fails(store);
  }

  @Test
  void aFolderIsNamed() throws Exception {
    Files.writeString(password, "changeit");
    Files.createDirectory(store);
    fails(store);
  }

  @Test
  void whatIsNoStoreIsNamed() throws Exception {
    Files.writeString(password, "changeit");
    Files.writeString(store, "no key store");
    fails(store);
  }

  @Test
  void aStoreWithAnotherPasswordIsNamed() throws Exception {
    TestKeys.in(dir, "PKCS12");
    Files.writeString(password, "another");
    fails(store);
  }

  @Test
  void aStoreWithoutAPrivateKeyIsNamed() throws Exception {
    TestKeys.in(dir, "PKCS12");
    TestKeys.keytool("-genseckey -alias s -keyalg AES -keysize 128", store, "PKCS12");
    TestKeys.keytool("-delete -alias k", store, "PKCS12");
    fails(store);
  }

  @Test
  void aMissingOrEmptyPasswordFileIsNamed() throws Exception {
    TestKeys.in(dir, "PKCS12");
    Files.delete(password);
    fails(password);
    Files.createFile(password);
    fails(password);
    Files.write(password, new byte[] {(byte) 0xff});
    fails(password);
  }

  private void fails(Path named) {
    assertThatThrownBy(() -> TlsKeys.load(store, password))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(named.toString());
  }
}
