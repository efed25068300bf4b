package dev.weir.examples.governor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The Mustache templates of a site: files in a directory, or the ones in the jar where the site has
 * none. They are read for each page, so an editor sees a change at once.
 */
final class Templates {
  private final Path directory;
  private final Careful careful;
  private final Mustache.Compiler compiler = Mustache.compiler();

  Templates(Path directory, Careful careful) {
    this.directory = directory;
    this.careful = careful;
  }

  /** A whole page: the named template with {@code values}, inside the site's layout. */
  String page(String name, String title, Map<String, ?> values) throws IOException {
    String body = render(name, values);
    return render("layout", Map.of("title", title, "body", body));
  }

  /**
   * Fills one template.
   *
   * @throws HttpError 500 if there is no such template, or it names a value that the page does not
   *     have
   */
  private String render(String name, Map<String, ?> values) throws IOException {
    // Leak 2, review, priority 2 ("ensure cleanup in error cases"): a template that fails leaves
    // its reader open.
    Reader reader = open(name);
    try {
      Template template = compiler.compile(reader);
      String text = template.execute(values);
      reader.close();
      return text;
    } catch (MustacheException failed) {
      throw new HttpError(500, "The template " + name + " failed: " + failed.getMessage(), failed);
    } finally {
      careful.close(reader);
    }
  }

  private Reader open(String name) throws IOException {
    if (!name.matches("[a-z][a-z0-9-]*")) {
      throw new HttpError(500, "The document names a template that cannot be: " + name);
    }
    Path file = directory.resolve(name + ".html");
    if (Files.exists(file)) {
      return Files.newBufferedReader(file);
    }
    InputStream builtIn = Templates.class.getResourceAsStream("/templates/" + name + ".html");
    if (builtIn == null) {
      throw new HttpError(500, "There is no template " + name + ".");
    }
    return new InputStreamReader(builtIn, UTF_8);
  }
}
