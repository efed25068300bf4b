package dev.weir.core.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every key of the policy, once. From this table come the check of the file, the names of variables
 * and properties, docs/policy.md and docs/policy.schema.json. A new key is one entry here and the
 * field of {@link Policy} that takes it; then run the tests with {@code -Dweir.docs.write=true}.
 */
final class Keys {
  static final Table TABLE = new Table();

  static final Key<String> CONFIG =
      add(
              "config",
              Types.path(),
              null,
              "The policy file. A path that is not absolute starts at the working directory of the"
                  + " JVM. Without it there is no file, and every key has its default unless it is"
                  + " set elsewhere.")
          .notInFile()
          .atStart();

  static final Key<Mode> MODE =
      add(
          "mode",
          Types.choice(Mode.class),
          "observe",
          "What happens when a limit is reached: `observe` counts and logs what would be refused"
              + " and changes nothing for the application, `enforce` refuses it.");

  static final Key<Preset> PRESET =
      add(
          "preset",
          Types.choice(Preset.class),
          null,
          "A set of values, listed under Presets: each counts where no other source sets its key. A"
              + " list that is set replaces that of the preset.");

  static {
    FileKeys.load();
    ProcessKeys.load();
    SocketKeys.load();
    InjectKeys.load();
  }

  /** By kind of handle. */
  static final Map<String, Key<Duration>> LEAKS_MAX_AGE =
      maxAge(
          "file",
          "directory",
          "mapping",
          "socket",
          "listener",
          "datagram",
          "pipe",
          "selector",
          "async-group",
          "watcher",
          "process");

  static final Key<List<String>> LEAKS_CLOSE_OVERDUE =
      add(
          "leaks.close-overdue",
          Types.list(Types.word("socket", "listener", "datagram")),
          "[]",
          "Kinds of handles that are closed when they are `overdue`, in mode enforce. All other"
              + " kinds are reported only: to close them under a reader is not safe.");

  static final Key<Double> LEAKS_STACKS_BUDGET =
      add(
          "leaks.stacks.budget",
          Types.percent(),
          "1%",
          "The part of one core that walking stacks may cost. Every handle has its stack while that"
              + " is enough; above it, a random sample has. 0% takes no stacks.");

  static final Key<Integer> LEAKS_STACKS_DEPTH =
      add(
          "leaks.stacks.depth",
          Types.integer(1, 1024),
          "32",
          "The most frames that are kept of a stack, from the top.");

  static final Key<List<String>> LEAKS_SKIP =
      add(
          "leaks.skip",
          Types.list(Types.text("a package such as org.springframework", " ,;:/*-")),
          "[]",
          "Packages, with those below them, to look through when the site of a handle is searched."
              + " The site is the first frame of the stack that is neither the JDK's nor Weir's nor"
              + " in one of these.");

  static final Key<Integer> LEAKS_GROWING_SWEEPS =
      add(
          "leaks.growing-sweeps",
          Types.integer(2, 1000),
          "10",
          "A site is `growing` when the number of its open handles has only grown over so many"
              + " sweeps.");

  static final Key<Duration> LEAKS_UNREAD_AFTER =
      add(
          "leaks.unread-after",
          Types.duration(),
          "10s",
          "A child process is `unread` when its output has waited for so long, and nobody has read"
              + " of it.");

  static final Key<String> METRICS_HOST =
      add(
              "metrics.host",
              Types.text("an address or a host name", " ,;/@"),
              "127.0.0.1",
              "The address to listen on. `/handles` shows paths and stacks: set"
                  + " `metrics.basic-auth` before you leave the loopback address.")
          .atStart();

  static final Key<Integer> METRICS_PORT =
      add(
              "metrics.port",
              Types.portOrOff(),
              "9780",
              "The port to listen on. 0 picks a free one, which is logged and written to"
                  + " `metrics.port-file`; `off` opens no endpoint.")
          .atStart();

  static final Key<Integer> METRICS_SITES =
      add(
              "metrics.sites",
              Types.integer(0, 10_000),
              "50",
              "The most call sites that are exported with a label of their own; the rest is"
                  + " `site=\"other\"`.")
          .atStart();

  static final Key<String> METRICS_PORT_FILE =
      add(
              "metrics.port-file",
              Types.path(),
              null,
              "A file to write the port to, once the endpoint listens.")
          .atStart();

  static final Key<String> METRICS_BASIC_AUTH_USER =
      add(
              "metrics.basic-auth.user",
              // RFC 7617, section 2: a user-id with a colon cannot be sent.
              Types.text("a user name", ":"),
              null,
              "The user who may read the endpoint, by HTTP basic authentication. Unless it is set,"
                  + " everyone who can connect may.")
          .needs("metrics.basic-auth.password-file")
          .atStart();

  static final Key<String> METRICS_BASIC_AUTH_PASSWORD_FILE =
      add(
              "metrics.basic-auth.password-file",
              Types.path(),
              null,
              "The file that holds that user's password. The password itself is never in the"
                  + " policy.")
          .needs("metrics.basic-auth.user")
          .atStart();

  static final Key<String> METRICS_TLS_KEYSTORE =
      add(
              "metrics.tls.keystore",
              Types.path(),
              null,
              "The key store (PKCS#12 or JKS) with the endpoint's key and certificate. Unless it is"
                  + " set, the endpoint speaks plain HTTP.")
          .needs("metrics.tls.password-file")
          .atStart();

  static final Key<String> METRICS_TLS_PASSWORD_FILE =
      add(
              "metrics.tls.password-file",
              Types.path(),
              null,
              "The file that holds the key store's password.")
          .needs("metrics.tls.keystore")
          .atStart();

  /** What announces a secret; {@link Mask} says how it is read. */
  private static final String SECRETS =
      "[*password=*;*passwd=*;*passphrase=*;*pass=*;*pwd=*;*secret=*;*token=*;*credential=*"
          + ";*credentials=*;*api-key=*;*api_key=*;*apikey=*;*access-key=*;*access_key=*"
          + ";*accesskey=*;*secret-key=*;*secret_key=*;*secretkey=*;*private-key=*"
          + ";*private_key=*;*privatekey=*;*authorization:*;*cookie:*;*-token:*;*-api-key:*"
          + ";-*password *;-*passwd *;-*passphrase *;-*pass *;-*secret *;-*token *"
          + ";-*credential *;-*credentials *;-*api-key *;-*apikey *;-*access-key *"
          + ";-*secret-key *;-*private-key *]";

  static final Key<List<String>> MASK_ARGUMENTS =
      add(
          "mask.arguments",
          Types.list(Types.mask()),
          SECRETS,
          "What to hide in the command lines that Weir prints. A pattern is held against one whole"
              + " argument; `*` is any text, the case of letters does not matter, and `***` is"
              + " printed for what the last star stands for. A pattern that ends in a blank and a"
              + " star, such as `--password *`, hides the whole argument that follows. A list"
              + " that is set replaces the default one, it adds nothing to it. In the file, quote"
              + " a pattern that starts with a star. The password in `scheme://user:password@host`"
              + " is always hidden.");

  private Keys() {}

  /**
   * False if what stands at this path can only be about something else than who may read the
   * endpoint. An unknown key may be a misspelt {@code metrics.basic-auth}.
   */
  static boolean mayProtectEndpoint(String path) {
    int dot = path.indexOf('.');
    String section = dot < 0 ? path : path.substring(0, dot);
    return section.equals("metrics") || !TABLE.isSection(section) && TABLE.find(section) == null;
  }

  private static Map<String, Key<Duration>> maxAge(String... kinds) {
    Map<String, Key<Duration>> byKind = new LinkedHashMap<>();
    for (String kind : kinds) {
      byKind.put(
          kind,
          add(
              "leaks.max-age." + kind,
              Types.duration(),
              null,
              (kind.matches("[aeiou].*") ? "An " : "A ")
                  + kind
                  + " that is open for longer is reported as `overdue`."));
    }
    return Collections.unmodifiableMap(byKind);
  }

  static long orZero(Long value) {
    return value == null ? 0 : value;
  }

  /** Null for 0, which is no limit. */
  static Policy.Amount orNone(Policy.Amount amount) {
    return amount.count() == 0 && amount.share() == 0 ? null : amount;
  }

  static <T> Key<T> add(String path, Type<T> type, String defaultText, String description) {
    return TABLE.add(new Key<>(path, type, defaultText, description));
  }
}
