package dev.weir.examples.dashboard;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * The command line.
 *
 * @param port the port on the loopback address; 0 lets the system pick one
 * @param stubs how many services of its own the dashboard starts and watches
 * @param timeout of a question to a service, and of a command, in milliseconds
 * @param portFile where to write the port once the service answers, or null
 */
record Options(
    int port,
    List<Service> services,
    int stubs,
    Transport transport,
    int timeout,
    boolean careful,
    Path portFile) {

  static final String USAGE =
      """
      usage: java -jar dashboard.jar [--port N] [--services NAME=URL,...] [--stub-services N]
                                     [--transport epoll|nio|auto] [--timeout MILLIS] [--careful]
                                     [--port-file FILE]

        --port N           port on 127.0.0.1, 0 picks a free one (8080)
        --services ...     services to watch: NAME=http://HOST:PORT, separated by commas
        --stub-services N  start N small services to watch, some of them broken (0)
        --transport NAME   Netty's native epoll, the JDK's channels, or auto: epoll if it is there
        --timeout MILLIS   of a question to a service, and of a command (2000)
        --careful          close and end everything on error paths too
        --port-file FILE   write the port to FILE once the service answers
      """;

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException if an option is unknown or its value is missing or wrong
   */
  static Options parse(String... arguments) {
    int port = 8080;
    List<Service> services = List.of();
    int stubs = 0;
    Transport transport = Transport.AUTO;
    int timeout = 2000;
    boolean careful = false;
    Path portFile = null;
    Iterator<String> words = Arrays.asList(arguments).iterator();
    while (words.hasNext()) {
      String option = words.next();
      switch (option) {
        case "--port" -> port = number(option, words, 0, 65535);
        case "--services" -> services = Service.parse(value(option, words));
        case "--stub-services" -> stubs = number(option, words, 0, 100);
        case "--transport" -> transport = transport(value(option, words));
        case "--timeout" -> timeout = number(option, words, 1, 60_000);
        case "--careful" -> careful = true;
        case "--port-file" -> portFile = Path.of(value(option, words));
        default -> throw new IllegalArgumentException("unknown option: " + option);
      }
    }
    return new Options(port, services, stubs, transport, timeout, careful, portFile);
  }

  private static String value(String option, Iterator<String> words) {
    if (!words.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return words.next();
  }

  private static int number(String option, Iterator<String> words, int from, int to) {
    String text = value(option, words);
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < from || Integer.parseInt(text) > to) {
      throw new IllegalArgumentException(
          option + " needs a number from " + from + " to " + to + ", not: " + text);
    }
    return Integer.parseInt(text);
  }

  private static Transport transport(String text) {
    return switch (text) {
      case "epoll", "nio", "auto" -> Transport.valueOf(text.toUpperCase(Locale.ROOT));
      default -> throw new IllegalArgumentException("there is no transport " + text);
    };
  }
}
