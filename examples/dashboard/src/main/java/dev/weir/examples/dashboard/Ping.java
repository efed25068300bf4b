package dev.weir.examples.dashboard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;

/**
 * How fast a service is: it is asked for its health by a channel, and no more is read than the
 * status.
 *
 * @param connectMillis until it was connected
 * @param answerMillis until the status was there
 */
record Ping(String name, int status, long connectMillis, long answerMillis) {

  /**
   * Asks a service.
   *
   * @param timeout of the connect and of each read, in milliseconds
   * @throws HttpError 502 if it does not answer, 504 if it takes too long
   */
  static Ping of(Service service, int timeout, Careful careful) throws IOException {
    long since = System.nanoTime();
    SocketChannel channel = SocketChannel.open();
    try {
      // A blocking channel has no timeouts of its own; those of its socket hold.
      channel.socket().connect(service.endpoint(), timeout);
      channel.socket().setSoTimeout(timeout);
      long connected = Health.millis(since);
      channel.socket().getOutputStream().write(service.request().getBytes(US_ASCII));
      String line =
          new BufferedReader(new InputStreamReader(channel.socket().getInputStream(), UTF_8))
              .readLine();
      Ping ping = new Ping(service.name(), status(line), connected, Health.millis(since));
      channel.close();
      return ping;
    } catch (SocketTimeoutException late) {
      throw new HttpError(504, service.name() + " does not answer in time.", late);
    } catch (IOException failed) {
      throw new HttpError(502, service.name() + ": " + failed.getMessage() + ".", failed);
    } finally {
      careful.close(channel);
    }
  }

  private static int status(String line) throws IOException {
    if (line == null || !line.matches("HTTP/1\\.[01] [1-5]\\d\\d( .*)?")) {
      throw new IOException("answers no HTTP");
    }
    return Integer.parseInt(line.substring(9, 12));
  }
}
