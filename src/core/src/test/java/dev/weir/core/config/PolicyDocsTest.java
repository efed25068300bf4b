package dev.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages in docs/ say what the table of keys says. */
class PolicyDocsTest {
  private static final Path DOCS = Path.of(System.getProperty("basedir", ""), "../../docs");

  @ParameterizedTest
  @ValueSource(strings = {"policy.md", "policy.schema.json"})
  void theFileInDocsIsWhatTheTableSays(String name) throws IOException {
    String generated =
        name.equals("policy.md")
            ? PolicyReference.markdown(Keys.TABLE)
            : PolicyReference.schema(Keys.TABLE);
    Path file = DOCS.resolve(name);
    if (Boolean.getBoolean("weir.docs.write")) {
      Files.createDirectories(DOCS);
      Files.writeString(file, generated);
    }
    assertThat(file)
        .as("run the tests with -Dweir.docs.write=true to write docs/" + name)
        .hasContent(generated);
  }
}
