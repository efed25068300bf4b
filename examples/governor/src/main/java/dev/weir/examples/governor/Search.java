package dev.weir.examples.governor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * Looks for a regular expression in the lines of the documents, whatever the case of the letters.
 */
final class Search {
  private static final int MAX_HITS = 100;
  private static final int MAX_LINE = 240;

  private final Path directory;
  private final Careful careful;

  Search(Path directory, Careful careful) {
    this.directory = directory;
    this.careful = careful;
  }

  /** A line that matches; {@code line} counts from 1. */
  record Hit(String name, int line, String text) {}

  /**
   * The first 100 lines that match.
   *
   * @throws HttpError 400 if the query is no regular expression, 500 if a document cannot be read
   */
  List<Hit> find(String query) throws IOException {
    // Leak 3, review, section 1 ("no explicit file descriptor cleanup"): the walk holds the
    // directory open, and a bad query or an unreadable document leaves it so.
    Stream<Path> files = Files.walk(directory, 1);
    try {
      Pattern pattern = compile(query);
      List<Hit> hits = new ArrayList<>();
      files
          .filter(file -> file.toString().endsWith(Documents.SUFFIX))
          .filter(file -> Documents.isInside(directory, file))
          .sorted()
          .forEach(file -> collect(file, pattern, hits));
      files.close();
      return hits;
    } finally {
      careful.close(files::close);
    }
  }

  private static Pattern compile(String query) {
    try {
      return Pattern.compile(query, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    } catch (PatternSyntaxException wrong) {
      throw new HttpError(
          400, "The query is no regular expression: " + wrong.getDescription() + ".", wrong);
    }
  }

  private static void collect(Path file, Pattern pattern, List<Hit> hits) {
    String name = file.getFileName().toString().replace(Documents.SUFFIX, "");
    int[] number = {0};
    try (Stream<String> lines = Files.lines(file)) {
      lines.forEach(
          line -> {
            number[0]++;
            if (hits.size() < MAX_HITS && pattern.matcher(line).find()) {
              hits.add(
                  new Hit(name, number[0], line.substring(0, Math.min(line.length(), MAX_LINE))));
            }
          });
    } catch (IOException | UncheckedIOException unreadable) {
      throw new HttpError(500, "The document " + name + " cannot be read.", unreadable);
    }
  }
}
