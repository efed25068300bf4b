package dev.weir.core.config;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes docs/policy.md and docs/policy.schema.json from the table of keys. */
final class PolicyReference {
  private static final String INTRO =
      """
      # The policy

      <!-- Generated from dev.weir.core.config.Keys; change it there, then run
           ./mvnw -pl src/core -am test -Dtest=PolicyDocsTest -Dsurefire.failIfNoSpecifiedTests=false -Dweir.docs.write=true -->

      The policy says what Weir limits and reports. A key that is not set limits nothing: with no
      policy at all Weir only watches.

      ## Where it is written

      Each key can be set in four places. The first one that sets it counts:

      | | place | example |
      |---|---|---|
      | 1 | an argument of the agent | `-javaagent:weir-agent.jar=config=weir.yml,metrics.port=9780` |
      | 2 | a system property | `-Dweir.metrics.port=9780` |
      | 3 | an environment variable | `WEIR_METRICS_PORT=9780` |
      | 4 | the policy file | see below |
      | 5 | the preset, if `preset` names one | |
      | | the default | |

      The file is YAML, in UTF-8, of at most 1 MiB, and it is read when `config`, `-Dweir.config`
      or `WEIR_CONFIG` names it. There is no file that is read unasked.

      ```yaml
      mode: observe
      files:
        max-open: 4000
      leaks:
        max-age: { file: 10m, directory: 10m }
        skip: [com.acme.framework]
      metrics:
        port: 9780
      ```

      For an editor that knows JSON Schema, begin the file with
      `# yaml-language-server: $schema=policy.schema.json`.

      In an argument, a property or a variable, a list is written `[a;b]`; a list of one element
      may be written as that element, in the file too. A comma ends an argument of the agent: a
      value with a comma is set in another place.

      A variable's name is the key in upper case with `_` for each dot and dash, after `WEIR_`.
      Names that start with `WEIR_TEST_` or `weir.test.`, and `weir.jar`, are not the policy's;
      every other name that starts with `WEIR_` or `weir.` must be a key, and a variable that is
      set to nothing is a mistake. Kubernetes sets such variables for a Service whose name starts
      with `weir`: set `enableServiceLinks: false` on the pod.

      ## Values

      | | examples | |
      |---|---|---|
      | time | `250ms`, `5s`, `10m`, `1h`, `1d` | a whole number with its unit |
      | size | `10MiB`, `64KiB`, `1GB`, `4096` | KiB, MiB, GiB, TiB count by 1024; KB, MB, GB, TB by 1000; k, m, g are KiB, MiB, GiB, as Docker writes them; no unit is bytes |
      | percentage | `1%`, `0.5%` | |

      ## Modes

      `mode: observe` is the default: what would be refused is counted and logged, and nothing
      changes for the application. `mode: enforce` refuses it. A section that has a `mode` of its
      own follows that one.

      ## Presets

      `preset: renderer` sets what a review of services that render previews asks for. `files.roots`
      it cannot know: set it to the directories that the application works in. To lift a limit of
      the preset, set its key to a wide one.

      PRESETS
      ## Patterns

      | | examples | |
      |---|---|---|
      | path | `/etc/**`, `/srv/*/tmp`, `**/*.json`, `*.key` | `*` is any text without a slash, `**` any text, `?` one character but a slash. A pattern that begins with a slash begins at the root, any other matches at any depth. Whole parts may be none: `/srv/**/x` is `/srv/x` too. `/etc/**` is what is below `/etc`, not the directory itself. The characters `[ ] { } \\` are written `?` |
      | program | `git`, `git*`, `/usr/bin/*` | a pattern of paths; a name is the last part of a path |
      | network | `10.0.0.0/8`, `2001:db8::/32`, `127.0.0.1` | an IPv4 address in the form `::ffff:10.0.0.1` is the IPv4 address |
      | peer | `10.0.0.0/8:443`, `[::1]:80`, `*.acme.com:443`, `db:*`, `*:443`, `/run/x.sock` | a network or a name with a port (without one: any port), or the path of a Unix domain socket. A name is the one that the application gave, and is not looked up; in it `*` is any text without a dot, and `**.acme.com` is acme.com and all below it |

      ## A change while it runs

      The file is looked at every two seconds, by its content. A valid change is in force within
      five seconds, and logged key by key. An invalid one is reported and kept out: the policy
      stays as it was; so it does when the file is removed. Arguments, properties and variables
      keep their values, and count before the file. A few keys take effect at the next start only;
      they say so below.

      ## Before you use it

          java -jar weir-agent.jar check weir.yml

      prints everything that is wrong, and exits with 2; of a valid file, it prints hints at what
      may not be meant, such as a rule that never counts, and exits with 0.

      ## When something is wrong

      An unknown key, a wrong unit or type, a key that is set twice, a file that is not YAML or
      cannot be read: each is one line on stderr with its place, what was expected and, for a
      misspelt name, the nearest key.

          weir.yml:3:3: files.max-opne is not a key; did you mean files.max-open?

      The application starts all the same. Weir then runs in observe mode with the defaults, also
      where other keys were right, and exports `weir_config_valid 0`. The valid keys of `metrics`
      stay in force, so that this can be seen where the endpoint is expected, and those of `mask`,
      so that nothing is shown that was to be hidden. But if the mistake may stand where the
      endpoint's protection was meant to be (a file that cannot be read, an unknown name, something
      wrong with `metrics.basic-auth` or `metrics.tls`) and no user is set, the endpoint stays on
      the loopback address.

      ## Keys
      """;

  private PolicyReference() {}

  static String markdown(Table table) {
    StringBuilder page = new StringBuilder(INTRO.replace("PRESETS\n", presets()));
    for (Key<?> key : table.keys()) {
      page.append("\n### ").append(key.path()).append("\n\n");
      page.append(key.description()).append("\n\n");
      item(page, "type", key.type().expected().replace("*", "\\*"));
      item(page, "default", defaultOf(key));
      if (key.needs() != null) {
        item(page, "needs", "`" + key.needs() + "`");
      }
      if (key.isAtStart()) {
        item(page, "takes effect", "at the next start");
      }
      item(page, "file", key.inFile() ? "`" + inFile(key) + "`" : "not in the file");
      item(page, "argument", "`" + key.path() + "=...`");
      item(page, "property", "`-D" + key.propertyName() + "=...`");
      item(page, "variable", "`" + key.environmentName() + "`");
      inner(page, key);
    }
    return page.toString();
  }

  private static String presets() {
    StringBuilder rows = new StringBuilder("| key | value | the review |\n|---|---|---|\n");
    for (Preset.Line line : Preset.RENDERER.lines()) {
      rows.append("| `").append(line.path()).append("` | `");
      rows.append(Difference.shown(line.value())).append("` | ");
      rows.append(line.review()).append(" |\n");
    }
    return rows.append('\n').toString();
  }

  private static void inner(StringBuilder page, Key<?> key) {
    if (key.type().keys() == null) {
      return;
    }
    page.append("\nKeys of each element:\n\n");
    List<String> oneOf = key.type().keys().oneOf();
    if (!oneOf.isEmpty()) {
      page.append(oneOf.size() == 1 ? "It must have " : "It must have one of ");
      page.append(String.join(", ", oneOf)).append(".\n\n");
    }
    for (Key<?> inner : key.type().keys().keys()) {
      page.append("- `").append(inner.path()).append("`: ").append(inner.description());
      page.append(" (").append(inner.type().expected().replace("*", "\\*")).append(")\n");
    }
  }

  private static String defaultOf(Key<?> key) {
    if (key.fallback() != null) {
      return "that of `" + key.fallback().path() + "`";
    }
    return key.defaultText() == null ? "not set" : "`" + key.defaultText() + "`";
  }

  private static String inFile(Key<?> key) {
    String path = key.path();
    int levels = path.length() - path.replace(".", "").length();
    return path.replace(".", ": { ") + ": ..." + " }".repeat(levels);
  }

  private static void item(StringBuilder page, String name, String text) {
    page.append("- ").append(name).append(": ").append(text).append('\n');
  }

  static String schema(Table table) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "The policy of Weir");
    schema.putAll(Schema.of(table));
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent("  ");
      write(json, schema);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  private static void write(JsonWriter json, Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      json.beginObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.name((String) entry.getKey());
        write(json, entry.getValue());
      }
      json.endObject();
    } else if (value instanceof List<?> list) {
      json.beginArray();
      for (Object element : list) {
        write(json, element);
      }
      json.endArray();
    } else if (value instanceof Number number) {
      json.value(number);
    } else if (value instanceof Boolean bool) {
      json.value(bool);
    } else {
      json.value((String) value);
    }
  }
}
