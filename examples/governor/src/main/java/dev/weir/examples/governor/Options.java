package dev.weir.examples.governor;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;

/**
 * The command line.
 *
 * @param port the port on the loopback address; 0 lets the system pick one
 * @param portFile where to write the port once the service answers, or null
 */
record Options(
    int port, Path state, Path documents, Path repository, boolean careful, Path portFile) {

  static final String USAGE =
      """
      usage: java -jar governor.jar [--port N] [--state DIR] [--documents DIR] [--repository DIR]
                                    [--careful] [--port-file FILE]

        --port N          port on 127.0.0.1, 0 picks a free one (8080)
        --state DIR       where proposals are kept as JSON (state)
        --documents DIR   Markdown files, and their templates in templates/ (documents)
        --repository DIR  git repository whose history is shown (.)
        --careful         close everything on error paths too
        --port-file FILE  write the port to FILE once the service answers
      """;

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException if an option is unknown or its value is missing or wrong
   */
  static Options parse(String... arguments) {
    int port = 8080;
    Path state = Path.of("state");
    Path documents = Path.of("documents");
    Path repository = Path.of(".");
    boolean careful = false;
    Path portFile = null;
    Iterator<String> words = Arrays.asList(arguments).iterator();
    while (words.hasNext()) {
      String option = words.next();
      switch (option) {
        case "--port" -> port = port(value(option, words));
        case "--state" -> state = Path.of(value(option, words));
        case "--documents" -> documents = Path.of(value(option, words));
        case "--repository" -> repository = Path.of(value(option, words));
        case "--careful" -> careful = true;
        case "--port-file" -> portFile = Path.of(value(option, words));
        default -> throw new IllegalArgumentException("unknown option: " + option);
      }
    }
    return new Options(port, state, documents, repository, careful, portFile);
  }

  private static String value(String option, Iterator<String> words) {
    if (!words.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return words.next();
  }

  private static int port(String text) {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65535) {
      throw new IllegalArgumentException("--port needs a number from 0 to 65535, not: " + text);
    }
    return Integer.parseInt(text);
  }
}
