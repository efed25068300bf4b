package dev.weir.fork;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A running JVM with the agent. What it prints can be waited for line by line; its endpoint can be
 * asked. Closing it ends it.
 */
public final class Fork implements Closeable {
  /** A bound for what never takes so long; a test that runs into it has failed. */
  private static final long PATIENCE_SECONDS = 60;

  private static final Pattern URL = Pattern.compile("(https?://\\S+?)/?$");

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final BlockingQueue<String> out = new LinkedBlockingQueue<>();
  private final StringBuffer allOut = new StringBuffer();
  private final StringBuffer allErr = new StringBuffer();
  private final Thread outReader;
  private final Thread errReader;

  private Fork(Process process) {
    this.process = process;
    outReader = pump(process.inputReader(), allOut, out);
    errReader = pump(process.errorReader(), allErr, null);
  }

  /** The jar under test. */
  public static Path jar() {
    return Path.of(System.getProperty("weir.jar"));
  }

  /** Options for one JVM; what is not set is the default of a user who types the shortest line. */
  public static final class Builder {
    private final Jdks.Jdk jdk;
    private final List<String> jvm = new ArrayList<>();
    private final List<String> before = new ArrayList<>();
    private final List<String> program = new ArrayList<>();
    private final ProcessBuilder builder = new ProcessBuilder();
    private String agent = "metrics.port=0";
    private Path jar = Fork.jar();
    private boolean withAgent = true;
    private Integer descriptors;
    private String toolOptions;
    private String classPath = System.getProperty("weir.test.classes");

    private Builder(Jdks.Jdk jdk) {
      this.jdk = jdk;
    }

    /** Arguments of the agent, beside {@code metrics.port=0}. */
    public Builder agent(String... arguments) {
      agent = String.join(",", agent, String.join(",", arguments));
      return this;
    }

    /** The whole text behind {@code -javaagent:jar=}. */
    public Builder exactly(String arguments) {
      agent = arguments;
      return this;
    }

    public Builder jar(Path other) {
      jar = other;
      return this;
    }

    public Builder withoutAgent() {
      withAgent = false;
      return this;
    }

    public Builder jvm(String... options) {
      jvm.addAll(Arrays.asList(options));
      return this;
    }

    /** Options that stand before the agent's. */
    public Builder before(String... options) {
      before.addAll(Arrays.asList(options));
      return this;
    }

    /** The one variable that tests else never inherit. */
    public Builder toolOptions(String options) {
      toolOptions = options;
      return this;
    }

    public Builder environment(String name, String value) {
      builder.environment().put(name, value);
      return this;
    }

    public Builder directory(Path directory) {
      builder.directory(directory.toFile());
      return this;
    }

    /** Sets RLIMIT_NOFILE, by the shell's {@code ulimit -n}. */
    public Builder descriptors(int limit) {
      descriptors = limit;
      return this;
    }

    /** More class path, behind the tests' classes. */
    public Builder behind(String entries) {
      classPath += ":" + entries;
      return this;
    }

    /** Starts a class of the test's own class path. */
    public Fork start(Class<?> main, String... arguments) throws IOException {
      program.add("-cp");
      program.add(classPath);
      program.add(main.getName());
      program.addAll(Arrays.asList(arguments));
      return launch();
    }

    /** Starts {@code java} with this and no class path of the test's. */
    public Fork startExactly(String... arguments) throws IOException {
      program.addAll(Arrays.asList(arguments));
      return launch();
    }

    private Fork launch() throws IOException {
      List<String> command = new ArrayList<>();
      if (descriptors != null) {
        command.addAll(List.of("sh", "-c", "ulimit -n " + descriptors + "; exec \"$@\"", "sh"));
      }
      command.add(jdk.java().toString());
      command.addAll(before);
      if (withAgent) {
        command.add("-javaagent:" + jar + (agent.isEmpty() ? "" : "=" + agent));
      }
      command.addAll(jvm);
      command.addAll(program);
      Map<String, String> environment = builder.environment();
      environment.remove("JAVA_TOOL_OPTIONS");
      if (toolOptions != null) {
        environment.put("JAVA_TOOL_OPTIONS", toolOptions);
      }
      environment.keySet().removeIf(name -> name.startsWith("WEIR_") && !set(name));
      return new Fork(builder.command(command).start());
    }

    private boolean set(String name) {
      return !System.getenv().containsKey(name);
    }
  }

  public static Builder on(Jdks.Jdk jdk) {
    return new Builder(jdk);
  }

  public Process process() {
    return process;
  }

  /** Sends a line to its standard input. */
  public void say(String line) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  /** Has a {@link Holder} do something, and waits until it is done. */
  public void command(String command) throws IOException, InterruptedException {
    say(command);
    while (true) {
      String line = line();
      if (line.equals("ok")) {
        return;
      }
      if (line.startsWith("failed")) {
        throw new AssertionError(command + " " + line);
      }
    }
  }

  /** Waits for the next line of its standard output. */
  public String line() throws InterruptedException {
    String line = out.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("no line; stdout: " + allOut + "\nstderr: " + allErr);
    }
    return line;
  }

  /** Waits for a line that begins so, and gives what follows; other lines are skipped. */
  public String line(String beginning) throws InterruptedException {
    while (true) {
      String line = line();
      if (line.startsWith(beginning)) {
        return line.substring(beginning.length());
      }
    }
  }

  /** Waits until its standard error has this text. */
  public void awaitError(String text) throws InterruptedException {
    awaitError(text, 1);
  }

  /** Waits until its standard error has this text so many times. */
  public void awaitError(String text, int times) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    synchronized (allErr) {
      while (allErr.toString().split(Pattern.quote(text), -1).length - 1 < times) {
        if (System.nanoTime() - end > 0) {
          throw new AssertionError("not on stderr: " + text + "\nstderr: " + allErr);
        }
        allErr.wait(1000);
      }
    }
  }

  /** Waits for the end; its exit code. Both outputs are complete then. */
  public int end() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("does not end; stdout: " + allOut + "\nstderr: " + allErr);
    }
    outReader.join();
    errReader.join();
    return process.exitValue();
  }

  public String out() {
    return allOut.toString();
  }

  public String err() {
    return allErr.toString();
  }

  /** The endpoint's address, from the agent's line in the log; waits for it. */
  public URI endpoint() throws InterruptedException {
    awaitError("http");
    for (String line : err().split("\n")) {
      Matcher url = URL.matcher(line.trim());
      if (line.contains("weir") && url.find()) {
        return URI.create(url.group(1));
      }
    }
    throw new AssertionError("no address on stderr: " + err());
  }

  /** GETs a page of some endpoint; the body, whatever the status. */
  public static String read(String url) throws IOException, InterruptedException {
    return HTTP.send(
            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** GETs a page; the body, whatever the status. */
  public String get(String path) throws InterruptedException {
    try {
      return read(endpoint() + path);
    } catch (IOException e) {
      throw new UncheckedIOException("GET " + path + "; stderr: " + err(), e);
    }
  }

  public JsonObject json(String path) throws InterruptedException {
    return JsonParser.parseString(get(path)).getAsJsonObject();
  }

  /** The value of a sample of /metrics, labels and all; NaN if it is not there. */
  public double metric(String sample) throws InterruptedException {
    for (String line : get("/metrics").split("\n")) {
      if (line.startsWith(sample + " ")) {
        return Double.parseDouble(line.substring(sample.length() + 1));
      }
    }
    return Double.NaN;
  }

  @Override
  public void close() {
    // Before it ends: then its children are nobody's, and nobody would end them.
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread pump(BufferedReader from, StringBuffer all, BlockingQueue<String> lines) {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader in = from) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                  synchronized (all) {
                    all.append(line).append('\n');
                    all.notifyAll();
                  }
                  if (lines != null) {
                    lines.add(line);
                  }
                }
              } catch (IOException e) {
                // It was ended.
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /**
   * So that a count of the is run in full by {@code ./test --full} and scaled otherwise.
   */
  public static int scaled(int full) {
    String scale = System.getenv("WEIR_TEST_SCALE");
    double factor = scale == null || scale.isEmpty() ? 0.1 : Double.parseDouble(scale);
    return (int) Math.max(1, Math.round(full * factor));
  }
}
