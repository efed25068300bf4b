package dev.weir.core.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.weir.bootstrap.Gate;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.TestHandles;
import dev.weir.core.config.Mask;
import dev.weir.core.endpoint.Endpoint;
import dev.weir.core.endpoint.Page;
import dev.weir.core.endpoint.Settings;
import dev.weir.core.process.Watchdog;
import dev.weir.core.track.Evidence;
import dev.weir.core.track.Sites;
import dev.weir.core.track.Sweeper;
import dev.weir.core.track.TestSites;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages over the real endpoint, of files that are really open; only the hook is the test's. */
class PagesTest {
  private static final HookPoint STREAM =
      new HookPoint(0, "p", "java.io.FileInputStream", Kind.FILE, null, null);
  private static final HookPoint DIRECTORY =
      new HookPoint(1, "q", "java.nio.file.SecureDirectoryStream", Kind.DIRECTORY, null, null);

  /** No other test has a site by this name. */
  private static final String ACME = "com.acme.PagesTest";

  @TempDir Path directory;
  private final List<FileInputStream> open = new ArrayList<>();
  private final List<Handle> handles = new ArrayList<>();
  private static final Mask NO_MASK = new Mask(List.of());

  private Endpoint endpoint;

  @BeforeEach
  void start() throws Exception {
    Gate.install(new HookPoint[] {STREAM, DIRECTORY});
    Sites sites = new Sites(List.of());
    Map<String, Duration> maxAge = Map.of("file", Duration.ofMinutes(10));
    Sweeper sweeper = TestSites.sweeper(sites, maxAge);
    Map<String, Page> pages =
        Map.of(
            "/handles",
                new HandlesPage(sweeper, new Watchdog(null), sites, new Evidence(maxAge), NO_MASK),
            "/leaks", new LeaksPage(sweeper),
            "/report", new ReportPage(sweeper));
    endpoint =
        Endpoint.start(
            new Settings("127.0.0.1", 0, null, null, 16, Duration.ofMinutes(2)),
            pages,
            work -> {
              Thread thread = new Thread(work, "pages-test");
              thread.setDaemon(true);
              return thread;
            });
    open("young", STREAM, 88, Duration.ofSeconds(5));
    open("old <&>\"\n", STREAM, 88, Duration.ofMinutes(20));
    open("folder", DIRECTORY, 99, Duration.ofSeconds(90));
  }

  private void open(String name, HookPoint point, int line, Duration age) throws IOException {
    Path file = Files.createFile(directory.resolve(name));
    FileInputStream in = new FileInputStream(file.toFile());
    open.add(in);
    handles.add(
        TestHandles.open(
            in,
            point,
            file.toString(),
            System.nanoTime() - age.toNanos(),
            TestHandles.trace(ACME, "render", line)));
  }

  @AfterEach
  void stop() throws Exception {
    for (int i = 0; i < open.size(); i++) {
      Gate.closed(0, open.get(i).getFD(), handles.get(i).fd());
      open.get(i).close();
    }
    endpoint.close();
  }

  private record Answer(int status, String type, String text) {
    JsonObject json() {
      assertThat(status).isEqualTo(200);
      assertThat(type).startsWith("application/json");
      return JsonParser.parseString(text).getAsJsonObject();
    }
  }

  private Answer get(String target) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) endpoint.uri().resolve(target).toURL().openConnection();
    int status = connection.getResponseCode();
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return new Answer(
          status,
          connection.getContentType(),
          new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** The names of the files on the page, of those that this test has opened. */
  private List<String> names(String query) throws IOException {
    List<String> names = new ArrayList<>();
    for (JsonObject one : opened(query)) {
      names.add(Path.of(one.get("target").getAsString()).getFileName().toString().split(" ")[0]);
    }
    return names;
  }

  private List<JsonObject> opened(String query) throws IOException {
    List<JsonObject> found = new ArrayList<>();
    for (JsonElement one : get("/handles" + query).json().getAsJsonArray("open")) {
      JsonElement target = one.getAsJsonObject().get("target");
      if (target.getAsString().startsWith(directory.toString())) {
        found.add(one.getAsJsonObject());
      }
    }
    return found;
  }

  @Test
  void everyDescriptorHasARecord() throws Exception {
    JsonObject page = get("/handles").json();
    assertThat(page.keySet())
        .contains(
            "pid", "fds", "open", "untracked", "processes", "containers", "mappings", "temp_files");
    assertThat(page.get("pid").getAsLong()).isEqualTo(ProcessHandle.current().pid());
    JsonObject fds = page.getAsJsonObject("fds");
    assertThat(fds.get("open").getAsInt())
        .isEqualTo(fds.get("tracked").getAsInt() + fds.get("untracked").getAsInt());
    assertThat(fds.get("tracked").getAsInt()).isGreaterThanOrEqualTo(3);

    JsonObject old = opened("").get(1);
    assertThat(old.get("fd").getAsInt()).isEqualTo(handles.get(1).fd());
    assertThat(old.get("handle").getAsString()).isEqualTo(handles.get(1).id());
    assertThat(old.get("kind").getAsString()).isEqualTo("file");
    assertThat(old.get("type").getAsString()).isEqualTo("java.io.FileInputStream");
    assertThat(old.get("target").getAsString()).isEqualTo(directory + "/old <&>\"\n");
    assertThat(old.get("mode").getAsString()).isEqualTo("r");
    assertThat(old.get("site").getAsString()).isEqualTo(ACME + ".render(PagesTest.java:88)");
    assertThat(old.getAsJsonArray("stack")).hasSize(1);
    assertThat(old.get("age_seconds").getAsDouble()).isGreaterThanOrEqualTo(1200);
    assertThat(Instant.parse(old.get("opened_at").getAsString()))
        .isBefore(Instant.now().minus(Duration.ofMinutes(19)));
    assertThat(old.get("thread").getAsString()).isEqualTo(Thread.currentThread().getName());
    assertThat(evidence(old)).containsExactly("overdue");
    assertThat(evidence(opened("").get(0))).isEmpty();
  }

  private static List<String> evidence(JsonObject record) {
    List<String> evidence = new ArrayList<>();
    JsonArray all = record.getAsJsonArray("evidence");
    all.forEach(one -> evidence.add(one.getAsString()));
    return evidence;
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'young old folder'",
    "?kind=file, 'young old'",
    "?kind=directory, folder",
    "?kind=none, ''",
    "?min-age=1m, 'old folder'",
    "?min-age=1m15s, 'old folder'",
    "?min-age=19m&kind=file, old",
    "?min-age=2h, ''",
    "?site=PagesTest.java:99, folder",
    "?site=com.other, ''",
    "?site=&min-age=0s, 'young old folder'",
  })
  void filters(String query, String expected) throws Exception {
    assertThat(String.join(" ", names(query))).isEqualTo(expected);
  }

  @Test
  void stacksMayBeLeftOut() throws Exception {
    assertThat(opened("?stacks=false")).isNotEmpty().noneMatch(one -> one.has("stack"));
  }

  @ParameterizedTest
  @CsvSource({
    "min-age=soon, 'min-age=soon: write 30s, 10m or 2h'",
    "min-age=, 'min-age=: write 30s, 10m or 2h'",
    "min-age=1d, 'min-age=1d: write 30s, 10m or 2h'",
    "min-age=9999999999999h, 'min-age=9999999999999h: write 30s, 10m or 2h'",
    "group=kind, 'group=kind: only group=site is known'",
    "group=, 'group=: only group=site is known'",
  })
  void aWrongFilterIsToldAndNotIgnored(String query, String message) throws Exception {
    Answer answer = get("/handles?" + query);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.type()).startsWith("text/plain");
    assertThat(answer.text()).isEqualTo(message + "\n");
  }

  @Test
  void bySite() throws Exception {
    JsonObject page = get("/handles?group=site&site=" + ACME).json();
    assertThat(page.has("open")).isFalse();
    JsonArray sites = page.getAsJsonArray("sites");
    assertThat(sites).hasSize(2);
    JsonObject first = sites.get(0).getAsJsonObject();
    assertThat(first.get("site").getAsString()).endsWith("PagesTest.java:88)");
    assertThat(first.get("open").getAsInt()).isEqualTo(2);
    assertThat(first.get("oldest_seconds").getAsDouble()).isGreaterThanOrEqualTo(1200);
    assertThat(first.getAsJsonArray("targets")).hasSize(2);
    assertThat(evidence(first)).containsExactly("overdue");
  }

  @Test
  void whatWasDroppedIsALeakAndListedWhileItsDescriptorIsHeld() throws Exception {
    handles.get(0).enqueue();

    assertThat(evidence(opened("").get(0))).containsExactly("collected");
    JsonObject leak = leaks("collected").get(0);
    assertThat(leak.get("site").getAsString()).isEqualTo(ACME + ".render(PagesTest.java:88)");
    assertThat(leak.get("count").getAsInt()).isOne();
    assertThat(leak.get("kind").getAsString()).isEqualTo("file");
    assertThat(leak.getAsJsonArray("targets").get(0).getAsString()).endsWith("/young");
    assertThat(leaks("overdue")).hasSize(1);

    open.get(0).close();
    assertThat(names("")).as("the descriptor is gone").containsExactly("old", "folder");
    assertThat(leaks("collected")).as("once leaked, it is told for ever").hasSize(1);
    assertThat(get("/report").text())
        .contains("     1 leaked FileInputStream")
        .contains("of " + directory + "/young");
    open.remove(0);
    handles.remove(0);
  }

  private List<JsonObject> leaks(String evidence) throws IOException {
    List<JsonObject> found = new ArrayList<>();
    for (JsonElement one : get("/leaks").json().getAsJsonArray("leaks")) {
      JsonObject leak = one.getAsJsonObject();
      if (leak.get("site").getAsString().startsWith(ACME)
          && leak.get("evidence").getAsString().equals(evidence)) {
        found.add(leak);
      }
    }
    return found;
  }

  @Test
  void theReportIsForATerminal() throws Exception {
    Answer answer = get("/report");
    assertThat(answer.type()).startsWith("text/plain");
    assertThat(answer.text().lines().findFirst().orElseThrow())
        .matches("\\d+ descriptors open( of \\d+)?, \\d+ of them untracked\\. .*");
    assertThat(answer.text()).contains("2 open   FileInputStream        oldest 20m");
    assertThat(answer.text()).contains(" leaked: collected by the GC, never closed");
  }

  /** After an attach: what was open before has no handle, and is listed without a time. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatWasOpenBeforeAnAttach(boolean attached) throws Exception {
    endpoint.close();
    Path file = Files.createFile(directory.resolve("before"));
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      int fd = dev.weir.bootstrap.Descriptors.number(in.getFD());
      Sites sites = new Sites(List.of());
      Page page =
          new HandlesPage(
              TestSites.sweeper(
                  sites, Map.of(), attached ? Map.of(fd, file.toRealPath().toString()) : Map.of()),
              new Watchdog(null),
              sites,
              new Evidence(Map.of()),
              NO_MASK);
      endpoint =
          Endpoint.start(
              new Settings("127.0.0.1", 0, null, null, 16, Duration.ofMinutes(2)),
              Map.of("/handles", page),
              Thread::new);
      assertThat(names("").contains("before")).isEqualTo(attached);
      assertThat(names("?site=attach")).isEqualTo(attached ? List.of("before") : List.of());
      JsonArray untracked = get("/handles").json().getAsJsonArray("untracked");
      assertThat(untracked.toString().contains(file.toString())).isEqualTo(!attached);
    }
  }

  @Test
  void secondsAreToTheMillisecond() {
    assertThat(Json.seconds(1_234_567_890)).isEqualTo(1.234);
    assertThat(Json.seconds(-5)).isZero();
    assertThat(Instant.parse(Json.time(TimeUnit.HOURS.toNanos(1))))
        .isBefore(Instant.now().minus(Duration.ofMinutes(59)));
  }
}
