package dev.weir.examples.governor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.commonmark.Extension;
import org.commonmark.ext.front.matter.YamlFrontMatterExtension;
import org.commonmark.ext.front.matter.YamlFrontMatterVisitor;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Markdown with tables and front matter to HTML. Safe for many threads: the parser and the renderer
 * keep no state.
 */
final class Markdown {
  private static final List<Extension> EXTENSIONS =
      List.of(TablesExtension.create(), YamlFrontMatterExtension.create());

  private final Parser parser = Parser.builder().extensions(EXTENSIONS).build();
  // A document or proposal brings text, never markup or script of its own.
  private final HtmlRenderer renderer =
      HtmlRenderer.builder().extensions(EXTENSIONS).escapeHtml(true).sanitizeUrls(true).build();

  /**
   * A rendered text.
   *
   * @param fields the front matter, the first value of each field
   */
  record Rendered(String html, Map<String, String> fields) {}

  Rendered render(String text) {
    Node node = parser.parse(text);
    YamlFrontMatterVisitor visitor = new YamlFrontMatterVisitor();
    node.accept(visitor);
    Map<String, String> fields = new LinkedHashMap<>();
    visitor
        .getData()
        .forEach((field, values) -> fields.put(field, values.isEmpty() ? "" : values.get(0)));
    return new Rendered(renderer.render(node), fields);
  }
}
