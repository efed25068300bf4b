package dev.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.limit.Network;
import dev.weir.core.limit.PathPattern;
import dev.weir.core.limit.PeerPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyLoaderTest {
  @TempDir Path dir;

  @Test
  void withoutAnySourceThePolicyIsTheDefaultOne() {
    Loaded loaded = PolicyLoader.load(null, Map.of("PATH", "/bin"), Map.of("user.home", "/root"));

    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.valid()).isTrue();
    assertThat(loaded.file()).isNull();
    assertThat(loaded.policy()).isEqualTo(Policy.defaults());
    assertThat(loaded.policy())
        .isEqualTo(
            new Policy(
                Mode.OBSERVE,
                files(Mode.OBSERVE, null),
                processes(Mode.OBSERVE),
                sockets(Mode.OBSERVE),
                new Policy.Inject(false, 0, List.of()),
                new Policy.Leaks(
                    Map.of(), List.of(), 0.01, 32, List.of(), 10, Duration.ofSeconds(10)),
                new Policy.Metrics(true, "127.0.0.1", 9780, 50, null, null, null),
                new Policy.Masks(Keys.MASK_ARGUMENTS.defaultValue())));
  }

  @Test
  void aFileSetsEveryKey() {
    String file = Path.of("src/test/resources/policy/whole.yml").toString();

    Loaded loaded = PolicyLoader.load("config=" + file, Map.of(), Map.of());

    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.file()).isEqualTo(file);
    assertThat(loaded.policy())
        .isEqualTo(
            new Policy(
                Mode.ENFORCE,
                new Policy.Files(
                    Mode.OBSERVE,
                    new Policy.Amount(4000, 0),
                    100,
                    10L << 20,
                    1L << 30,
                    Duration.ofSeconds(5),
                    0640,
                    List.of("/srv/renderer", "/tmp"),
                    List.of(PathPattern.of("/etc/**"), PathPattern.of("*.key")),
                    List.of(PathPattern.of("/run/secrets/**")),
                    new Policy.Temp(
                        Duration.ofHours(1), Policy.Leftover.DELETE, Policy.Leftover.DELETE),
                    List.of(
                        new Policy.FileRule(
                            PathPattern.of("**/*.json"),
                            "com.acme.Preview",
                            Mode.ENFORCE,
                            10,
                            1L << 20,
                            2L << 20,
                            Duration.ofSeconds(1)),
                        new Policy.FileRule(
                            null, "com.acme.Report.write", Mode.OBSERVE, 0, 0, 0, null))),
                new Policy.Processes(
                    Mode.OBSERVE,
                    8,
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(3),
                    1L << 30,
                    Policy.OverMemory.REPORT,
                    List.of(
                        PathPattern.of("git"), PathPattern.of("dot"), PathPattern.of("/usr/bin/*")),
                    List.of(PathPattern.of("sh")),
                    List.of(
                        new Policy.ProcessRule(
                            PathPattern.of("git"),
                            Mode.ENFORCE,
                            2,
                            Duration.ofMinutes(1),
                            Duration.ofSeconds(1),
                            512L << 20))),
                new Policy.Sockets(
                    Mode.OBSERVE,
                    new Policy.Amount(0, 0.8),
                    List.of(
                        PeerPattern.of("10.0.0.0/8:443"),
                        PeerPattern.of("*.acme.com:443"),
                        PeerPattern.of("[2001:db8::/32]:*"),
                        PeerPattern.of("/run/x.sock")),
                    Duration.ofSeconds(5),
                    Duration.ofHours(1),
                    Duration.ofSeconds(30),
                    new Policy.Amount(500, 0),
                    400,
                    50,
                    List.of(Network.of("192.168.0.0/16"), Network.of("fd00::/8")),
                    List.of(Network.of("127.0.0.1")),
                    List.of(8081, 9780),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(1)),
                new Policy.Inject(
                    true,
                    42,
                    List.of(
                        new Policy.InjectRule(
                            Policy.Call.OPEN,
                            PathPattern.of("*.json"),
                            null,
                            0.05,
                            Duration.ofMillis(10),
                            false),
                        new Policy.InjectRule(
                            Policy.Call.CONNECT, null, PeerPattern.of("*:443"), 1, null, true))),
                new Policy.Leaks(
                    Map.ofEntries(
                        Map.entry("file", Duration.ofMinutes(10)),
                        Map.entry("directory", Duration.ofHours(1)),
                        Map.entry("mapping", Duration.ofDays(1)),
                        Map.entry("socket", Duration.ofHours(2)),
                        Map.entry("listener", Duration.ofDays(3)),
                        Map.entry("datagram", Duration.ofHours(4)),
                        Map.entry("pipe", Duration.ofMinutes(5)),
                        Map.entry("selector", Duration.ofDays(6)),
                        Map.entry("async-group", Duration.ofDays(7)),
                        Map.entry("watcher", Duration.ofDays(8)),
                        Map.entry("process", Duration.ofMinutes(9))),
                    List.of("socket", "datagram"),
                    0.025,
                    16,
                    List.of("com.acme.framework", "org.example"),
                    5,
                    Duration.ofSeconds(30)),
                new Policy.Metrics(
                    true,
                    "0.0.0.0",
                    0,
                    20,
                    "/run/weir/port",
                    new Policy.BasicAuth("prometheus", "/run/secrets/weir"),
                    new Policy.Tls("/etc/weir/weir.p12", "/run/secrets/p12")),
                new Policy.Masks(List.of("--password=*", "*_KEY=*", "-p *"))));
  }

  /** A value for each key, as an argument writes it; none is the default. */
  private static final Map<String, String> TEXTS =
      Map.ofEntries(
          Map.entry("config", "src/test/resources/policy/whole.yml"),
          Map.entry("mode", "enforce"),
          Map.entry("preset", "renderer"),
          Map.entry("files.mode", "enforce"),
          Map.entry("files.max-open", "7"),
          Map.entry("files.max-mappings", "7"),
          Map.entry("files.max-read-size", "7MiB"),
          Map.entry("files.max-write-size", "7"),
          Map.entry("files.read-timeout", "7s"),
          Map.entry("files.create-mode", "0640"),
          Map.entry("files.roots", "[/a;/b]"),
          Map.entry("files.deny", "[/etc/**;*.key]"),
          Map.entry("files.private", "/run/secrets/**"),
          Map.entry("files.temp.max-age", "7s"),
          Map.entry("files.temp.on-max-age", "delete"),
          Map.entry("files.temp.on-exit", "delete"),
          Map.entry("processes.mode", "enforce"),
          Map.entry("processes.max-running", "7"),
          Map.entry("processes.timeout", "7s"),
          Map.entry("processes.grace", "7s"),
          Map.entry("processes.max-memory", "7GiB"),
          Map.entry("processes.on-max-memory", "report"),
          Map.entry("processes.allow", "[git;/usr/bin/*]"),
          Map.entry("processes.deny", "sh"),
          Map.entry("sockets.mode", "enforce"),
          Map.entry("sockets.max-open", "7%"),
          Map.entry("sockets.allow-connect", "[10.0.0.0/8:443;*.acme.com;[::1]:80;/run/x]"),
          Map.entry("sockets.connect-timeout", "7s"),
          Map.entry("sockets.accept-timeout", "7s"),
          Map.entry("sockets.read-timeout", "7s"),
          Map.entry("sockets.max-connections", "7"),
          Map.entry("sockets.max-connections-per-listener", "7"),
          Map.entry("sockets.max-connections-per-peer", "7"),
          Map.entry("sockets.trusted-proxies", "[10.0.0.0/8;::1]"),
          Map.entry("sockets.exempt", "127.0.0.1"),
          Map.entry("sockets.exempt-ports", "[1;2]"),
          Map.entry("sockets.first-byte-timeout", "7s"),
          Map.entry("sockets.idle-timeout", "7s"),
          Map.entry("inject.enabled", "true"),
          Map.entry("inject.seed", "7"),
          Map.entry("leaks.max-age.file", "7s"),
          Map.entry("leaks.max-age.directory", "7s"),
          Map.entry("leaks.max-age.mapping", "7s"),
          Map.entry("leaks.max-age.socket", "7s"),
          Map.entry("leaks.max-age.listener", "7s"),
          Map.entry("leaks.max-age.datagram", "7s"),
          Map.entry("leaks.max-age.pipe", "7s"),
          Map.entry("leaks.max-age.selector", "7s"),
          Map.entry("leaks.max-age.async-group", "7s"),
          Map.entry("leaks.max-age.watcher", "7s"),
          Map.entry("leaks.max-age.process", "7s"),
          Map.entry("leaks.close-overdue", "[socket;datagram]"),
          Map.entry("leaks.stacks.budget", "7%"),
          Map.entry("leaks.stacks.depth", "7"),
          Map.entry("leaks.skip", "[a.b;c]"),
          Map.entry("leaks.growing-sweeps", "7"),
          Map.entry("leaks.unread-after", "7s"),
          Map.entry("metrics.host", "::1"),
          Map.entry("metrics.port", "7"),
          Map.entry("metrics.sites", "7"),
          Map.entry("metrics.port-file", "p"),
          Map.entry("metrics.basic-auth.user", "u"),
          Map.entry("metrics.basic-auth.password-file", "p"),
          Map.entry("metrics.tls.keystore", "k"),
          Map.entry("metrics.tls.password-file", "p"),
          Map.entry("mask.arguments", "[--key=*;-p *]"));

  @Test
  void everyKeyHasAnArgumentAPropertyAndAVariableThatSetIt() {
    Set<String> environmentNames = new HashSet<>();
    for (Key<?> key : Keys.TABLE.keys()) {
      if (isOfRules(key)) {
        continue;
      }
      String text = TEXTS.get(key.path());
      assertThat(text).as(key.path()).isNotNull();
      assertThat(environmentNames.add(key.environmentName())).as(key.path()).isTrue();
      String other = key.needs() == null ? "mode" : key.needs();
      String otherText = key.needs() == null ? "observe" : "other";

      String argument = key.path().equals("mode") ? "" : "," + other + "=" + otherText;
      Loaded byArgument = PolicyLoader.load(key.path() + "=" + text + argument, Map.of(), Map.of());
      Loaded byProperty = PolicyLoader.load(argument, Map.of(), Map.of(key.propertyName(), text));
      Loaded byVariable =
          PolicyLoader.load(argument, Map.of(key.environmentName(), text), Map.of());

      assertThat(byArgument.problems()).isEmpty();
      assertThat(byArgument.policy()).as(key.path()).isNotEqualTo(Policy.defaults());
      assertThat(byProperty).isEqualTo(byArgument);
      assertThat(byVariable).isEqualTo(byArgument);
    }
  }

  /** Only a file can hold rules. */
  private static boolean isOfRules(Key<?> key) {
    return key.type().keys() != null;
  }

  @Test
  void rulesAreNotForAnArgument() {
    for (Key<?> key : Keys.TABLE.keys()) {
      if (isOfRules(key)) {
        Loaded loaded = PolicyLoader.load(key.path() + "=[a]", Map.of(), Map.of());
        assertThat(loaded.problems()).hasSize(1);
        assertThat(loaded.problems().get(0).message()).contains("which only a file can hold");
      }
    }
  }

  @Test
  void anArgumentComesBeforeAPropertyBeforeAVariableBeforeTheFile() throws IOException {
    String file = write("metrics: { port: 1, sites: 1, port-file: a }\nleaks: { skip: a }\n");
    Map<String, String> environment =
        Map.of("WEIR_METRICS_PORT", "2", "WEIR_METRICS_SITES", "2", "WEIR_METRICS_PORT_FILE", "b");
    Map<String, String> properties = Map.of("weir.metrics.port", "3", "weir.metrics.sites", "3");

    Loaded loaded =
        PolicyLoader.load("config=" + file + ",metrics.port=4", environment, properties);

    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.policy().metrics())
        .isEqualTo(new Policy.Metrics(true, "127.0.0.1", 4, 3, "b", null, null));
    assertThat(loaded.policy().leaks().skip()).containsExactly("a");
  }

  @Test
  void theFileIsNamedByAnArgumentBeforeAPropertyBeforeAVariable() throws IOException {
    String one = write("files: { max-open: 1 }");
    Path second = Files.writeString(dir.resolve("two.yml"), "files: { max-open: 2 }");
    Map<String, String> environment = Map.of("WEIR_CONFIG", one);

    assertThat(maxOpen(PolicyLoader.load(null, environment, Map.of()))).isEqualTo(1);
    assertThat(maxOpen(PolicyLoader.load("", environment, Map.of("weir.config", "" + second))))
        .isEqualTo(2);
    assertThat(
            maxOpen(
                PolicyLoader.load("config=" + one, Map.of(), Map.of("weir.config", "" + second))))
        .isEqualTo(1);
  }

  @Test
  void aSectionWithoutAModeFollowsTheGlobalOne() {
    assertThat(PolicyLoader.load("mode=enforce", Map.of(), Map.of()).policy().files().mode())
        .isEqualTo(Mode.ENFORCE);
    Policy own = PolicyLoader.load("mode=enforce,files.mode=observe", Map.of(), Map.of()).policy();
    assertThat(own.mode()).isEqualTo(Mode.ENFORCE);
    assertThat(own.files().mode()).isEqualTo(Mode.OBSERVE);
  }

  @Test
  void theEndpointCanBeOff() {
    assertThat(PolicyLoader.load("metrics.port=off", Map.of(), Map.of()).policy().metrics())
        .isEqualTo(new Policy.Metrics(false, "127.0.0.1", -1, 50, null, null, null));
  }

  @Test
  void blanksAndEmptyArgumentsDoNotCount() {
    Loaded loaded =
        PolicyLoader.load(" files.max-open = 3 ,, leaks.skip=[ a ; b ],", Map.of(), Map.of());

    assertThat(loaded.problems()).isEmpty();
    assertThat(maxOpen(loaded)).isEqualTo(3);
    assertThat(loaded.policy().leaks().skip()).containsExactly("a", "b");
  }

  @Test
  void aValueMayHoldAnEqualsSign() {
    assertThat(
            PolicyLoader.load("metrics.port-file=/a=b", Map.of(), Map.of())
                .policy()
                .metrics()
                .portFile())
        .isEqualTo("/a=b");
  }

  @Test
  void whatBelongsToTestsAndToTheAgentIsNoKey() {
    Loaded loaded =
        PolicyLoader.load(
            null,
            Map.of("WEIR_TEST_SCALE", "3", "weir_mode", "x", "WEIRD", "y"),
            Map.of("weir.test.jar", "x", "weir.jar", "y", "weird", "z"));

    assertThat(loaded.problems()).isEmpty();
  }

  @Test
  void withAProblemOnlyTheValidKeysOfTheEndpointStay() throws IOException {
    String file =
        write(
            """
            mode: enforce
            files: { max-open: 5, max-opne: 6 }
            leaks: { skip: a }
            metrics: { host: 0.0.0.0, port: 1234, sites: 7, port-file: p }
            mask: { arguments: --mine=* }
            """);

    Loaded loaded = PolicyLoader.load("config=" + file, Map.of(), Map.of());

    assertThat(loaded.valid()).isFalse();
    assertThat(loaded.file()).isEqualTo(file);
    Policy defaults = Policy.defaults();
    assertThat(loaded.policy())
        .isEqualTo(
            new Policy(
                Mode.OBSERVE,
                defaults.files(),
                defaults.processes(),
                defaults.sockets(),
                defaults.inject(),
                defaults.leaks(),
                new Policy.Metrics(true, "0.0.0.0", 1234, 7, "p", null, null),
                new Policy.Masks(List.of("--mine=*"))));
  }

  @Test
  void aKeyThatIsWrongInOneSourceKeepsTheValueOfTheNext() throws IOException {
    String file = write("metrics: { port: 1234 }");

    Loaded loaded =
        PolicyLoader.load("config=" + file, Map.of("WEIR_METRICS_PORT", "many"), Map.of());

    assertThat(loaded.problems()).hasSize(1);
    assertThat(loaded.policy().metrics().port()).isEqualTo(1234);
  }

  @Test
  void aMistakeWhereThePasswordWasMeantToBeKeepsTheEndpointOnLoopback() throws IOException {
    List<String> mistakes =
        List.of(
            "metrics: { host: 0.0.0.0, port: 7, basic-auht: { user: u, password-file: p } }",
            "metrics: { host: 0.0.0.0, port: 7, basic-auth: { user: 'a:b', password-file: p } }",
            "metrics: { host: 0.0.0.0, port: 7, basic-auth: { user: u } }",
            "metrics: { host: 0.0.0.0, port: 7, basic-auth: }",
            "metrics: { host: 0.0.0.0, port: 7, tls: [k, p] }",
            "metrics: { host: 0.0.0.0, port: 7 }\nmetrcs: { basic-auth: {} }",
            "metrics: { host: 0.0.0.0, port: 7 }\nmetrics: { basic-auth: {} }");
    for (String mistake : mistakes) {
      Loaded loaded = PolicyLoader.load("config=" + write(mistake), Map.of(), Map.of());

      assertThat(loaded.problems()).as(mistake).hasSize(1);
      assertThat(loaded.policy().metrics())
          .as(mistake)
          .isEqualTo(new Policy.Metrics(true, "127.0.0.1", 7, 50, null, null, null));
    }
    assertThat(
            PolicyLoader.load(
                    "config=missing.yml,metrics.host=0.0.0.0,metrics.port=7", Map.of(), Map.of())
                .policy()
                .metrics()
                .host())
        .isEqualTo("127.0.0.1");
  }

  @Test
  void aMistakeElsewhereKeepsTheEndpointProtectedWhereItIs() throws IOException {
    String auth = "basic-auth: { user: u, password-file: p }";
    String file = write("metrics: { host: 0.0.0.0, " + auth + " }\nnothing: 1\n");

    assertThat(PolicyLoader.load("config=" + file, Map.of(), Map.of()).policy().metrics())
        .isEqualTo(
            new Policy.Metrics(
                true, "0.0.0.0", 9780, 50, null, new Policy.BasicAuth("u", "p"), null));
  }

  @Test
  void thePartsOfAPairMayComeFromTwoSources() throws IOException {
    String file = write("metrics: { basic-auth: { user: u } }");

    Loaded loaded =
        PolicyLoader.load(
            "config=" + file, Map.of("WEIR_METRICS_BASIC_AUTH_PASSWORD_FILE", "/run/p"), Map.of());

    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.policy().metrics().basicAuth())
        .isEqualTo(new Policy.BasicAuth("u", "/run/p"));
  }

  private static int maxOpen(Loaded loaded) {
    Policy.Amount amount = loaded.policy().files().maxOpen();
    return amount == null ? 0 : amount.count();
  }

  private static Policy.Files files(Mode mode, Policy.Amount maxOpen) {
    return new Policy.Files(
        mode,
        maxOpen,
        0,
        0,
        0,
        null,
        -1,
        List.of(),
        List.of(),
        List.of(),
        new Policy.Temp(null, Policy.Leftover.REPORT, Policy.Leftover.REPORT),
        List.of());
  }

  private static Policy.Processes processes(Mode mode) {
    return new Policy.Processes(
        mode,
        0,
        null,
        Duration.ofSeconds(2),
        0,
        Policy.OverMemory.KILL,
        null,
        List.of(),
        List.of());
  }

  private static Policy.Sockets sockets(Mode mode) {
    return new Policy.Sockets(
        mode, null, null, null, null, null, null, 0, 0, List.of(), List.of(), List.of(), null,
        null);
  }

  private String write(String text) throws IOException {
    return Files.writeString(dir.resolve("weir.yml"), text).toString();
  }
}
