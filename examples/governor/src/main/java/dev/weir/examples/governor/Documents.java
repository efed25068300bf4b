package dev.weir.examples.governor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Markdown files of one directory, each a page of its own. */
final class Documents {
  static final String SUFFIX = ".md";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");

  private final Path directory;
  private final Markdown markdown;

  Documents(Path directory, Markdown markdown) {
    this.directory = directory;
    this.markdown = markdown;
  }

  /**
   * One document.
   *
   * @param fields its front matter; {@code title} and {@code template} mean something to the
   *     service, all go to the template
   */
  record Document(String name, String html, Map<String, String> fields) {

    String title() {
      return fields.getOrDefault("title", name);
    }

    String template() {
      return fields.getOrDefault("template", "document");
    }
  }

  List<Document> list() throws IOException {
    List<String> names;
    try (Stream<Path> files = Files.list(directory)) {
      names =
          files
              .filter(file -> isInside(directory, file))
              .map(file -> file.getFileName().toString())
              .filter(file -> file.endsWith(SUFFIX))
              .map(file -> file.substring(0, file.length() - SUFFIX.length()))
              .filter(name -> NAME.matcher(name).matches())
              .sorted()
              .toList();
    }
    List<Document> documents = new ArrayList<>();
    for (String name : names) {
      documents.add(read(name));
    }
    return documents;
  }

  /**
   * Reads one document.
   *
   * @throws HttpError 404 if there is none of that name, or a link leads out of the directory
   */
  Document read(String name) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw HttpError.notFound();
    }
    Path file = directory.resolve(name + SUFFIX);
    if (!isInside(directory, file)) {
      throw HttpError.notFound();
    }
    Markdown.Rendered rendered = markdown.render(Files.readString(file));
    return new Document(name, rendered.html(), rendered.fields());
  }

  /**
   * Whether {@code file} is a readable file of {@code directory}, and no link that leads out of it.
   */
  static boolean isInside(Path directory, Path file) {
    try {
      return Files.isRegularFile(file) && file.toRealPath().startsWith(directory.toRealPath());
    } catch (IOException gone) {
      return false;
    }
  }
}
