package dev.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Loader, JSON Schema and reference page say the same of each key: what the schema refuses, an
 * editor underlines, and the loader must not take it.
 */
class SchemaTest {
  private final Map<String, Object> root = Schema.of(Keys.TABLE);
  private final String page = PolicyReference.markdown(Keys.TABLE);

  @Test
  void whatTheSchemaRefusesTheLoaderRefuses() {
    Random random = new Random(4711);
    List<String> texts = new ArrayList<>(Samples.all());
    for (int i = 0; i < 300; i++) {
      texts.add(changed(texts.get(random.nextInt(texts.size())), random));
    }
    int refused = 0;
    int taken = 0;
    for (Key<?> key : leaves(Keys.TABLE, new ArrayList<>())) {
      for (String text : texts) {
        List<Tree> trees =
            List.of(
                new Tree.Scalar("f", text),
                new Tree.Sequence("f", List.of(new Tree.Scalar("f", text))),
                new Tree.Section("f", List.of()));
        for (Tree tree : trees) {
          boolean loader = key.type().read(key.path(), tree, new Problems()) != null;
          boolean schema = anySpelling(key.type().schema(), tree);
          if (loader) {
            assertThat(schema).as("%s: %s", key.path(), tree).isTrue();
          }
          taken += loader ? 1 : 0;
          refused += schema ? 0 : 1;
        }
      }
    }
    assertThat(taken).isGreaterThan(1000);
    assertThat(refused).isGreaterThan(10_000);
  }

  /** Editors complete and check with it: what is plainly wrong is underlined. */
  @Test
  void theSchemaRefusesMostOfWhatTheLoaderRefuses() {
    int both = 0;
    int loaderOnly = 0;
    for (Key<?> key : leaves(Keys.TABLE, new ArrayList<>())) {
      for (String text : Samples.wrong(key.type())) {
        if (anySpelling(key.type().schema(), new Tree.Scalar("f", text))) {
          loaderOnly++;
        } else {
          both++;
        }
      }
      for (String text : Samples.right(key.type())) {
        assertThat(anySpelling(key.type().schema(), new Tree.Scalar("f", text)))
            .as("%s: %s", key.path(), text)
            .isTrue();
      }
    }
    assertThat(both).isGreaterThan(loaderOnly);
  }

  @Test
  void aWholeFileIsRightInBothAndAnUnknownKeyAndAPoorRuleAreWrongInBoth() throws IOException {
    String whole = Files.readString(Path.of("src/test/resources/policy/whole.yml"));
    assertThat(inSchema(whole)).isTrue();
    for (String wrong :
        List.of(
            "nothing: 1",
            "files: { max-opne: 1 }",
            "files: 1",
            "files: { rules: [{ max-open: 1 }] }",
            "files: { rules: { max-open: 1 } }",
            "files: { rules: [{ path: a, nothing: 1 }] }",
            "processes: { rules: [{ timeout: 1s }] }",
            "inject: { rules: [{ share: 1% }] }",
            "metrics: { basic-auth: { user: a } }",
            "metrics: { tls: { keystore: a } }",
            "leaks: { close-overdue: [file] }",
            "preset: none")) {
      assertThat(inSchema(wrong)).as(wrong).isFalse();
      Values values = new Values();
      Problems problems = new Problems();
      new Binder(Keys.TABLE, "", values, problems).bind(tree(wrong));
      if (!wrong.startsWith("metrics")) { // the loader looks at pairs when all sources are read
        assertThat(problems.none()).as(wrong).isFalse();
      }
    }
    for (String right :
        List.of(
            "files: { rules: { site: a } }", "files: { rules: [] }", "sockets: { exempt: [] }")) {
      assertThat(inSchema(right)).as(right).isTrue();
    }
  }

  @Test
  void thePageSaysOfEachKeyWhatAMessageSays() {
    for (Key<?> key : Keys.TABLE.keys()) {
      String section = page.substring(page.indexOf("\n### " + key.path() + "\n"));
      section = section.substring(0, Math.max(section.indexOf("\n### ", 5), 1));
      section = section.length() == 1 ? page.substring(page.indexOf("### " + key.path())) : section;
      assertThat(section).as(key.path()).contains(key.description());
      assertThat(section.replace("\\*", "*")).contains(message(key));
      if (key.type().keys() != null) {
        for (Key<?> inner : key.type().keys().keys()) {
          assertThat(section).contains("- `" + inner.path() + "`: " + inner.description());
          assertThat(section.replace("\\*", "*")).contains(message(inner));
        }
      }
    }
  }

  /** What a message expects, where a list of nothing but an empty list stands. */
  private static String message(Key<?> key) {
    Problems problems = new Problems();
    Tree empty = new Tree.Sequence("f", List.of());
    key.type().read("key", new Tree.Sequence("f", List.of(empty)), problems);
    String message = problems.list().get(0).message();
    return message.substring(message.indexOf("; expected ") + "; expected ".length());
  }

  private static List<Key<?>> leaves(Table table, List<Key<?>> found) {
    for (Key<?> key : table.keys()) {
      if (key.type().keys() != null) {
        leaves(key.type().keys(), found);
      } else if (key.inFile()) {
        found.add(key);
      }
    }
    return found;
  }

  private static String changed(String text, Random random) {
    int at = random.nextInt(text.length() + 1);
    String pieces = "0179%smKMGiB/.*:-[]{}\\ a,";
    String piece = "" + pieces.charAt(random.nextInt(pieces.length()));
    int end = Math.min(text.length(), at + random.nextInt(2));
    return text.substring(0, at) + piece + text.substring(end);
  }

  // ---- a file as JSON: an editor reads a plain 5 as a number and "5" as text

  private boolean inSchema(String yaml) {
    return valid(root, json(tree(yaml)));
  }

  private static Tree.Section tree(String yaml) {
    Problems problems = new Problems();
    Tree.Section section = new YamlTree("f", problems).read(yaml);
    assertThat(problems.list()).isEmpty();
    return section;
  }

  private static boolean anySpelling(Map<String, Object> schema, Tree tree) {
    return valid(schema, json(tree)) || valid(schema, quoted(tree));
  }

  private static Object quoted(Tree tree) {
    if (tree instanceof Tree.Sequence sequence) {
      return sequence.elements().stream().map(SchemaTest::quoted).toList();
    }
    return tree instanceof Tree.Scalar scalar ? scalar.text() : json(tree);
  }

  /** By YAML 1.2.2's core schema, section 10.3.2. */
  private static Object json(Tree tree) {
    if (tree instanceof Tree.Sequence sequence) {
      return sequence.elements().stream().map(SchemaTest::json).toList();
    }
    if (tree instanceof Tree.Section section) {
      Map<String, Object> map = new LinkedHashMap<>();
      section.entries().forEach(entry -> map.put(entry.key(), json(entry.value())));
      return map;
    }
    String text = ((Tree.Scalar) tree).text();
    if (text.matches("[-+]?[0-9]{1,18}")) {
      return Long.valueOf(text);
    }
    if (text.matches("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?")) {
      return Double.valueOf(text);
    }
    return text.matches("true|True|TRUE")
        ? Boolean.TRUE
        : text.matches("false|False|FALSE") ? Boolean.FALSE : text;
  }

  // ---- the keywords of JSON Schema that we use; any other is an error of this test's

  private static final Set<String> KNOWN =
      Set.of(
          "type",
          "enum",
          "const",
          "minimum",
          "maximum",
          "minLength",
          "pattern",
          "anyOf",
          "items",
          "properties",
          "additionalProperties",
          "required",
          "dependentRequired",
          "description",
          "default");

  @SuppressWarnings("unchecked")
  private static boolean valid(Map<String, Object> schema, Object value) {
    assertThat(KNOWN).containsAll(schema.keySet());
    boolean valid = true;
    if (schema.get("type") != null) {
      Object type = schema.get("type");
      List<Object> types = type instanceof List<?> list ? (List<Object>) list : List.of(type);
      valid &= types.stream().anyMatch(one -> isOf((String) one, value));
    }
    if (schema.get("enum") != null) {
      valid &= ((List<Object>) schema.get("enum")).contains(value);
    }
    if (schema.get("const") != null) {
      valid &= schema.get("const").equals(value);
    }
    if (schema.get("anyOf") != null) {
      valid &=
          ((List<Map<String, Object>>) schema.get("anyOf"))
              .stream().anyMatch(one -> valid(one, value));
    }
    if (value instanceof Number number) {
      valid &= bound(schema, "minimum", -1, number) && bound(schema, "maximum", 1, number);
    }
    if (value instanceof String text) {
      valid &=
          schema.get("minLength") == null || text.length() >= (Integer) schema.get("minLength");
      valid &=
          schema.get("pattern") == null
              || Pattern.compile((String) schema.get("pattern")).matcher(text).find();
    }
    if (value instanceof List<?> list && schema.get("items") != null) {
      for (Object element : list) {
        valid &= valid((Map<String, Object>) schema.get("items"), element);
      }
    }
    return value instanceof Map<?, ?> map ? valid && validObject(schema, map) : valid;
  }

  @SuppressWarnings("unchecked")
  private static boolean validObject(Map<String, Object> schema, Map<?, ?> map) {
    boolean valid = true;
    Map<String, Object> properties = (Map<String, Object>) schema.get("properties");
    if (properties != null) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        Object property = properties.get(entry.getKey());
        valid &=
            property == null
                ? !Boolean.FALSE.equals(schema.get("additionalProperties"))
                : valid((Map<String, Object>) property, entry.getValue());
      }
    }
    if (schema.get("required") != null) {
      valid &= map.keySet().containsAll((List<Object>) schema.get("required"));
    }
    Map<String, List<Object>> pairs = (Map<String, List<Object>>) schema.get("dependentRequired");
    if (pairs != null) {
      for (Map.Entry<String, List<Object>> pair : pairs.entrySet()) {
        valid &= !map.containsKey(pair.getKey()) || map.keySet().containsAll(pair.getValue());
      }
    }
    return valid;
  }

  private static boolean bound(Map<String, Object> schema, String name, int sign, Number number) {
    Object bound = schema.get(name);
    return bound == null
        || sign * Double.compare(number.doubleValue(), ((Number) bound).doubleValue()) <= 0;
  }

  private static boolean isOf(String type, Object value) {
    return switch (type) {
      case "string" -> value instanceof String;
      case "integer" -> value instanceof Long || value instanceof Double number && number % 1 == 0;
      case "number" -> value instanceof Number;
      case "boolean" -> value instanceof Boolean;
      case "array" -> value instanceof List<?>;
      case "object" -> value instanceof Map<?, ?>;
      default -> throw new IllegalStateException(type);
    };
  }
}
