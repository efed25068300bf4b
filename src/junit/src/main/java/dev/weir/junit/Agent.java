package dev.weir.junit;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Sees to it that the agent is in this JVM: by {@code -javaagent}, or else it attaches it, in a
 * child process, for a JVM may not attach to itself.
 *
 * <p>Nothing here refers to {@code dev.weir.bootstrap}: with weir-agent.jar on the class path these
 * classes would come from there, and there they know of nothing. They are the boot loader's, once
 * the agent is in.
 */
final class Agent {
  private static final String BOOT = "dev.weir.bootstrap.OpenListener";
  private static final String OPTIONS = "metrics.port=off,leaks.stacks.budget=100%";
  private static final String MAIN = "dev/weir/AgentMain.class";
  private static final long PATIENCE_SECONDS = 60;

  private static boolean ready;
  private static String failure;

  private Agent() {}

  /** Returns when events arrive. Where that cannot be, it says once why, and fails each test. */
  static synchronized void require(ExtensionContext context) {
    if (ready) {
      return;
    }
    if (failure != null) {
      throw new ExtensionConfigurationException(
          "Weir is not in this JVM, so nobody knows what this test leaves open; the first such"
              + " failure says why");
    }
    try {
      if (!isIn()) {
        attach(context);
      }
      ready = Recorder.install();
      failure = ready ? null : "Weir is in this JVM, but turned off; its message is on stderr";
    } catch (IOException | LinkageError e) {
      failure = "Weir cannot be used: " + e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = "interrupted while Weir was being attached";
    } catch (ExtensionConfigurationException e) {
      failure = e.getMessage();
    }
    if (failure != null) {
      throw new ExtensionConfigurationException(failure);
    }
  }

  /** Asks the boot loader and nobody else. */
  private static boolean isIn() {
    try {
      return Class.forName(BOOT, false, null).getClassLoader() == null;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static void attach(ExtensionContext context) throws IOException, InterruptedException {
    File jar = jar(context);
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-jar",
                jar.getPath(),
                "attach",
                Long.toString(ProcessHandle.current().pid()),
                context.getConfigurationParameter("weir.junit.agent-options").orElse(OPTIONS)));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Options for this JVM are not for that one: debuggers' ports, agents.
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    File out = File.createTempFile("weir-attach", ".txt");
    try {
      Process process = builder.redirectOutput(out).start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw failed("it took more than " + PATIENCE_SECONDS + " s");
      }
      String said = java.nio.file.Files.readString(out.toPath(), StandardCharsets.UTF_8).strip();
      if (process.exitValue() != 0) {
        throw failed(said);
      }
      if (!isIn()) {
        throw failed("it is there, but not in the boot loader; Weir's message is on stderr");
      }
    } finally {
      java.nio.file.Files.deleteIfExists(out.toPath());
    }
  }

  private static ExtensionConfigurationException failed(String why) {
    return new ExtensionConfigurationException(
        "Weir could not be attached to this JVM: "
            + why
            + "\nGive it on the command line of the tests instead, for surefire: <argLine>"
            + "-javaagent:/path/weir-agent.jar="
            + OPTIONS
            + "</argLine>. (Attaching needs a JDK with the module jdk.attach, and no"
            + " -XX:-EnableDynamicAgentLoading or -XX:+DisableAttachMechanism.)");
  }

  private static File jar(ExtensionContext context) throws IOException {
    String given = context.getConfigurationParameter("weir.agent").orElse(null);
    if (given != null) {
      if (!new File(given).isFile()) {
        throw failed("weir.agent names " + given + ", which is no file");
      }
      return new File(given).getAbsoluteFile();
    }
    URL url = Agent.class.getClassLoader().getResource(MAIN);
    String text = url == null ? "" : url.toString();
    int end = text.indexOf("!/");
    if (!text.startsWith("jar:file:") || end < 0) {
      throw failed(
          "there is no weir-agent.jar: add dev.weir:weir-agent to the test class path, or set"
              + " weir.agent to its path");
    }
    return new File(URI.create(text.substring("jar:".length(), end)));
  }
}
