package dev.weir.examples.dashboard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;

/**
 * One answer of a service as it came over the wire.
 *
 * @param head status line and headers
 * @param body JSON
 * @param millis from the connect to the last byte
 */
record Exchange(int status, List<String> head, String body, long millis) {

  /**
   * Asks a service by a plain socket.
   *
   * @param timeout of the connect and of each read, in milliseconds
   * @throws HttpError 502 if it does not answer or the answer is broken, 504 if it takes too long
   */
  static Exchange with(Service service, int timeout, Careful careful) throws IOException {
    long since = System.nanoTime();
    Socket socket = new Socket();
    try {
      socket.setSoTimeout(timeout);
      socket.connect(service.endpoint(), timeout);
      socket.getOutputStream().write(service.request().getBytes(US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(Health.MAX_ANSWER);
      Exchange exchange = parse(new String(answer, UTF_8), Health.millis(since));
      socket.close();
      return exchange;
    } catch (SocketTimeoutException late) {
      throw new HttpError(504, service.name() + " does not answer in time.", late);
    } catch (IOException failed) {
      throw new HttpError(502, service.name() + ": " + failed.getMessage() + ".", failed);
    } catch (JsonParseException broken) {
      throw new HttpError(502, service.name() + " answers no valid JSON.", broken);
    } finally {
      careful.close(socket);
    }
  }

  private static Exchange parse(String answer, long millis) throws IOException {
    int end = answer.indexOf("\r\n\r\n");
    if (end < 0 || !answer.matches("(?s)HTTP/1\\.[01] [1-5]\\d\\d[ \r].*")) {
      throw new IOException("answers no HTTP");
    }
    String body = answer.substring(end + 4);
    Health.parse(body);
    int status = Integer.parseInt(answer.substring(9, 12));
    return new Exchange(status, answer.substring(0, end).lines().toList(), body, millis);
  }
}
